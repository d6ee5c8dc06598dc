#ifndef PLOG_RULES_TYPES_PREDICATES_H_
#define PLOG_RULES_TYPES_PREDICATES_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "rules/matcher/matcher.h"

namespace plog {

// A verdict over single events that a rule type computes: a function, asked
// where `when` holds, and the text that identifies both. The function owns
// copies of what it needs, so the predicate may outlive the rule.
inline std::shared_ptr<const Predicate> MakePredicate(
    std::string text, std::function<bool(const EventContent&)> holds,
    const std::optional<Matcher>& when = std::nullopt) {
  class Verdict final : public Predicate {
   public:
    Verdict(std::string text, std::function<bool(const EventContent&)> holds,
            Matcher when)
        : text_(std::move(text)),
          holds_(std::move(holds)),
          when_(std::move(when)),
          required_(when_.RequiredText()) {}
    bool Holds(const EventContent& event) const override {
      return when_.Holds(event) && holds_(event);
    }
    bool HoldsWhereRequired(const EventContent& event) const override {
      const bool decided = required_ && required_->suffices;
      return (decided || when_.Holds(event)) && holds_(event);
    }
    std::string Text() const override { return text_; }
    std::optional<TextCondition> RequiredText() const override {
      auto required = required_;
      if (required) required->suffices = false;
      return required;
    }

   private:
    std::string text_;
    std::function<bool(const EventContent&)> holds_;
    Matcher when_;
    std::optional<TextCondition> required_;  // by `when`
  };
  return std::make_shared<Verdict>(std::move(text), std::move(holds),
                                   when.value_or(Matcher()));
}

// For a verdict that a rule does not ask for.
inline std::shared_ptr<const Predicate> NeverPredicate() {
  class Never final : public Predicate {
   public:
    bool Holds(const EventContent&) const override { return false; }
    std::string Text() const override { return "never"; }
    // No text is one of none.
    std::optional<TextCondition> RequiredText() const override {
      return TextCondition();
    }
  };
  return std::make_shared<Never>();
}

// A matcher as a predicate. An absent one matches every event, as `{}` does.
inline std::shared_ptr<const Predicate> MatcherPredicate(
    const std::optional<Matcher>& matcher) {
  class Match final : public Predicate {
   public:
    explicit Match(Matcher matcher) : matcher_(std::move(matcher)) {}
    bool Holds(const EventContent& event) const override {
      return matcher_.Holds(event);
    }
    std::string Text() const override { return "match " + matcher_.text(); }
    std::optional<TextCondition> RequiredText() const override {
      return matcher_.RequiredText();
    }

   private:
    Matcher matcher_;
  };
  return std::make_shared<Match>(matcher.value_or(Matcher()));
}

// The text of a `when`, as a part of the text of a verdict.
inline std::string WhenText(const std::optional<Matcher>& when) {
  return " when " + when.value_or(Matcher()).text();
}

}  // namespace plog

#endif  // PLOG_RULES_TYPES_PREDICATES_H_

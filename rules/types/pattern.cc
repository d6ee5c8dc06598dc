// pattern: a field's text must, or must not, contain a match.
//
// The text is a string's decoded text, a number's or boolean's canonical text;
// of an object or array every decoded string inside it, names of members
// included, and its canonical JSON text: a match in any of them is a match. A
// path with a wildcard stands for several values: one match among them is a
// match of the field.
//
// Absent or null is not evaluated, unless `required`, which makes it a
// violation of `match_pattern`. An event can violate both patterns.
//
// A detail tells where the match is, never what it is: the log must not be
// copied into the report by the very rule that keeps secrets out. A match in a
// name is located by the object that holds the name, since its own JSON Pointer
// would spell it out.

#include <fmt/format.h>

#include <algorithm>

#include "ledger/crypto/sha256.h"
#include "ledger/json/canonical.h"
#include "ledger/json/json_writer.h"
#include "rules/types/bodies.h"
#include "rules/types/json_place.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"
#include "rules/types/single_event.h"

namespace plog {
namespace {

constexpr uint32_t kDenied = 0;  // variants
constexpr uint32_t kUnmatched = 1;
constexpr uint32_t kMissing = 2;

constexpr size_t kDigestHexDigits = 16;

using RegexPointer = std::shared_ptr<const Regex>;

// A match and the text in which it lies.
struct Hit {
  enum class In { kText, kName, kCanonical };
  In in = In::kText;
  JsonView value;  // whose text it is; of a name, the object that holds it
  Regex::Match match;
  std::string text;  // the matched bytes
};

std::optional<Hit> HitIn(const Regex& regex, std::string_view text, Hit::In in,
                         JsonView value) {
  const auto match = regex.Find(text);
  if (!match) return std::nullopt;
  return Hit{in, value, *match,
             std::string(text.substr(match->offset, match->size))};
}

// The first match in a decoded string inside `value`, in document order.
std::optional<Hit> HitInStrings(const Regex& regex, JsonView value) {
  std::optional<Hit> hit;
  if (value.is_string()) {
    return HitIn(regex, value.AsString(), Hit::In::kText, value);
  }
  if (value.is(JsonType::kArray)) {
    for (auto v = value.First(); v.valid() && !hit; v = value.After(v)) {
      hit = HitInStrings(regex, v);
    }
  } else if (value.is(JsonType::kObject)) {
    for (auto k = value.First(); k.valid() && !hit;
         k = value.After(k.Value())) {
      hit = HitIn(regex, k.AsString(), Hit::In::kName, value);
      if (!hit) hit = HitInStrings(regex, k.Value());
    }
  }
  return hit;
}

std::optional<Hit> HitInValue(const Regex& regex, JsonView value) {
  if (auto hit = HitInStrings(regex, value)) return hit;
  if (value.is_string()) return std::nullopt;
  return HitIn(regex, CanonicalJson(value), Hit::In::kCanonical, value);
}

// What a field holds, as far as a pattern is concerned.
struct Verdict {
  bool present = false;
  std::optional<Hit> hit;
};

Verdict Judge(const FieldPath& field, const Regex* regex,
              const EventContent& event) {
  Verdict verdict;
  field.ForEach(event, [&](JsonView value) {
    if (!value.present()) return true;
    verdict.present = true;
    if (regex != nullptr) verdict.hit = HitInValue(*regex, value);
    return regex != nullptr && !verdict.hit;
  });
  return verdict;
}

std::string Quoted(std::string_view text) {
  std::string quoted;
  JsonWriter(&quoted).String(text);
  return quoted;
}

// A verdict that depends on a search in the field of an event.
class Searched final : public Predicate {
 public:
  Searched(std::string text, TextSearch search)
      : text_(std::move(text)), search_(std::move(search)) {}

  bool Holds(const EventContent& event) const override {
    return search_.concerns->Holds(event) &&
           Judge(search_.field, search_.regex.get(), event).hit.has_value() ==
               search_.if_found;
  }
  std::string Text() const override { return text_; }
  const TextSearch* Search() const override { return &search_; }

 private:
  std::string text_;
  TextSearch search_;
};

std::string_view PatternOf(const RegexPointer& regex) {
  return regex ? std::string_view(regex->pattern()) : std::string_view();
}

class Pattern final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"for_field", kRequired, "The field whose text is judged."},
                  &field_);
    visitor.Visit({"match_pattern", kOptional,
                   "A regular expression that the text must contain."},
                  &match_);
    visitor.Visit({"deny_pattern", kOptional,
                   "A regular expression that the text must not contain."},
                  &deny_);
    visitor.Visit({"when", kOptional, "Which events are judged."}, &when_);
    visitor.Visit({"required", kOptional,
                   "Whether an absent field violates `match_pattern`; it is "
                   "not evaluated if not."},
                  &required_);
  }

  void Check(std::optional<Scope>, RuleFaults* faults) override {
    if (!match_ && !deny_) {
      faults->Add("deny_pattern", "missing-field",
                  "a pattern rule needs `match_pattern`, `deny_pattern` or "
                  "both");
    }
    if (required_ && !match_) {
      faults->Add("required", "conflicting-fields",
                  "`required` needs `match_pattern`",
                  "to demand only that the field is there, add "
                  "`match_pattern: ''`");
    }
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    auto text = [this](std::string_view verdict, const RegexPointer& regex) {
      const std::string field = field_ ? field_->text() : "";
      return fmt::format("pattern {} {}:{} {}:{}{}", verdict, field.size(),
                         field, PatternOf(regex).size(), PatternOf(regex),
                         WhenText(when_));
    };
    const auto present = [field = field_.value_or(FieldPath())](
                             bool wanted, const EventContent& event) {
      return Judge(field, nullptr, event).present == wanted;
    };
    const RegexPointer none;
    const auto is_present = MakePredicate(
        text("present", none),
        [present](const EventContent& event) { return present(true, event); },
        when_);
    const auto search = [&](std::string_view verdict, const RegexPointer& regex,
                            bool if_found) -> std::shared_ptr<const Predicate> {
      if (!regex) return NeverPredicate();
      return std::make_shared<Searched>(
          text(verdict, regex), TextSearch{field_.value_or(FieldPath()), regex,
                                           if_found, is_present});
    };
    return {MatcherPredicate(when_), is_present, search("denied", deny_, true),
            search("unmatched", match_, false),
            required_ ? MakePredicate(
                            text("missing", none),
                            [present](const EventContent& event) {
                              return present(false, event);
                            },
                            when_)
                      : NeverPredicate()};
  }

  bool NeedsEveryEvent() const override { return false; }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return NewSingleEventMonitor(true);
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions& options) const override {
    const std::string field = field_ ? field_->text() : "";
    const std::string where =
        Located(ShowsName() ? NounOf(trigger) : "event", trigger);
    if (finding.variant == kDenied) {
      return {fmt::format("{} contains a denied pattern", field),
              DescribeHit(trigger, where, options), std::nullopt};
    }
    const bool missing = finding.variant == kMissing;
    static_assert(kUnmatched != kMissing);
    return {missing ? fmt::format("{} is missing", field)
                    : fmt::format("{} does not contain the required pattern",
                                  field),
            fmt::format("Expected a match of {} in {} of {}{}",
                        Quoted(PatternOf(match_)), field, where,
                        missing ? ", which is absent" : ""),
            std::nullopt};
  }

 private:
  // Whether an event may be called by its name: not if that is what is
  // searched, for a match is never quoted.
  bool ShowsName() const {
    return !field_ || (field_->member() != Member::kActionName &&
                       field_->member() != Member::kActionType);
  }

  std::string DescribeHit(const DescribedEvent* event, std::string_view where,
                          const DescribeOptions& options) const {
    if (!field_ || !deny_ || event == nullptr || event->content == nullptr) {
      return fmt::format("Match in {}", where);
    }
    const auto hit = Judge(*field_, deny_.get(), *event->content).hit;
    if (!hit) return fmt::format("Match in {}", where);
    std::string_view in;
    if (hit->in == Hit::In::kName) in = "the name of a member of ";
    if (hit->in == Hit::In::kCanonical) in = "the JSON text of ";
    std::string detail = fmt::format(
        "Match at byte {}, length {}, of {}{} of {}", hit->match.offset,
        hit->match.size, in,
        PointerTo(event->content->root(), hit->value.index()), where);
    if (!options.match_key.empty()) {
      const std::string digest =
          ToHex(HmacSha256(options.match_key, hit->text));
      detail += ", digest " + digest.substr(0, kDigestHexDigits);
    }
    if (options.show_matches) detail += ": " + Quoted(hit->text);
    return detail;
  }

  std::optional<FieldPath> field_;
  RegexPointer match_;
  RegexPointer deny_;
  std::optional<Matcher> when_;
  bool required_ = false;
};

}  // namespace

std::unique_ptr<RuleBody> MakePattern() { return std::make_unique<Pattern>(); }

}  // namespace plog

// boundary: an agent may use certain actions only.
//
// Judged is every event with an action_name that is not null (and for which
// `when` holds). It is at fault if `deny_actions` has its name, or else if
// `allow_actions` is given and does not: deny wins, one violation per event.
// Entries are globs over the whole name; one without metacharacters is exact.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rules/types/bodies.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"
#include "rules/types/single_event.h"

namespace plog {
namespace {

constexpr uint32_t kDenied = 0;  // variants
constexpr uint32_t kNotAllowed = 1;

using Names = std::vector<std::string>;

bool HasName(const Names& globs, std::string_view name) {
  return std::any_of(
      globs.begin(), globs.end(),
      [name](const std::string& glob) { return GlobMatches(glob, name); });
}

// Lists cannot run together: each entry is written with its length.
std::string TextOf(const std::optional<Names>& globs) {
  if (!globs) return "any";
  std::string text = "[";
  for (const std::string& glob : *globs) {
    text += fmt::format("{}:{};", glob.size(), glob);
  }
  return text + "]";
}

class Boundary final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"allow_actions", kOptional,
                   "Names or globs of the only actions that are allowed."},
                  &allow_);
    visitor.Visit({"deny_actions", kOptional,
                   "Names or globs of actions that are denied, even if they "
                   "are allowed as well."},
                  &deny_);
    visitor.Visit({"when", kOptional,
                   "Which events are judged; without it all that have an "
                   "action_name, results and LLM events included."},
                  &when_);
  }

  void Check(std::optional<Scope>, RuleFaults* faults) override {
    if (!when_) {
      faults->Add("type", "boundary-without-when",
                  "without `when` the names of LLM and result events are "
                  "judged as well",
                  "for tool calls alone: `when: {action_type: TOOL_CALL}`");
    }
    if (allow_ || deny_) return;
    faults->Add("allow_actions", "missing-field",
                "a boundary rule needs `allow_actions`, `deny_actions` or both",
                "list the actions, for example `allow_actions: [search]`");
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    auto named = [](const EventContent& event) {
      return event.Text(Member::kActionName).has_value();
    };
    const Names deny = deny_.value_or(Names());
    auto denied = [named, deny](const EventContent& event) {
      return named(event) && HasName(deny, *event.Text(Member::kActionName));
    };
    const std::optional<Names> allow = allow_;
    auto not_allowed = [named, deny, allow](const EventContent& event) {
      if (!allow || !named(event)) return false;
      const std::string_view name = *event.Text(Member::kActionName);
      return !HasName(deny, name) && !HasName(*allow, name);
    };
    const std::string text = fmt::format("deny {} allow {}{}", TextOf(deny_),
                                         TextOf(allow_), WhenText(when_));
    const auto concerned =
        MakePredicate("boundary named" + WhenText(when_), named, when_);
    return {concerned, concerned,
            MakePredicate("boundary denied " + text, denied, when_),
            MakePredicate("boundary not allowed " + text, not_allowed, when_)};
  }

  bool NeedsEveryEvent() const override { return false; }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return NewSingleEventMonitor(false);
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const std::string noun = NounOf(trigger);
    const bool denied = finding.variant == kDenied;
    static_assert(kNotAllowed == kDenied + 1);
    return {fmt::format("{} is {}", noun, denied ? "denied" : "not allowed"),
            fmt::format("{} is {}: {}", Located(noun, trigger),
                        denied ? "among the denied actions"
                               : "outside the allowed actions",
                        fmt::join(denied ? deny_.value_or(Names())
                                         : allow_.value_or(Names()),
                                  ", ")),
            std::nullopt};
  }

 private:
  std::optional<Names> allow_;
  std::optional<Names> deny_;
  std::optional<Matcher> when_;
};

}  // namespace

std::unique_ptr<RuleBody> MakeBoundary() {
  return std::make_unique<Boundary>();
}

}  // namespace plog

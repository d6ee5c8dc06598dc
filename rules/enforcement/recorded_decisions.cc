#include "rules/enforcement/recorded_decisions.h"

#include <algorithm>
#include <utility>

#include "rules/types/predicates.h"
#include "rules/types/single_event.h"

namespace plog {
namespace {

constexpr RuleType kRecordedDecisions = {
    "decisions", "A call was denied or held.", "", nullptr};

std::shared_ptr<const Predicate> OutcomeIs(
    std::string name, std::vector<std::string_view> outcomes) {
  return MakePredicate(
      "decision " + std::move(name),
      [outcomes = std::move(outcomes)](const EventContent& event) {
        if (event.Text(Member::kActionType) != "POLICY_DECISION") return false;
        const JsonView outcome = event.Get(Member::kMetadata).Find("outcome");
        return outcome.is_string() &&
               std::find(outcomes.begin(), outcomes.end(),
                         outcome.AsString()) != outcomes.end();
      });
}

class RecordedDecisions final : public RuleBody {
 public:
  void Declare(FieldVisitor&) override {}
  bool NeedsEveryEvent() const override { return false; }

  // In the order of single_event.h: concerned, judged, the variants.
  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    const auto any = OutcomeIs("any", {"deny", "rejected", "require_approval"});
    return {any, any, OutcomeIs("denied", {"deny", "rejected"}),
            OutcomeIs("escalated", {"require_approval"})};
  }
  std::unique_ptr<Monitor> NewMonitor() const override {
    return NewSingleEventMonitor(false);
  }
  FindingText Describe(const Finding&, const DescribedEvent*,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    return {};
  }
};

}  // namespace

Rule RecordedDecisionsRule() {
  Rule rule;
  rule.name = "decisions";
  rule.type = &kRecordedDecisions;
  rule.scope = Scope::kLedger;
  rule.body = std::make_shared<RecordedDecisions>();
  return rule;
}

}  // namespace plog

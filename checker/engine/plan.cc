#include "checker/engine/plan.h"

namespace plog {
namespace {

// A matcher as one of the plan's predicates.
class MatcherPredicate final : public Predicate {
 public:
  explicit MatcherPredicate(Matcher matcher) : matcher_(std::move(matcher)) {}
  bool Holds(const EventContent& event) const override {
    return matcher_.Holds(event);
  }
  std::string Text() const override { return matcher_.text(); }

 private:
  Matcher matcher_;
};

}  // namespace

Plan::Plan(const std::vector<Policy>& policies) {
  for (const Policy& policy : policies) {
    if (!policy.enabled) continue;
    policies_.push_back(&policy);
    for (const Rule& rule : policy.rules) {
      if (rule.enabled) AddRule(policy, rule);
    }
  }
}

void Plan::AddRule(const Policy& policy, const Rule& rule) {
  PlannedRule planned;
  planned.policy = &policy;
  planned.rule = &rule;
  planned.policy_position = policies_.size() - 1;
  if (rule.label_filter) {
    planned.label_filter =
        AddPredicate(std::make_shared<MatcherPredicate>(*rule.label_filter));
  }
  for (auto& predicate : rule.body->Predicates()) {
    planned.roles.push_back(AddPredicate(std::move(predicate)));
  }
  planned.extractors = rule.body->Extractors();
  for (const Extractor& extractor : planned.extractors) {
    planned.extractor_ids.push_back(AddExtractor(extractor));
  }
  rules_.push_back(std::move(planned));
}

uint32_t Plan::AddPredicate(std::shared_ptr<const Predicate> predicate) {
  const auto next = static_cast<uint32_t>(predicates_.size());
  const auto [row, is_new] = predicate_ids_.emplace(predicate->Text(), next);
  if (is_new) predicates_.push_back(std::move(predicate));
  return row->second;
}

std::string ExtractorText(const Extractor& extractor) {
  const auto kind = std::to_string(static_cast<int>(extractor.kind));
  return kind + " " + extractor.path.text();
}

uint32_t Plan::AddExtractor(const Extractor& extractor) {
  const auto next = static_cast<uint32_t>(extractors_.size());
  const auto [row, is_new] =
      extractor_ids_.emplace(ExtractorText(extractor), next);
  if (is_new) extractors_.push_back(extractor);
  return row->second;
}

}  // namespace plog

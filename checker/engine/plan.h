#ifndef PLOG_CHECKER_ENGINE_PLAN_H_
#define PLOG_CHECKER_ENGINE_PLAN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "rules/policy/policy.h"

namespace plog {

// What an extractor reads, as text: equal for equal extractors.
std::string ExtractorText(const Extractor& extractor);

// What the pass over the bytes has to find out about every event, for all
// rules together: equal predicates and extractors are evaluated once, however
// many rules use them. Refers to the policies, which must outlive it.
class Plan {
 public:
  explicit Plan(const std::vector<Policy>& policies);

  // A rule of the run, in the order of the report.
  struct PlannedRule {
    const Policy* policy = nullptr;
    const Rule* rule = nullptr;
    size_t policy_position = 0;            // among the enabled policies
    std::optional<uint32_t> label_filter;  // a predicate of the plan
    std::vector<uint32_t> roles;           // predicate of each role bit
    std::vector<Extractor> extractors;     // as the rule declares them
    std::vector<uint32_t> extractor_ids;   // extractor of the plan, for each
  };

  const std::vector<const Policy*>& policies() const { return policies_; }
  const std::vector<PlannedRule>& rules() const { return rules_; }
  const std::vector<std::shared_ptr<const Predicate>>& predicates() const {
    return predicates_;
  }
  const std::vector<Extractor>& extractors() const { return extractors_; }

 private:
  uint32_t AddPredicate(std::shared_ptr<const Predicate> predicate);
  uint32_t AddExtractor(const Extractor& extractor);
  void AddRule(const Policy& policy, const Rule& rule);

  std::vector<const Policy*> policies_;
  std::vector<PlannedRule> rules_;
  std::vector<std::shared_ptr<const Predicate>> predicates_;
  std::unordered_map<std::string, uint32_t> predicate_ids_;  // by Text()
  std::vector<Extractor> extractors_;
  std::unordered_map<std::string, uint32_t> extractor_ids_;  // by path, kind
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_PLAN_H_

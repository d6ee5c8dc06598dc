#ifndef PLOG_CHECKER_ENGINE_SCOPE_ROWS_H_
#define PLOG_CHECKER_ENGINE_SCOPE_ROWS_H_

#include <cstdint>
#include <vector>

#include "checker/engine/answers.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/engine/scope_keys.h"
#include "checker/spill/row_sorter.h"
#include "ledger/base/result.h"

namespace plog {

// Which answers the rules of a scope look at.
struct AskedAnswers {
  std::vector<bool> predicates;  // by number in the plan
  std::vector<bool> extractors;
};
AskedAnswers AskedOf(const Plan& plan, Scope scope);

// Events of a log as the rules of one scope see it, in a temporary file:
// instance by instance (InstanceKeys), and in each in the order of the contract
// (scope_order.h). Only of the instances for which `wanted` has a bit; all if
// null. REQUIRES: facts with a log and effective times.
Result<SortedRows> SortByScope(const Facts& facts, const InstanceKeys& keys,
                               const AskedAnswers& asked,
                               const SpillOptions& options,
                               const std::vector<bool>* wanted = nullptr);

// Reads such a file.
class ScopeRowReader {
 public:
  struct Row {
    uint32_t instance = 0;  // number among InstanceKeys
    uint32_t agent = 0;     // position in Facts::agents
    uint32_t ordinal = 0;
    Instant time;
    Answers answers;
  };

  // All must outlive it.
  ScopeRowReader(const SortedRows& rows, const Plan& plan,
                 const Ranking& agents, size_t buffer_bytes)
      : reader_(rows.Read(buffer_bytes)), plan_(plan), agents_(agents) {}

  // False at the end, and after a failure.
  bool Next(Row* row);
  const Status& status() const { return status_; }

 private:
  FileReader reader_;
  const Plan& plan_;
  const Ranking& agents_;
  Status status_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_SCOPE_ROWS_H_

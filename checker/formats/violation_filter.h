#ifndef PLOG_CHECKER_FORMATS_VIOLATION_FILTER_H_
#define PLOG_CHECKER_FORMATS_VIOLATION_FILTER_H_

#include <string>
#include <string_view>
#include <vector>

#include "checker/report/report.h"
#include "ledger/base/result.h"

namespace plog {

// Which violation events leave plog: conditions "KEY=GLOB". The keys are
// severity, policy, rule, agent and tool, the action_name of an event that
// proves the violation. Globs are over whole values. Of several conditions on
// one key one must hold, and every key that has any must hold: severity=fail
// tool=delete_* tool=drop_* is "fail, and one of the two".
class ViolationFilter {
 public:
  // kUsage names what is wrong with `condition`.
  Status Add(std::string_view condition);
  bool Passes(const Violation& violation) const;
  bool empty() const { return conditions_.empty(); }

 private:
  struct Condition {
    size_t key = 0;  // position among the keys
    std::string glob;
  };
  std::vector<Condition> conditions_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_VIOLATION_FILTER_H_

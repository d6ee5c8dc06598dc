#ifndef PLOG_CLI_REPLAY_OPTIONS_H_
#define PLOG_CLI_REPLAY_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "checker/engine/check.h"
#include "cli/option_set.h"
#include "cli/policy_files.h"
#include "rules/policy/policy.h"

namespace plog {

// What `policy replay` has beyond `policy check`: its files are enforcement
// policies, and it can write the decision about every call.
class ReplayOptions {
 public:
  void Declare(OptionSet* options);
  // Refuses files that are not enforcement policies.
  static Status RequireEnforcement(const PolicyOptions& options,
                                   const PolicySet& set);
  Status Prepare(const std::vector<std::string>& inputs) const;
  Status WriteDecisions(const LedgerReader& reader,
                        const std::vector<Policy>& policies,
                        const CheckOptions& check) const;

 private:
  std::optional<std::string> decisions_;
};

}  // namespace plog

#endif  // PLOG_CLI_REPLAY_OPTIONS_H_

#ifndef PLOG_CHECKER_REPLAY_DECISIONS_H_
#define PLOG_CHECKER_REPLAY_DECISIONS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/check.h"
#include "rules/policy/policy.h"

namespace plog {

// What an enforcement policy would have said to one recorded call.
struct ReplayedCall {
  std::string event;
  std::string agent_id;
  std::optional<std::string> session_id;
  uint64_t sequence = 0;
  std::string time;  // effective
  std::string tool;
  std::string_view decision;  // allow, deny, require_approval, undecided
  std::string_view approval;  // approved, rejected, late, missing, pending
  std::string policy;
  std::string file;
  std::optional<std::string> rule;  // that decided, if one did
  size_t line = 0;                  // of the rule, or of what stands for one
  std::string message;              // of a call that did not pass
};

// Every selected call of the ledger with its decision, in the order of the
// trail, policy by policy; policies that enforce nothing are passed over.
Status ReplayCalls(const LedgerReader& reader,
                   const std::vector<Policy>& policies,
                   const CheckOptions& options,
                   const std::function<void(const ReplayedCall&)>& visit);

// As one JSON object on a line.
void AppendJsonLine(const ReplayedCall& call, std::string* out);

}  // namespace plog

#endif  // PLOG_CHECKER_REPLAY_DECISIONS_H_

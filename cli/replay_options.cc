#include "cli/replay_options.h"

#include <fmt/format.h>

#include "checker/replay/decisions.h"
#include "cli/output.h"
#include "rules/enforcement/enforcement_rules.h"

namespace plog {

void ReplayOptions::Declare(OptionSet* options) {
  options->Text("--decisions", "PATH",
                "write the decision about every call to this file, one JSON "
                "object per line",
                &decisions_);
}

Status ReplayOptions::RequireEnforcement(const PolicyOptions& options,
                                         const PolicySet& set) {
  if (options.files.empty()) {
    return Fail(ErrorKind::kUsage, "--file is required",
                "the enforcement policy to replay");
  }
  for (const Policy& policy : set.policies) {
    if (policy.rules.empty() || EnforcementOf(policy.rules.front())) continue;
    return Fail(ErrorKind::kUsage,
                fmt::format("{} is no enforcement policy", policy.file),
                "`plog policy check --file` checks policies of either kind");
  }
  return {};
}

Status ReplayOptions::Prepare(const std::vector<std::string>& inputs) const {
  if (!decisions_) return {};
  if (*decisions_ == "-") {
    return Fail(ErrorKind::kUsage, "--decisions - : stdout has the report",
                "name a file");
  }
  return RefuseOverwriting(*decisions_, inputs);
}

Status ReplayOptions::WriteDecisions(const LedgerReader& reader,
                                     const std::vector<Policy>& policies,
                                     const CheckOptions& check) const {
  if (!decisions_) return {};
  std::string text;
  Status replayed = ReplayCalls(
      reader, policies, check,
      [&](const ReplayedCall& call) { AppendJsonLine(call, &text); });
  if (!replayed) return replayed;
  return WriteFileAtomically(*decisions_, text);
}

}  // namespace plog

#ifndef PLOG_CLI_DOCTOR_CHECKS_H_
#define PLOG_CLI_DOCTOR_CHECKS_H_

#include <string>
#include <vector>

#include "cli/invocation.h"

namespace plog {

// One line of `plog doctor`.
struct DoctorCheck {
  enum class State { kFine, kNote, kBad };

  std::string name;
  State state = State::kFine;
  std::string finding;
};

// Versions of what plog runs with, and whether the tz database knows a few
// transitions that local-time rules depend on.
std::vector<DoctorCheck> CheckInstallation();
// The ledger's file and what is in it. Reads the whole file.
std::vector<DoctorCheck> CheckLedgerHealth(const std::string& path,
                                           const LedgerReader& reader);

}  // namespace plog

#endif  // PLOG_CLI_DOCTOR_CHECKS_H_

#ifndef PLOG_CLI_ACCEPTANCE_H_
#define PLOG_CLI_ACCEPTANCE_H_

#include <optional>
#include <string>
#include <vector>

#include "checker/waivers/baseline.h"
#include "checker/waivers/waivers.h"
#include "cli/console.h"
#include "cli/option_set.h"

namespace plog {

// Violations that somebody has accepted: by name in a waiver file, or all those
// of an earlier report. They leave the verdict, never the report.
class Acceptance {
 public:
  void Declare(OptionSet* options);
  // Reads both files before anything is evaluated; every mistake is printed.
  Status Prepare(Console* console);
  // Moves what is accepted, and announces what an auditor must know about it.
  Status Apply(const LedgerReader& reader, Report* report,
               Console* console) const;
  std::vector<std::string> inputs() const;

 private:
  std::optional<std::string> waiver_file_;
  std::optional<std::string> baseline_file_;
  WaiverSet waivers_;
  std::optional<Baseline> baseline_;
};

}  // namespace plog

#endif  // PLOG_CLI_ACCEPTANCE_H_

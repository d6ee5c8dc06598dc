#ifndef PLOG_CLI_REPORT_OUTPUT_H_
#define PLOG_CLI_REPORT_OUTPUT_H_

#include <string>
#include <vector>

#include "checker/formats/format.h"
#include "cli/invocation.h"

namespace plog {

// Where a report goes and in which formats: every output of one run is printed
// from one model.
class ReportOutput {
 public:
  void Declare(OptionSet* options);

  // Resolves the formats before anything is evaluated; `inputs` may not be
  // written to.
  Status Prepare(const Invocation& run, const std::vector<std::string>& inputs);
  Status Write(const Invocation& run, const Report& report) const;

 private:
  struct Target {
    std::string path;  // "-" is stdout
    const ReportFormat* format = nullptr;
  };
  Result<Target> Resolve(const std::string& text) const;

  std::string format_ = "auto";
  std::vector<std::string> outputs_;
  std::vector<Target> targets_;
};

}  // namespace plog

#endif  // PLOG_CLI_REPORT_OUTPUT_H_

#ifndef PLOG_CLI_REPORT_OUTPUT_H_
#define PLOG_CLI_REPORT_OUTPUT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/formats/format.h"
#include "checker/formats/violation_filter.h"
#include "cli/invocation.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// A report file, and the SHA-256 of what was written to it.
struct WrittenReport {
  std::string path;
  Digest digest{};
};

// Where a report goes and in which formats: every output of one run is printed
// from one model.
class ReportOutput {
 public:
  void Declare(OptionSet* options);

  // Resolves the formats before anything is evaluated; `inputs` may not be
  // written to.
  Status Prepare(const Invocation& run, const std::vector<std::string>& inputs);
  // Writes all of them; `exit_code` is for the formats that tell it. Returns
  // the files that hold the `json` format, the one that is signed, if their
  // digests are asked for.
  enum class Digests { kNone, kOfJson };
  Result<std::vector<WrittenReport>> Write(
      const Invocation& run, const Report& report, Digests digests,
      std::optional<int> exit_code = {}) const;

  // Whether some output has that format. REQUIRES: Prepare.
  bool Has(std::string_view format) const;
  // The files, not stdout, that will hold the `json` format.
  std::vector<std::string> JsonFiles() const;
  // --filter: which violation events `jsonl` and --exec give away.
  const ViolationFilter& filter() const { return filter_; }

 private:
  struct Target {
    std::string path;  // "-" is stdout
    const ReportFormat* format = nullptr;
  };
  Result<Target> Resolve(const std::string& text) const;

  std::string format_ = "auto";
  std::vector<std::string> outputs_;
  std::vector<std::string> conditions_;
  ViolationFilter filter_;
  std::vector<Target> targets_;
};

}  // namespace plog

#endif  // PLOG_CLI_REPORT_OUTPUT_H_

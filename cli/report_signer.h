#ifndef PLOG_CLI_REPORT_SIGNER_H_
#define PLOG_CLI_REPORT_SIGNER_H_

#include <optional>
#include <string>
#include <vector>

#include "cli/option_set.h"
#include "cli/report_output.h"
#include "ledger/anchor/key.h"

namespace plog {

// Where the signature of a report is kept: "report.json.dsse.json".
std::string SignaturePath(const std::string& report);

// `--sign`: a DSSE envelope beside every JSON report of a run. The key is read
// before anything is evaluated.
class ReportSigner {
 public:
  void Declare(OptionSet* options);
  // `reports`: the files that will be signed; there must be one. The
  // signatures may not replace any of `inputs`.
  Status Prepare(const std::vector<std::string>& reports,
                 const std::vector<std::string>& inputs);
  // Whether there is something to sign with.
  bool signs() const { return key_.has_value(); }
  Status Sign(const std::vector<WrittenReport>& files,
              const Report& report) const;
  std::vector<std::string> inputs() const;

 private:
  std::optional<std::string> key_file_;
  std::optional<std::string> key_name_;
  std::optional<std::string> previous_file_;
  std::optional<SigningKey> key_;
  std::optional<Digest> previous_;
};

}  // namespace plog

#endif  // PLOG_CLI_REPORT_SIGNER_H_

#include "ledger/export/verify_export.h"

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/verify_report.h"

namespace plog {
namespace {

// It is held in memory as a whole.
constexpr size_t kMaxExport = size_t{4} << 30;

class VerifyExportCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("FILE", "the evidence package", &file_, true);
    anchors_.Declare(options);
    options->Flag("--require-anchor",
                  "fail unless a checkpoint vouches for the package",
                  &require_anchor_);
    options->Number("--max-findings", "N",
                    "findings to list (default 10000); all are counted",
                    &max_findings_);
    output_.Declare(options);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    std::vector<std::string> inputs = anchors_.notes;
    inputs.push_back(*file_);
    if (Status fine = output_.Prepare(inputs); !fine) {
      return tl::make_unexpected(fine.error());
    }
    const auto checkpoints = anchors_.OpenCheckpoints();
    if (!checkpoints) return tl::make_unexpected(checkpoints.error());
    const auto text = ReadWholeFile(*file_, kMaxExport);
    if (!text) return tl::make_unexpected(text.error());
    const auto report =
        VerifyExport(*text, *checkpoints,
                     max_findings_.value_or(AuditOptions().max_findings));
    if (!report) return tl::make_unexpected(report.error());
    if (Status written = output_.Write(run, *report); !written) {
      return tl::make_unexpected(written.error());
    }
    const auto status = ConcludeAudit(*report, &run.console);
    if (!status || *status != ExitStatus::kDone) return status;
    if (require_anchor_ && report->verdict != Verdict::kVerifiedAnchored) {
      return Fail(ErrorKind::kInput,
                  "--require-anchor: no checkpoint vouches for the package",
                  "--checkpoint NOTE --verifier-key KEY names one");
    }
    return status;
  }

 private:
  std::optional<std::string> file_;
  AnchorOptions anchors_;
  AuditOutput output_;
  std::optional<uint64_t> max_findings_;
  bool require_anchor_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeVerifyExport() {
  return std::make_unique<VerifyExportCommand>();
}

}  // namespace plog

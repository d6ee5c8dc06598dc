#include "ledger/export/verify_export.h"

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/verify_report.h"
#include "ledger/ingest/byte_source.h"

namespace plog {
namespace {

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
    options->Number("--max-line", "BYTES",
                    "longest event or proof (default 64 MiB)", &max_line_);
    options->Number("--max-bytes", "BYTES",
                    "largest package, decompressed (default 64 GiB)",
                    &max_bytes_);
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
    auto report = Verify(*checkpoints);
    if (!report) return tl::make_unexpected(report.error());
    if (Status written = output_.Write(run, *report); !written) {
      return tl::make_unexpected(written.error());
    }
    auto status = ConcludeAudit(*report, &run.console);
    if (!status || *status != ExitStatus::kDone) return status;
    if (require_anchor_ && report->verdict != Verdict::kVerifiedAnchored) {
      return Fail(ErrorKind::kInput,
                  "--require-anchor: no checkpoint vouches for the package",
                  "--checkpoint NOTE --verifier-key KEY names one");
    }
    return status;
  }

 private:
  Result<AuditReport> Verify(
      std::span<const VerifiedCheckpoint> checkpoints) const {
    auto file = InputFile::Open(*file_);
    if (!file) return tl::make_unexpected(file.error());
    ByteLimits limits;
    limits.max_bytes = max_bytes_.value_or(limits.max_bytes);
    if (Status done = file->MakeSeekable(limits); !done) {
      return tl::make_unexpected(done.error());
    }
    VerifyExportOptions options;
    options.checkpoints = checkpoints;
    options.max_findings = max_findings_.value_or(options.max_findings);
    options.max_value = max_line_.value_or(options.max_value);
    auto report = VerifyExport(
        [&file](uint64_t offset, std::span<char> out) {
          return file->ReadAt(offset, out);
        },
        options);
    // What the system refuses to read is named already.
    if (report || report.error().kind == ErrorKind::kIo) return report;
    Error error = report.error();
    error.message = *file_ + ": " + error.message;
    return tl::make_unexpected(std::move(error));
  }

  std::optional<std::string> file_;
  AnchorOptions anchors_;
  AuditOutput output_;
  std::optional<uint64_t> max_findings_;
  std::optional<uint64_t> max_line_;
  std::optional<uint64_t> max_bytes_;
  bool require_anchor_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeVerifyExport() {
  return std::make_unique<VerifyExportCommand>();
}

}  // namespace plog

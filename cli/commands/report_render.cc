#include "checker/formats/report_json.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/report_output.h"

namespace plog {
namespace {

class ReportRenderCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("REPORT", "a report in the json format, or - for stdin",
                     &path_, true);
    output_.Declare(options);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (Status ready = output_.Prepare(run, {*path_}); !ready) {
      return tl::make_unexpected(ready.error());
    }
    if (!output_.filter().empty() && !output_.Has("jsonl")) {
      return Fail(ErrorKind::kUsage, "--filter selects violation events",
                  "it needs --format jsonl");
    }
    const auto text = ReadWholeFile(*path_, kMaxReportBytes);
    if (!text) return tl::make_unexpected(text.error());
    const auto report = ReadReport(*text);
    if (!report) return tl::make_unexpected(report.error());
    const auto written =
        output_.Write(run, *report, ReportOutput::Digests::kNone);
    if (!written) return tl::make_unexpected(written.error());
    return ExitStatus::kDone;
  }

 private:
  std::optional<std::string> path_;
  ReportOutput output_;
};

}  // namespace

std::unique_ptr<Command> MakeReportRender() {
  return std::make_unique<ReportRenderCommand>();
}

}  // namespace plog

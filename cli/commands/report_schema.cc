#include "checker/formats/report_json.h"
#include "cli/commands/commands.h"

namespace plog {
namespace {

class ReportSchemaCommand final : public Command {
 public:
  void Declare(OptionSet*) override {}
  Result<ExitStatus> Run(const Invocation& run) override {
    run.console.Out(ReportSchema());
    return ExitStatus::kDone;
  }
};

}  // namespace

std::unique_ptr<Command> MakeReportSchema() {
  return std::make_unique<ReportSchemaCommand>();
}

}  // namespace plog

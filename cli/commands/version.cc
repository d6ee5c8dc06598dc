#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "ledger/base/versions.h"

namespace plog {
namespace {

class VersionCommand final : public Command {
 public:
  void Declare(OptionSet*) override {}
  Result<ExitStatus> Run(const Invocation& run) override {
    run.console.Out(fmt::format("plog {}\n", PlogVersion()));
    return ExitStatus::kDone;
  }
};

}  // namespace

std::unique_ptr<Command> MakeVersion() {
  return std::make_unique<VersionCommand>();
}

}  // namespace plog

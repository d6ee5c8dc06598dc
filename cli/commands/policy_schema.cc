#include "cli/commands/commands.h"
#include "rules/policy/schema.h"

namespace plog {
namespace {

class PolicySchemaCommand final : public Command {
 public:
  void Declare(OptionSet*) override {}
  Result<ExitStatus> Run(const Invocation& run) override {
    run.console.Out(PolicySchema());
    return ExitStatus::kDone;
  }
};

}  // namespace

std::unique_ptr<Command> MakePolicySchema() {
  return std::make_unique<PolicySchemaCommand>();
}

}  // namespace plog

#include "cli/commands/commands.h"
#include "cli/policy_files.h"
#include "cli/text_table.h"

namespace plog {
namespace {

class PolicyLintCommand final : public Command {
 public:
  void Declare(OptionSet* options) override { policies_.DeclareFiles(options); }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto set = LoadPolicies(policies_, true, &run.console);
    if (!set) return tl::make_unexpected(set.error());
    run.console.Summary(Counted(set->policies.size(), "policy") + ", " +
                        Counted(set->tests.size(), "test") + ": valid");
    return ExitStatus::kDone;
  }

 private:
  PolicyOptions policies_;
};

}  // namespace

std::unique_ptr<Command> MakePolicyLint() {
  return std::make_unique<PolicyLintCommand>();
}

}  // namespace plog

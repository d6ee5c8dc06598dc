#include "cli/commands/commands.h"
#include "cli/policy_files.h"
#include "cli/text_table.h"

namespace plog {
namespace {

class PolicyLintCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    policies_.DeclareFiles(options);
    options->Flag("--strict", "exit status 1 if there is any hint", &strict_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto set = LoadPolicies(policies_, false, &run.console);
    if (!set) return tl::make_unexpected(set.error());
    const size_t hints = PrintLint(*set, &run.console);
    run.console.Summary(Counted(set->policies.size(), "policy") + ", " +
                        Counted(set->tests.size(), "test") + ": valid, " +
                        Counted(hints, "hint"));
    return strict_ && hints > 0 ? ExitStatus::kFindings : ExitStatus::kDone;
  }

 private:
  PolicyOptions policies_;
  bool strict_ = false;
};

}  // namespace

std::unique_ptr<Command> MakePolicyLint() {
  return std::make_unique<PolicyLintCommand>();
}

}  // namespace plog

#include <fmt/format.h>

#include <algorithm>

#include "checker/explain/explain.h"
#include "cli/commands/commands.h"
#include "cli/policy_files.h"

namespace plog {
namespace {

// Why an event or a violation is, or is not, reported.
class PolicyExplainCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("ID",
                     "an event, or the beginning of a violation's fingerprint",
                     &subject_, true);
    policies_.DeclareFiles(options);
    policies_.DeclareChoice(options);
    options->Text("--rule", "NAME", "only rules of this name", &rule_);
    options->Time("--as-of",
                  "judge as of this time (default: SOURCE_DATE_EPOCH, else "
                  "now)",
                  &as_of_);
    options->Flag("--show-matches",
                  "quote what a pattern matched and what stands in input, "
                  "output, error message and metadata; it may be a secret",
                  &check_.show_matches);
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    auto set = LoadPolicies(policies_, false, &run.console);
    if (!set) return tl::make_unexpected(set.error());
    Status chosen = ChoosePolicies(policies_, &set->policies);
    if (chosen) chosen = RequireRule(set->policies);
    if (!chosen) return tl::make_unexpected(chosen.error());
    const auto as_of = run.AsOf(as_of_);
    if (!as_of) return tl::make_unexpected(as_of.error());
    check_.as_of = *as_of;
    check_.jobs = run.Jobs();
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto explanation =
        Explain(**reader, set->policies, *subject_, rule_.value_or(""), check_);
    if (!explanation) return tl::make_unexpected(explanation.error());
    run.console.Out(run.ResolveFormat(format_) == "text"
                        ? ExplanationText(*explanation)
                        : ExplanationJson(*explanation));
    return ExitStatus::kDone;
  }

 private:
  Status RequireRule(const std::vector<Policy>& policies) const {
    if (!rule_) return {};
    std::vector<std::string> names;
    for (const Policy& policy : policies) {
      for (const Rule& rule : policy.rules) names.push_back(rule.name);
    }
    if (std::find(names.begin(), names.end(), *rule_) != names.end()) return {};
    return Fail(ErrorKind::kUsage, fmt::format("there is no rule `{}`", *rule_),
                DidYouMean(*rule_, names));
  }

  PolicyOptions policies_;
  CheckOptions check_;
  std::optional<std::string> subject_;
  std::optional<std::string> rule_;
  std::optional<Instant> as_of_;
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakePolicyExplain() {
  return std::make_unique<PolicyExplainCommand>();
}

}  // namespace plog

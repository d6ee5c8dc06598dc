#include "checker/diff/policy_diff.h"

#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/policy_files.h"
#include "cli/selection_options.h"
#include "cli/text_table.h"

namespace plog {
namespace {

constexpr std::string_view kPackPrefix = "pack:";
constexpr uint64_t kDefaultLines = 20;

// Which violations a change of the policies brings and takes away.
class PolicyDiffCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("OLD", "the policies before: a file, a folder, pack:NAME",
                     &before_, true);
    options->Operand("NEW", "the policies after", &after_, true);
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
    options->Choice("--fail-on",
                    "what gives exit status 1: violations that appear, or any "
                    "difference",
                    {"appear", "any", "never"}, &fail_on_);
    options->Number("--max-violations", "N",
                    "lines per rule and kind of text (default 20); JSON has "
                    "all",
                    &max_lines_);
    options->Time("--as-of",
                  "judge as of this time (default: SOURCE_DATE_EPOCH, else "
                  "now)",
                  &as_of_);
    DeclareSelection(options, &check_.selection);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto before = Load(*before_, &run.console);
    if (!before) return tl::make_unexpected(before.error());
    const auto after = Load(*after_, &run.console);
    if (!after) return tl::make_unexpected(after.error());
    const auto as_of = run.AsOf(as_of_);
    if (!as_of) return tl::make_unexpected(as_of.error());
    check_.as_of = *as_of;
    check_.jobs = run.Jobs();
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto diff =
        DiffPolicies(**reader, before->policies, after->policies, check_);
    if (!diff) return tl::make_unexpected(diff.error());
    if (diff->events == 0) {
      return Fail(ErrorKind::kNothing, "no event of the ledger is selected");
    }
    Print(run, *diff);
    const bool fails = (fail_on_ == "any" && !diff->empty()) ||
                       (fail_on_ == "appear" && !diff->appeared.empty());
    return fails ? ExitStatus::kFindings : ExitStatus::kDone;
  }

 private:
  static Result<PolicySet> Load(const std::string& operand, Console* console) {
    PolicyOptions options;
    if (operand.starts_with(kPackPrefix)) {
      options.packs.push_back(operand.substr(kPackPrefix.size()));
    } else {
      options.files.push_back(operand);
    }
    return LoadPolicies(options, false, console);
  }

  void Print(const Invocation& run, const PolicyDiff& diff) const {
    run.console.Out(run.ResolveFormat(format_) == "text"
                        ? DiffText(diff, max_lines_.value_or(kDefaultLines))
                        : DiffJson(diff));
    run.console.Summary(fmt::format("{} appear, {} disappear",
                                    Counted(diff.appeared.size(), "violation"),
                                    diff.disappeared.size()));
  }

  std::optional<std::string> before_;
  std::optional<std::string> after_;
  CheckOptions check_;
  std::string format_ = "auto";
  std::string fail_on_ = "never";
  std::optional<uint64_t> max_lines_;
  std::optional<Instant> as_of_;
};

}  // namespace

std::unique_ptr<Command> MakePolicyDiff() {
  return std::make_unique<PolicyDiffCommand>();
}

}  // namespace plog

#include "checker/review/review.h"

#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/policy_files.h"
#include "cli/review_output.h"
#include "cli/selection_options.h"
#include "cli/text_table.h"

namespace plog {
namespace {

class ReviewCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    policies_.DeclareFiles(options);
    policies_.DeclareChoice(options);
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json", "html"}, &format_);
    options->Text("-o,--output", "PATH",
                  "write here instead of stdout; .html and .txt name a format",
                  &output_);
    options->Time("--as-of",
                  "judge as of this time (default: SOURCE_DATE_EPOCH, else "
                  "now)",
                  &as_of_);
    DeclareSelection(options, &check_.selection);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    auto set = LoadPolicies(policies_, false, &run.console);
    if (!set) return tl::make_unexpected(set.error());
    if (Status ready = Prepare(run, &*set); !ready) {
      return tl::make_unexpected(ready.error());
    }
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto review = ReviewPolicies(**reader, set->policies, check_);
    if (!review) return tl::make_unexpected(review.error());
    if (review->events == 0) {
      return Fail(ErrorKind::kNothing, "no event of the ledger is selected");
    }
    const std::string text = Print(run, *review);
    if (!output_) {
      run.console.Out(text);
    } else if (Status done = WriteFileAtomically(*output_, text); !done) {
      return tl::make_unexpected(done.error());
    }
    run.console.Summary(fmt::format(
        "{} denied, {} escalated, {}; {} studied", review->denied.total,
        review->escalated.total, Counted(review->violated.total, "violation"),
        Counted(review->limits.size(), "limit")));
    return ExitStatus::kDone;
  }

 private:
  Status Prepare(const Invocation& run, PolicySet* set) {
    if (Status chosen = ChoosePolicies(policies_, &set->policies); !chosen) {
      return chosen;
    }
    const auto as_of = run.AsOf(as_of_);
    if (!as_of) return tl::make_unexpected(as_of.error());
    check_.as_of = *as_of;
    check_.jobs = run.Jobs();
    const auto ledger = run.LedgerPath();
    if (!ledger) return tl::make_unexpected(ledger.error());
    std::vector<std::string> inputs = {*ledger};
    for (const PolicySource& source : set->sources) {
      inputs.push_back(source.name);
    }
    return output_ ? RefuseOverwriting(*output_, inputs) : Status();
  }

  std::string Print(const Invocation& run, const Review& review) const {
    std::string format = run.ResolveFormat(format_);
    if (format_ == "auto" && output_) {
      format = output_->ends_with(".html")  ? "html"
               : output_->ends_with(".txt") ? "text"
                                            : "json";
    }
    if (format == "html") return ReviewHtml(review);
    return format == "text" ? ReviewText(review) : ReviewJson(review);
  }

  PolicyOptions policies_;
  CheckOptions check_;
  std::string format_ = "auto";
  std::optional<std::string> output_;
  std::optional<Instant> as_of_;
};

}  // namespace

std::unique_ptr<Command> MakeReview() {
  return std::make_unique<ReviewCommand>();
}

}  // namespace plog

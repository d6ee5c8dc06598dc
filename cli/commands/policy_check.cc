#include <fmt/format.h>

#include <algorithm>

#include "checker/engine/check.h"
#include "cli/acceptance.h"
#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/event_delivery.h"
#include "cli/memory_option.h"
#include "cli/policy_files.h"
#include "cli/progress.h"
#include "cli/replay_options.h"
#include "cli/report_output.h"
#include "cli/report_signer.h"
#include "cli/report_verdict.h"
#include "cli/selection_options.h"
#include "cli/state_file.h"
#include "ledger/crypto/uuid.h"

namespace plog {
namespace {

constexpr size_t kMatchKeyBytes = 32;

// `policy check`, and `policy replay`, which is a check with enforcement
// policies that can also tell the decision about every call.
class PolicyCheckCommand final : public Command {
 public:
  explicit PolicyCheckCommand(bool replays) : replays_(replays) {}

  void Declare(OptionSet* options) override {
    policies_.DeclareFiles(options);
    policies_.DeclareChoice(options);
    output_.Declare(options);
    delivery_.Declare(options);
    signer_.Declare(options);
    acceptance_.Declare(options);
    anchors_.Declare(options);
    state_.Declare(options);
    memory_.Declare(options);
    options->Choice("--fail-on",
                    "what gives exit status 1; vacuous: a policy with nothing "
                    "to judge",
                    {"fail", "warn", "vacuous", "never"}, &fail_on_);
    options->Time("--as-of",
                  "judge as of this time (default: SOURCE_DATE_EPOCH, else "
                  "now)",
                  &as_of_);
    options->Number("--max-violations", "N",
                    "violations to list per rule (default 10000); all are "
                    "counted",
                    &max_violations_);
    options->Flag("--show-matches",
                  "quote what a pattern matched; it may be a secret",
                  &check_.show_matches);
    options->Flag("--allow-empty",
                  "exit status 0 where there is nothing to evaluate",
                  &allow_empty_);
    if (replays_) replay_.Declare(options);
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
    const uint64_t events = (*reader)->event_count();
    const auto spill = memory_.Resolve(run, events);
    if (!spill) return tl::make_unexpected(spill.error());
    check_.spill = *spill;
    ProgressLine progress(run, "check", events);
    check_.progress = progress.Counter();
    auto report = CheckPolicies(**reader, set->policies, check_);
    if (!report) return tl::make_unexpected(report.error());
    Status accepted = acceptance_.Apply(**reader, &*report, &run.console);
    if (!accepted) return tl::make_unexpected(accepted.error());
    Status decided = replay_.WriteDecisions(**reader, set->policies, check_);
    if (!decided) return tl::make_unexpected(decided.error());
    return Conclude(run, *report, Judge(*set, *report));
  }

 private:
  // Everything that leaves the run: files, signatures, events, the status.
  Result<ExitStatus> Conclude(const Invocation& run, const Report& report,
                              Result<ExitStatus> judged) {
    const ExitStatus status = judged ? *judged : StatusOf(judged.error().kind);
    const auto digests = signer_.signs() ? ReportOutput::Digests::kOfJson
                                         : ReportOutput::Digests::kNone;
    const auto written =
        output_.Write(run, report, digests, static_cast<int>(status));
    if (!written) return tl::make_unexpected(written.error());
    if (Status done = signer_.Sign(*written, report); !done) {
      return tl::make_unexpected(done.error());
    }
    const auto delivered =
        delivery_.Deliver(report, output_.filter(), &run.console);
    if (!delivered) return tl::make_unexpected(delivered.error());
    if (Status kept = state_.Keep(report, &run.console); !kept) {
      return tl::make_unexpected(kept.error());
    }
    AnnounceReport(report, &run.console);
    if (!judged) return judged;
    return Worst(status, *delivered);
  }

  Status Prepare(const Invocation& run, PolicySet* set) {
    if (replays_) {
      Status fit = ReplayOptions::RequireEnforcement(policies_, *set);
      if (!fit) return fit;
    }
    if (Status chosen = ChoosePolicies(policies_, &set->policies); !chosen) {
      return chosen;
    }
    if (Status ready = PrepareCheck(run); !ready) return ready;
    const auto ledger = run.LedgerPath();
    if (!ledger) return tl::make_unexpected(ledger.error());
    if (Status read = acceptance_.Prepare(&run.console); !read) return read;
    auto checkpoints = anchors_.OpenCheckpoints();
    if (!checkpoints) return tl::make_unexpected(checkpoints.error());
    check_.audit.checkpoints = std::move(*checkpoints);
    if (Status ready = delivery_.Prepare(run); !ready) return ready;
    std::vector<std::string> inputs = acceptance_.inputs();
    for (const auto& more : {signer_.inputs(), delivery_.inputs()}) {
      inputs.insert(inputs.end(), more.begin(), more.end());
    }
    inputs.push_back(*ledger);
    for (const PolicySource& source : set->sources) {
      inputs.push_back(source.name);
    }
    if (Status ready = state_.Prepare(inputs, &check_); !ready) return ready;
    for (const std::string& state : state_.inputs()) inputs.push_back(state);
    if (Status ready = output_.Prepare(run, inputs); !ready) return ready;
    if (Status ready = replay_.Prepare(inputs); !ready) return ready;
    if (!output_.filter().empty() && !output_.Has("jsonl") &&
        !delivery_.wanted()) {
      return Fail(ErrorKind::kUsage, "--filter selects violation events",
                  "it needs --format jsonl, --exec or --exec-batch");
    }
    return signer_.Prepare(output_.JsonFiles(), inputs);
  }

  Status PrepareCheck(const Invocation& run) {
    const auto as_of = run.AsOf(as_of_);
    if (!as_of) return tl::make_unexpected(as_of.error());
    check_.as_of = *as_of;
    if (!run.AsOfIsFixed(as_of_)) {
      check_.match_key = RandomBytes(kMatchKeyBytes);
    }
    if (max_violations_) check_.max_violations = *max_violations_;
    check_.jobs = run.Jobs();
    return {};
  }

  Result<ExitStatus> Judge(const PolicySet& set, const Report& report) const {
    const ExitStatus status = StatusOfReport(report, fail_on_);
    if (allow_empty_ || status == ExitStatus::kIncomplete) return status;
    const std::string empty = NothingEvaluated(set.policies, report);
    if (empty.empty()) return status;
    return Fail(ErrorKind::kNothing, empty, "--allow-empty accepts that");
  }

  bool replays_;
  ReplayOptions replay_;
  PolicyOptions policies_;
  ReportOutput output_;
  EventDelivery delivery_;
  ReportSigner signer_;
  Acceptance acceptance_;
  AnchorOptions anchors_;
  StateFile state_;
  MemoryOption memory_;
  CheckOptions check_;
  std::string fail_on_ = "fail";
  std::optional<Instant> as_of_;
  std::optional<uint64_t> max_violations_;
  bool allow_empty_ = false;
};

}  // namespace

std::unique_ptr<Command> MakePolicyCheck() {
  return std::make_unique<PolicyCheckCommand>(false);
}

std::unique_ptr<Command> MakePolicyReplay() {
  return std::make_unique<PolicyCheckCommand>(true);
}

}  // namespace plog

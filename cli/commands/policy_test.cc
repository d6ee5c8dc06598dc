#include <fmt/format.h>

#include <filesystem>

#include "checker/engine/fact_notes.h"
#include "checker/formats/format.h"
#include "checker/testing/junit_tests.h"
#include "checker/testing/policy_tests.h"
#include "cli/commands/commands.h"
#include "cli/file_watch.h"
#include "cli/memory_option.h"
#include "cli/output.h"
#include "cli/policy_files.h"
#include "cli/report_verdict.h"
#include "cli/selection_options.h"
#include "cli/test_output.h"
#include "cli/text_table.h"
#include "ledger/base/joined_thread.h"
#include "ledger/crypto/uuid.h"
#include "ledger/ingest/ingestor.h"

namespace plog {
namespace {

// Validates, runs the embedded tests, then shows what a check would report.
// Writes nothing but the file of --junit.
class PolicyTestCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    policies_.DeclareFiles(options);
    policies_.DeclareChoice(options);
    options->Texts("--tests", "FILE", "further tests for these policies",
                   &test_files_);
    options->Text("--events", "FILE",
                  "dry-run over these events instead of the ledger; - is stdin",
                  &events_);
    options->Number("--min-coverage", "PCT",
                    "fail if fewer rules were seen violated and satisfied",
                    &min_coverage_);
    options->Choice("--fail-on",
                    "what of the dry run gives exit status 1 (default: never)",
                    {"fail", "warn", "vacuous", "never"}, &fail_on_);
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
    options->Time("--as-of", "judge the dry run as of this time", &as_of_);
    options->Number("--max-violations", "N", "violations to list per rule",
                    &max_violations_);
    memory_.Declare(options);
    options->Text("--junit", "FILE",
                  "also write the results of the tests as JUnit XML", &junit_);
    options->Flag("--watch",
                  "run again whenever a file of policies, tests or events "
                  "changes, until Ctrl-C",
                  &watch_);
    DeclareSelection(options, &check_.selection);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (policies_.files.empty() && policies_.packs.empty()) {
      return Fail(ErrorKind::kUsage, "--file is missing",
                  "plog policy test --file policies.yaml");
    }
    if (!watch_) return RunOnce(run);
    for (const std::string& path : Inputs()) {
      if (path == "-") {
        return Fail(ErrorKind::kUsage,
                    "--watch cannot watch stdin: it can be read only once");
      }
    }
    return RunOnChange([this] { return Inputs(); },
                       [&] { return RunOnce(run); }, run);
  }

 private:
  // The files that decide the outcome, as far as they can be told now.
  std::vector<std::string> Inputs() const {
    std::vector<std::string> inputs =
        PolicyPaths(policies_).value_or(policies_.files);
    inputs.insert(inputs.end(), test_files_.begin(), test_files_.end());
    if (events_) inputs.push_back(*events_);
    return inputs;
  }

  Result<ExitStatus> RunOnce(const Invocation& run) {
    if (min_coverage_ && *min_coverage_ > 100) {
      return Fail(ErrorKind::kUsage,
                  "--min-coverage takes at most 100 percent");
    }
    if (junit_) {
      Status free = RefuseOverwriting(*junit_, InputsAndLedger(run));
      if (!free) return tl::make_unexpected(free.error());
    }
    auto set = LoadPolicies(policies_, true, &run.console);
    if (!set) return tl::make_unexpected(set.error());
    if (Status added = AddTests(&*set, &run.console); !added) {
      return tl::make_unexpected(added.error());
    }
    const auto spill = memory_.Resolve(run, 0);
    if (!spill) return tl::make_unexpected(spill.error());
    const auto tests = RunPolicyTests(*set, *spill);
    if (!tests) return tl::make_unexpected(tests.error());
    if (Status written = WriteJunitFile(run, *tests); !written) {
      return tl::make_unexpected(written.error());
    }
    Status chosen = ChoosePolicies(policies_, &set->policies);
    if (!chosen) return tl::make_unexpected(chosen.error());
    const auto dry_run = DryRun(run, set->policies);
    // What the tests found is told, whatever became of the dry run.
    const std::optional<Report> none;
    Print(run, *tests, dry_run ? *dry_run : none);
    const auto status =
        Judge(run, set->policies, *tests, dry_run ? *dry_run : none);
    if (!dry_run) return tl::make_unexpected(dry_run.error());
    return status;
  }

  std::vector<std::string> InputsAndLedger(const Invocation& run) const {
    std::vector<std::string> inputs = Inputs();
    if (const auto path = run.LedgerPath()) inputs.push_back(*path);
    return inputs;
  }

  Status WriteJunitFile(const Invocation& run, const TestReport& tests) const {
    if (!junit_) return {};
    const auto time = run.AsOf(as_of_);
    if (!time) return tl::make_unexpected(time.error());
    std::string xml;
    WriteTestJunit(tests, *time, min_coverage_, &xml);
    return WriteFileAtomically(*junit_, xml);
  }

  Status AddTests(PolicySet* set, Console* console) {
    for (const std::string& path : test_files_) {
      auto tests = LoadTests(path, set->policies, console);
      if (!tests) return tl::make_unexpected(tests.error());
      set->tests.insert(set->tests.end(), tests->begin(), tests->end());
    }
    return {};
  }

  // The events of --events, sealed or as recorded, in a ledger that is
  // forgotten.
  Result<std::unique_ptr<LedgerWriter>> LoadEvents(const Invocation& run,
                                                   const FactNotes& notes) {
    auto writer = LedgerWriter::OpenScratch(run.TemporaryFolder());
    IngestOptions options;
    options.deterministic_ids = true;
    options.keep_sources = false;
    options.note_taker = notes.Maker();
    options.now = run.environment.now;
    options.random_uuid = RandomUuid;
    options.on_reject = [&run](std::string_view name, const RejectRow& reject) {
      run.console.Warn(fmt::format("{}:{}:{}: rejected: {} [{}]", name,
                                   reject.line, reject.column, reject.message,
                                   reject.code));
    };
    Ingestor ingestor(writer.get(), options);
    if (Status ingested = ingestor.Ingest(*events_); !ingested) {
      return tl::make_unexpected(ingested.error());
    }
    rejected_ = ingestor.summary().rejected;
    return writer;
  }

  // Beside the printing: to give back what a long trail took lasts as long as
  // printing a good part of the report.
  void Forget(std::unique_ptr<LedgerWriter> ledger) {
    forgetting_.clear();  // that of an earlier run
    forgotten_ = std::move(ledger);
    forgetting_ = StartHelpers(1, forget_);
  }

  Result<std::optional<Report>> DryRun(const Invocation& run,
                                       const std::vector<Policy>& policies) {
    if (events_) {
      const FactNotes notes(policies, check_.selection);
      auto writer = LoadEvents(run, notes);
      if (!writer) return tl::make_unexpected(writer.error());
      check_.noted = true;
      auto report = Check(run, (*writer)->reader(), policies);
      Forget(std::move(*writer));
      return report;
    }
    const auto path = run.LedgerPath();
    std::error_code fault;
    if (!run.common.db && path && !std::filesystem::exists(*path, fault)) {
      run.console.Summary("no ledger is there: no dry run");
      return std::optional<Report>();
    }
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    return Check(run, **reader, policies);
  }

  Result<std::optional<Report>> Check(const Invocation& run,
                                      const LedgerReader& reader,
                                      const std::vector<Policy>& policies) {
    const auto as_of = run.AsOf(as_of_);
    if (!as_of) return tl::make_unexpected(as_of.error());
    check_.as_of = *as_of;
    check_.jobs = run.Jobs();
    const auto spill = memory_.Resolve(run, reader.event_count());
    if (!spill) return tl::make_unexpected(spill.error());
    check_.spill = *spill;
    if (max_violations_) check_.max_violations = *max_violations_;
    auto report = CheckPolicies(reader, policies, check_);
    if (!report) return tl::make_unexpected(report.error());
    return std::optional<Report>(std::move(*report));
  }

  void Print(const Invocation& run, const TestReport& tests,
             const std::optional<Report>& dry_run) const {
    const bool text = run.ResolveFormat(format_) == "text";
    FormatOptions options{text && run.console.out_color(), run.console.width()};
    options.jobs = run.Jobs();
    options.drain = [&run](std::string* written) {
      run.console.Out(*written);
      written->clear();
    };
    const auto report = [&](std::string* out) {
      FindReportFormat(text ? "text" : "json")->write(*dry_run, options, out);
    };
    std::string out;
    if (!text) {
      WriteTestJson(
          tests, dry_run ? report : std::function<void(std::string*)>(), &out);
    } else {
      out = TestText(tests, run.console.out_color());
      if (dry_run) {
        out += "\nDry run\n";
        report(&out);
      }
    }
    run.console.Out(out);
  }

  Result<ExitStatus> Judge(const Invocation& run,
                           const std::vector<Policy>& policies,
                           const TestReport& tests,
                           const std::optional<Report>& dry_run) const {
    ExitStatus status = ExitStatus::kDone;
    if (tests.failed > 0) status = ExitStatus::kFindings;
    if (min_coverage_ && tests.CoveragePercent() < *min_coverage_) {
      run.console.Warn(fmt::format("coverage is {} %, less than {} %",
                                   tests.CoveragePercent(), *min_coverage_));
      status = ExitStatus::kFindings;
    }
    if (dry_run) {
      AnnounceReport(*dry_run, &run.console);
      status = Worst(status, StatusOfReport(*dry_run, fail_on_));
      status = Worst(status, StatusOfEmpty(run, policies, *dry_run));
    }
    if (rejected_ > 0) status = Worst(status, ExitStatus::kIncomplete);
    run.console.Summary(fmt::format("{}: {} failed, coverage {} %",
                                    Counted(tests.outcomes.size(), "test"),
                                    tests.failed, tests.CoveragePercent()));
    return status;
  }

  // A dry run that was asked for and saw nothing is no success.
  ExitStatus StatusOfEmpty(const Invocation& run,
                           const std::vector<Policy>& policies,
                           const Report& dry_run) const {
    if (!events_ && !run.common.db) return ExitStatus::kDone;
    const std::string empty = NothingEvaluated(policies, dry_run);
    if (empty.empty()) return ExitStatus::kDone;
    run.console.Warn("dry run: " + empty);
    return ExitStatus::kIncomplete;
  }

  PolicyOptions policies_;
  MemoryOption memory_;
  CheckOptions check_;
  std::vector<std::string> test_files_;
  std::optional<std::string> events_;
  std::optional<uint64_t> min_coverage_;
  std::string fail_on_ = "never";
  std::string format_ = "auto";
  std::optional<Instant> as_of_;
  std::optional<uint64_t> max_violations_;
  std::optional<std::string> junit_;
  bool watch_ = false;
  uint64_t rejected_ = 0;
  std::unique_ptr<LedgerWriter> forgotten_;
  const std::function<void(size_t)> forget_ = [this](size_t) {
    forgotten_.reset();
  };
  std::vector<JoinedThread> forgetting_;  // last: it ends before the others go
};

}  // namespace

std::unique_ptr<Command> MakePolicyTest() {
  return std::make_unique<PolicyTestCommand>();
}

}  // namespace plog

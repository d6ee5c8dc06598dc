#include <fmt/format.h>

#include "checker/survey/starter_policy.h"
#include "cli/commands/commands.h"
#include "cli/event_walk.h"
#include "cli/output.h"
#include "cli/selection_options.h"
#include "cli/text_table.h"
#include "rules/yaml/yaml_reader.h"

namespace plog {
namespace {

constexpr uint64_t kDefaultValues = 12;
constexpr uint64_t kMostValues = 1000;
constexpr uint64_t kMostHeadroom = 10000;

class PolicyScanCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Choice("--language", "of the policy: plog's own, or Intercept's",
                    {"plog", "intercept"}, &language_);
    options->Choice("--by",
                    "one policy for each kind of agent (ids that agree up to "
                    "the first `/`), or for each agent",
                    {"kind", "agent"}, &by_);
    options->Number("--headroom", "PERCENT",
                    "above the greatest rate and number seen (default 50)",
                    &headroom_);
    options->Number("--max-values", "N",
                    "list the values of an argument that had no more than "
                    "these (default 12)",
                    &max_values_);
    options->Number("--min-seen", "N",
                    "list the values of an argument if each was seen this "
                    "often on average (default 8)",
                    &min_seen_);
    options->Number("--min-sessions", "N",
                    "deny a tool after those that were seen in this many "
                    "sessions and never before it (default 8)",
                    &min_sessions_);
    options->Text("-o,--output", "PATH", "write here instead of stdout",
                  &output_);
    DeclareSelection(options, &selection_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto ledger = run.LedgerPath();
    if (!ledger) return tl::make_unexpected(ledger.error());
    if (Status fit = Prepare(*ledger); !fit) {
      return tl::make_unexpected(fit.error());
    }
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    ToolSurvey survey(
        by_ == "kind" ? SurveyGroups::kKinds : SurveyGroups::kAgents,
        max_values_.value_or(kDefaultValues));
    Status walked = Survey(**reader, run, &survey);
    if (!walked) return tl::make_unexpected(walked.error());
    if (survey.calls() == 0) {
      return Fail(ErrorKind::kNothing, "no tool call is selected",
                  "a policy is made from TOOL_CALL events");
    }
    StarterOptions options;
    options.headroom_percent = headroom_.value_or(options.headroom_percent);
    options.min_seen = min_seen_.value_or(options.min_seen);
    options.min_sessions = min_sessions_.value_or(options.min_sessions);
    options.origin = fmt::format("{} events", (*reader)->event_count());
    const std::string policy = language_ == "plog"
                                   ? StarterPolicy(survey, options)
                                   : StarterInterceptPolicy(survey, options);
    if (policy.size() > kMaxPolicyBytes) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("the policy would have {} bytes, more than the "
                              "{} of a policy file",
                              policy.size(), kMaxPolicyBytes),
                  "select agents with --agent-id, or lower --max-values");
    }
    if (!output_) {
      run.console.Out(policy);
    } else if (Status done = WriteFileAtomically(*output_, policy); !done) {
      return tl::make_unexpected(done.error());
    }
    run.console.Summary(fmt::format("{} of {} and {}",
                                    Counted(survey.calls(), "call"),
                                    Counted(survey.agents(), "agent"),
                                    Counted(survey.tools().size(), "tool")));
    return ExitStatus::kDone;
  }

 private:
  Status Prepare(const std::string& ledger) const {
    if (max_values_.value_or(1) > kMostValues) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--max-values is at most {}", kMostValues));
    }
    if (headroom_.value_or(0) > kMostHeadroom) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--headroom is at most {}", kMostHeadroom));
    }
    return output_ ? RefuseOverwriting(*output_, {ledger}) : Status();
  }

  // Rates go by effective time, as a check of them does.
  Status Survey(const LedgerReader& reader, const Invocation& run,
                ToolSurvey* survey) const {
    return WalkTimedEvents(
        reader, selection_, &run.console,
        [&](const StoredEvent& row, const EventContent& event, Instant time) {
          survey->Add({row.agent, event.agent_id(), row.session, time,
                       row.sequence, row.index},
                      event);
          return true;
        });
  }

  Selection selection_;
  std::string language_ = "plog";
  std::string by_ = "kind";
  std::optional<uint64_t> headroom_;
  std::optional<uint64_t> max_values_;
  std::optional<uint64_t> min_seen_;
  std::optional<uint64_t> min_sessions_;
  std::optional<std::string> output_;
};

}  // namespace

std::unique_ptr<Command> MakePolicyScan() {
  return std::make_unique<PolicyScanCommand>();
}

}  // namespace plog

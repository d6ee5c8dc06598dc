#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/event_walk.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/selection_options.h"
#include "cli/verify_report.h"
#include "ledger/audit/audit_json.h"

namespace plog {
namespace {

constexpr size_t kMaxAgentList = size_t{16} << 20;

// One agent per line; empty lines do not count.
Result<std::vector<std::string>> ReadAgentList(const std::string& path) {
  const auto text = ReadSettingsFile(path, kMaxAgentList);
  if (!text) return tl::make_unexpected(text.error());
  std::vector<std::string> agents;
  for (size_t at = 0; at < text->size();) {
    const size_t end = std::min(text->find('\n', at), text->size());
    std::string agent = text->substr(at, end - at);
    if (!agent.empty() && agent.back() == '\r') agent.pop_back();
    if (!agent.empty()) agents.push_back(std::move(agent));
    at = end + 1;
  }
  return agents;
}

class VerifyCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Flag("--partial",
                  "chains may begin after sequence 1; the verdict is then at "
                  "best INCOMPLETE",
                  &audit_.partial);
    options->Text("--expect-agents", "FILE",
                  "agents that must have a chain, one per line",
                  &expect_agents_);
    anchors_.Declare(options);
    options->Flag("--require-anchor",
                  "fail unless a checkpoint vouches for the ledger",
                  &require_anchor_);
    options->Number("--max-findings", "N",
                    "findings to list (default 10000); all are counted",
                    &max_findings_);
    output_.Declare(options);
    options->Flag("--schema", "print the JSON Schema of the JSON output",
                  &schema_);
    DeclareSelection(options, &selection_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (schema_) {
      run.console.Out(AuditReportSchema());
      return ExitStatus::kDone;
    }
    if (Status ready = Prepare(run); !ready) {
      return tl::make_unexpected(ready.error());
    }
    const auto reader = run.OpenLedger();
    if (!reader) return Unreadable(run, reader.error());
    Status chosen = RequireAgents(**reader);
    if (chosen) chosen = ChooseChains(**reader, &run.console);
    if (!chosen) return tl::make_unexpected(chosen.error());
    ProgressLine progress(run, "verify", (*reader)->event_count());
    const auto report =
        AuditLedger(**reader, audit_, run.Jobs(), progress.Counter());
    if (!report) return Unreadable(run, report.error());
    // Of nothing there is nothing to report, least of all that it verified.
    if (report->events == 0 && report->finding_count == 0) {
      return Fail(ErrorKind::kNothing, "no event to verify");
    }
    if (Status written = output_.Write(run, *report); !written) {
      return tl::make_unexpected(written.error());
    }
    return Judge(run, *report);
  }

 private:
  Status Prepare(const Invocation& run) {
    const auto ledger = run.LedgerPath();
    if (!ledger) return tl::make_unexpected(ledger.error());
    std::vector<std::string> inputs = anchors_.notes;
    inputs.push_back(*ledger);
    if (expect_agents_) inputs.push_back(*expect_agents_);
    if (Status fine = output_.Prepare(inputs); !fine) return fine;
    if (max_findings_) audit_.max_findings = *max_findings_;
    auto checkpoints = anchors_.OpenCheckpoints();
    if (!checkpoints) return tl::make_unexpected(checkpoints.error());
    audit_.checkpoints = std::move(*checkpoints);
    if (!expect_agents_) return {};
    auto agents = ReadAgentList(*expect_agents_);
    if (!agents) return tl::make_unexpected(agents.error());
    audit_.expected_agents = std::move(*agents);
    return {};
  }

  // Whoever misspells one agent of several must not read "verified".
  Status RequireAgents(const LedgerReader& reader) const {
    if (selection_.agent_ids.empty()) return {};
    const auto agents = reader.Agents();
    if (!agents) return tl::make_unexpected(agents.error());
    std::vector<std::string> names;
    for (const AgentRow& agent : *agents) names.push_back(agent.agent_id);
    for (const std::string& wanted : selection_.agent_ids) {
      if (std::find(names.begin(), names.end(), wanted) != names.end()) {
        continue;
      }
      std::string hint = DidYouMean(wanted, names);
      if (hint.empty()) hint = "`plog agents` lists them";
      return Fail(ErrorKind::kNothing,
                  fmt::format("nothing to verify: the ledger has no agent `{}`",
                              wanted),
                  std::move(hint));
    }
    return {};
  }

  // Links hold or break in whole chains, so events select the chains that they
  // are in.
  Status ChooseChains(const LedgerReader& reader, Console* console) {
    audit_.agent_ids = selection_.agent_ids;
    const bool by_event = !selection_.session_ids.empty() ||
                          !selection_.labels.empty() || selection_.since ||
                          selection_.until;
    if (!by_event) return {};
    std::set<std::string, std::less<>> chosen;
    Status walked =
        WalkEvents(reader, selection_, console,
                   [&chosen](const StoredEvent&, const EventContent& event) {
                     if (!chosen.contains(event.agent_id())) {
                       chosen.emplace(event.agent_id());
                     }
                     return true;
                   });
    if (!walked) return walked;
    if (chosen.empty()) {
      return Fail(ErrorKind::kNothing,
                  "no event is selected: nothing to verify");
    }
    audit_.agent_ids.assign(chosen.begin(), chosen.end());
    return {};
  }

  Result<ExitStatus> Unreadable(const Invocation& run,
                                const Error& error) const {
    // A report in JSON says so too; for people the message is enough.
    if (error.kind == ErrorKind::kUnreadable &&
        run.ResolveFormat(output_.format) == "json") {
      AuditReport report;
      report.verdict = Verdict::kUnreadable;
      Status written = output_.Write(run, report);
      if (!written) return tl::make_unexpected(written.error());
    }
    return tl::make_unexpected(error);
  }

  Result<ExitStatus> Judge(const Invocation& run,
                           const AuditReport& report) const {
    auto status = ConcludeAudit(report, &run.console);
    if (!status) return status;
    if (require_anchor_ && report.verdict == Verdict::kVerifiedUnanchored) {
      return Fail(ErrorKind::kInput,
                  "--require-anchor: no checkpoint vouches for all of it",
                  "--checkpoint NOTE --verifier-key KEY names one");
    }
    return status;
  }

  AuditOptions audit_;
  Selection selection_;
  AnchorOptions anchors_;
  std::optional<std::string> expect_agents_;
  std::optional<uint64_t> max_findings_;
  bool require_anchor_ = false;
  bool schema_ = false;
  AuditOutput output_;
};

}  // namespace

std::unique_ptr<Command> MakeVerify() {
  return std::make_unique<VerifyCommand>();
}

}  // namespace plog

#include <fmt/format.h>

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/text_table.h"
#include "cli/verify_report.h"
#include "ledger/audit/audit_json.h"
#include "ledger/base/versions.h"

namespace plog {
namespace {

constexpr size_t kMaxAgentList = size_t{16} << 20;

ExitStatus StatusOfVerdict(Verdict verdict) {
  switch (verdict) {
    case Verdict::kVerifiedAnchored:
    case Verdict::kVerifiedUnanchored:
      return ExitStatus::kDone;
    case Verdict::kTampered:
      return ExitStatus::kFindings;
    case Verdict::kIncomplete:
    case Verdict::kUnreadable:
      return ExitStatus::kIncomplete;
  }
  return ExitStatus::kDefect;
}

// One agent per line; empty lines do not count.
Result<std::vector<std::string>> ReadAgentList(const std::string& path) {
  const auto text = ReadWholeFile(path, kMaxAgentList);
  if (!text) return Fail(ErrorKind::kUsage, text.error().message);
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
    options->Texts("--agent-id", "ID", "only this agent's chain",
                   &audit_.agent_ids);
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
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
    options->Flag("--schema", "print the JSON Schema of the JSON output",
                  &schema_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (schema_) {
      run.console.Out(AuditReportSchema());
      return ExitStatus::kDone;
    }
    if (Status ready = Prepare(); !ready) {
      return tl::make_unexpected(ready.error());
    }
    const auto reader = run.OpenLedger();
    if (!reader) return Unreadable(run, reader.error());
    ProgressLine progress(run, "verify", (*reader)->event_count());
    const auto report =
        AuditLedger(**reader, audit_, run.Jobs(), progress.Counter());
    if (!report) return Unreadable(run, report.error());
    Print(run, *report);
    return Judge(run, *report);
  }

 private:
  Status Prepare() {
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

  void Print(const Invocation& run, const AuditReport& report) const {
    run.console.Out(run.ResolveFormat(format_) == "text"
                        ? VerifyText(report, run.console.out_color())
                        : AuditReportJson(report, PlogVersion()));
  }

  Result<ExitStatus> Unreadable(const Invocation& run,
                                const Error& error) const {
    if (error.kind == ErrorKind::kUnreadable &&
        run.ResolveFormat(format_) == "json") {
      AuditReport report;
      report.verdict = Verdict::kUnreadable;
      Print(run, report);
    }
    return tl::make_unexpected(error);
  }

  Result<ExitStatus> Judge(const Invocation& run,
                           const AuditReport& report) const {
    run.console.Summary(fmt::format("{}: {} of {}, {}", Name(report.verdict),
                                    Counted(report.events, "event"),
                                    Counted(report.chains.size(), "agent"),
                                    Counted(report.finding_count, "finding")));
    const ExitStatus status = StatusOfVerdict(report.verdict);
    if (report.events == 0 && status == ExitStatus::kDone) {
      return Fail(ErrorKind::kNothing, "no event to verify");
    }
    if (require_anchor_ && report.verdict == Verdict::kVerifiedUnanchored) {
      return Fail(ErrorKind::kInput,
                  "--require-anchor: no checkpoint vouches for all of it",
                  "--checkpoint NOTE --verifier-key KEY names one");
    }
    return status;
  }

  AuditOptions audit_;
  AnchorOptions anchors_;
  std::optional<std::string> expect_agents_;
  std::optional<uint64_t> max_findings_;
  bool require_anchor_ = false;
  bool schema_ = false;
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakeVerify() {
  return std::make_unique<VerifyCommand>();
}

}  // namespace plog

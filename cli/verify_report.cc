#include "cli/verify_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output.h"
#include "cli/text_table.h"
#include "ledger/audit/audit_json.h"
#include "ledger/base/text.h"
#include "ledger/base/versions.h"
#include "ledger/json/hash_profile.h"

namespace plog {
namespace {

// On a terminal nobody reads more; --format json has them all.
constexpr size_t kTextFindings = 50;

std::string FindingLine(const AuditFinding& finding) {
  std::string place;
  if (!finding.agent_id.empty()) place = finding.agent_id;
  if (finding.sequence) place += fmt::format("#{}", *finding.sequence);
  if (finding.event_id) place += fmt::format(" ({})", *finding.event_id);
  std::string line = fmt::format(
      "  {:<8} {:<20} {}{}{}\n", IsError(finding.code) ? "error" : "warning",
      Name(finding.code), SanitizeForTerminal(place, 300),
      place.empty() ? "" : ": ", SanitizeForTerminal(finding.message, 600));
  if (!finding.expected.empty() || !finding.actual.empty()) {
    line += fmt::format("           expected {}\n           actual   {}\n",
                        SanitizeForTerminal(finding.expected, 300),
                        SanitizeForTerminal(finding.actual, 300));
  }
  return line;
}

std::string ChainTable(const AuditReport& report) {
  TextTable table({"agent", "chain", "profile", ">events", "head", "state"});
  for (const ChainSummary& chain : report.chains) {
    table.Row({chain.agent_id, std::string(KindName(chain.kind)),
               chain.hash_profile.empty() ? "?" : chain.hash_profile,
               Grouped(chain.events),
               fmt::format("#{} {}", chain.head_sequence,
                           ToHex(chain.head_hash).substr(0, 12)),
               ChainState(chain)});
  }
  return table.Render();
}

std::string AnchorLines(const AuditReport& report) {
  std::string out;
  for (const Anchor& anchor : report.anchors) {
    out += fmt::format(
        "anchor   {} at {}: {} {}\n", SanitizeForTerminal(anchor.origin),
        Counted(anchor.size, "event"),
        anchor.verified ? "verified, signed by" : "NOT verified, key",
        SanitizeForTerminal(anchor.key_name));
  }
  if (!report.anchors.empty() && report.unanchored_events > 0 &&
      report.unanchored_events < report.tree_size) {
    const uint64_t first = report.tree_size - report.unanchored_events + 1;
    out += first == report.tree_size
               ? fmt::format("event {} is after the last anchor\n", first)
               : fmt::format("events {}-{} are after the last anchor\n", first,
                             report.tree_size);
  }
  return out;
}

bool AllHashesWereChecked(const AuditReport& report) {
  return std::all_of(report.chains.begin(), report.chains.end(),
                     [](const ChainSummary& chain) {
                       return FindHashProfile(chain.hash_profile) != nullptr;
                     });
}

std::string_view Meaning(const AuditReport& report) {
  switch (report.verdict) {
    case Verdict::kVerifiedAnchored:
      return "nothing was altered, up to the anchor";
    case Verdict::kVerifiedUnanchored:
      return "nothing contradicts itself; no checkpoint vouches for the end";
    case Verdict::kIncomplete:
      return AllHashesWereChecked(report)
                 ? "what is there is unaltered, but something is missing"
                 : "not all hashes could be checked, so that what is there may "
                   "have been altered";
    case Verdict::kTampered:
      return "the trail was altered";
    case Verdict::kUnreadable:
      return "the ledger cannot be read";
  }
  return "";
}

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

}  // namespace

std::string_view KindName(ChainKind kind) {
  return kind == ChainKind::kRecorded ? "recorded" : "sealed";
}

std::string ChainState(const ChainSummary& chain) {
  if (!chain.first_break_sequence) return "whole";
  return fmt::format("broken at #{}", *chain.first_break_sequence);
}

std::string VerifyText(const AuditReport& report, bool color) {
  std::string out = ChainTable(report) + '\n';
  const size_t shown = std::min(kTextFindings, report.findings.size());
  for (size_t i = 0; i < shown; ++i) out += FindingLine(report.findings[i]);
  if (report.finding_count > shown) {
    out += fmt::format("  +{} more (--format json lists them)\n",
                       Grouped(report.finding_count - shown));
  }
  if (report.finding_count > 0) out += '\n';
  out += fmt::format("tree     {} {}, root {}\n", Grouped(report.tree_size),
                     report.tree_size == 1 ? "leaf" : "leaves",
                     ToHex(report.merkle_root));
  out += AnchorLines(report);
  const bool good = report.verdict == Verdict::kVerifiedAnchored ||
                    report.verdict == Verdict::kVerifiedUnanchored;
  const auto paint = [&](std::string_view text) {
    return color ? fmt::format("\x1b[1;{}m{}\x1b[0m", good ? 32 : 31, text)
                 : std::string(text);
  };
  return out + fmt::format("verdict  {} ({})\n", paint(Name(report.verdict)),
                           Meaning(report));
}

void AuditOutput::Declare(OptionSet* options) {
  options->Choice("--format",
                  "auto is text on a terminal, JSON otherwise and in files",
                  {"auto", "text", "json"}, &format);
  options->Text("-o,--output", "PATH", "write the findings here, not to stdout",
                &path);
}

Status AuditOutput::Prepare(const std::vector<std::string>& inputs) const {
  if (!path || *path == "-") return {};
  return RefuseOverwriting(*path, inputs);
}

Status AuditOutput::Write(const Invocation& run,
                          const AuditReport& report) const {
  const bool file = path && *path != "-";
  const bool text =
      file ? format == "text" : run.ResolveFormat(format) == "text";
  const std::string out =
      text ? VerifyText(report, !file && run.console.out_color())
           : AuditReportJson(report, PlogVersion());
  if (file) return WriteFileAtomically(*path, out);
  run.console.Out(out);
  return {};
}

Result<ExitStatus> ConcludeAudit(const AuditReport& report, Console* console) {
  console->Summary(fmt::format("{}: {} of {}, {}", Name(report.verdict),
                               Counted(report.events, "event"),
                               Counted(report.chains.size(), "agent"),
                               Counted(report.finding_count, "finding")));
  const ExitStatus status = StatusOfVerdict(report.verdict);
  if (report.events == 0 && status == ExitStatus::kDone) {
    return Fail(ErrorKind::kNothing, "no event to verify");
  }
  return status;
}

}  // namespace plog

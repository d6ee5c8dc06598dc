// For people at a terminal: worst first, one line per violation, and the
// verdict alone on the last line, where nothing that a log wrote can follow.
#include <fmt/format.h>

#include "checker/formats/escape.h"
#include "checker/formats/prose.h"
#include "checker/formats/writers.h"
#include "ledger/base/text.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

constexpr size_t kLinesPerRule = 20;

// Cuts to `width` characters (0: no limit). Sanitised text has no wide or
// combining control characters left; wide letters may still overshoot.
std::string Fit(std::string_view line, size_t width) {
  if (width == 0) return std::string(line);
  size_t columns = 0;
  size_t cut = line.size();  // where the last column but one ends
  for (size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xc0) == 0x80) continue;
    if (columns + 1 == width) cut = i;
    if (++columns > width) return std::string(line.substr(0, cut)) + "…";
  }
  return std::string(line);
}

std::string Shown(std::string_view text) {
  std::string shown = SanitizeForTerminal(text, kMaxShownBytes);
  NeutralizeCommands(&shown);
  return shown;
}

class TextReport {
 public:
  TextReport(const Report& report, const FormatOptions& options,
             std::string* out)
      : report_(report), options_(options), out_(out) {}

  void Write() {
    WriteHead();
    for (const PolicyResult* result : WorstFirst(report_)) {
      WritePolicy(*result);
    }
    WriteAside("WAIVED", report_.waived_violations);
    WriteAside("KNOWN", report_.baselined_violations);
    if (report_.baseline) WriteAside("GONE", report_.baseline->absent);
    const std::vector<std::string> notes = Announcements(report_);
    if (!notes.empty()) *out_ += '\n';
    // Not cut to the width: a note may end in a digest that is needed.
    for (const std::string& note : notes) {
      *out_ += Shown("note: " + note) + '\n';
    }
    *out_ += '\n';
    // Whole, whatever the width: it is made of our words and numbers only.
    *out_ += Colored(report_.status, VerdictLine(report_)) + '\n';
  }

 private:
  void Line(std::string_view text) {
    *out_ += Fit(Shown(text), options_.width);
    *out_ += '\n';
  }

  std::string Colored(ResultStatus status, std::string_view text) const {
    if (!options_.color) return std::string(text);
    std::string_view code = "32";
    if (status == ResultStatus::kFail || status == ResultStatus::kError) {
      code = "1;31";
    } else if (status == ResultStatus::kWarn) {
      code = "33";
    } else if (status == ResultStatus::kNotApplicable) {
      code = "36";
    }
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }

  // A status word in front of text that may be hostile.
  void StatusLine(std::string_view indent, ResultStatus status,
                  std::string_view text) {
    const std::string word = fmt::format("{:<5}", StatusWord(status));
    const size_t taken = indent.size() + word.size() + 1;
    const size_t left =
        options_.width == 0
            ? 0
            : std::max<size_t>(options_.width, taken + 8) - taken;
    *out_ += fmt::format("{}{} {}\n", indent, Colored(status, word),
                         Fit(Shown(text), left));
  }

  void WriteHead() {
    const AuditReport& audit = report_.audit;
    Line(fmt::format("plog {}, policy check as of {}", report_.plog_version,
                     report_.as_of));
    Line(fmt::format("ledger: {}, {}, {}, {}", Counted(audit.events, "event"),
                     Counted(report_.agents, "agent"),
                     Counted(report_.sessions, "session"),
                     Name(audit.verdict)));
    *out_ += fmt::format("root: {}\n", ToHex(audit.merkle_root));
    Line("judged: " + SelectionLine(report_.selection));
  }

  void WritePolicy(const PolicyResult& result) {
    *out_ += '\n';
    StatusLine("", result.status,
               fmt::format("{}  ({})", result.policy, result.file));
    for (const RuleGroup& group : GroupByRule(result, true)) {
      WriteRule(group);
    }
  }

  void WriteRule(const RuleGroup& group) {
    const RuleResult& rule = *group.rule;
    std::string line = fmt::format("{}: {}, {} judged", rule.name,
                                   Counted(rule.violation_count, "violation"),
                                   rule.activations);
    if (rule.pending > 0) line += fmt::format(", {} pending", rule.pending);
    if (rule.waived > 0) line += fmt::format(", {} waived", rule.waived);
    if (rule.baselined > 0) {
      line += fmt::format(", {} baselined", rule.baselined);
    }
    StatusLine("  ", rule.status, line);
    size_t shown = 0;
    for (const Violation* violation : group.violations) {
      if (shown == kLinesPerRule) break;
      ++shown;
      WriteViolation(*violation);
    }
    if (shown < rule.violation_count) {
      *out_ += fmt::format("    +{} more\n", rule.violation_count - shown);
    }
  }

  // A dash first, here and below: a build log takes a line that begins with
  // `::`, blanks aside, for a command, and place and policy are foreign text.
  void WriteViolation(const Violation& violation) {
    Line(fmt::format("    - {}  {}{}", PlaceLine(violation),
                     violation.vouched ? "" : "[not vouched] ",
                     FaultLine(violation)));
  }

  void WriteAside(std::string_view title,
                  const std::vector<Violation>& violations) {
    if (violations.empty()) return;
    *out_ += fmt::format("\n{}\n", title);
    size_t shown = 0;
    for (const Violation& violation : violations) {
      if (shown == kLinesPerRule) break;
      ++shown;
      std::string line = fmt::format(
          "  - {}  {}", RuleId(violation.policy_name, violation.rule),
          PlaceLine(violation));
      if (violation.waiver) {
        line += fmt::format("  {} ({}, until {})", violation.waiver->reason,
                            violation.waiver->owner, violation.waiver->expires);
      }
      Line(line);
    }
    if (shown < violations.size()) {
      *out_ += fmt::format("  +{} more\n", violations.size() - shown);
    }
  }

  const Report& report_;
  const FormatOptions& options_;
  std::string* out_;
};

}  // namespace

void WriteText(const Report& report, const FormatOptions& options,
               std::string* out) {
  TextReport(report, options, out).Write();
}

}  // namespace plog

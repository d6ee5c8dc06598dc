// Markdown for pull requests, tickets and $GITHUB_STEP_SUMMARY (which takes at
// most 1 MiB, hence the limit of lines).
#include <fmt/format.h>

#include <iterator>

#include "checker/formats/escape.h"
#include "checker/formats/prose.h"
#include "checker/formats/writers.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

constexpr size_t kLinesPerRule = 50;

class MarkdownReport {
 public:
  MarkdownReport(const Report& report, std::string* out)
      : report_(report), out_(out) {}

  void Write() {
    Print("# Audit-trail policy check: {}\n\n", StatusWord(report_.status));
    Print("**{}**\n\n", MarkdownText(VerdictLine(report_)));
    WriteInputs();
    WriteOverview();
    for (const PolicyResult* result : WorstFirst(report_)) {
      WritePolicy(*result);
    }
    WriteAside("Waived", report_.waived_violations);
    WriteAside("Known from the baseline", report_.baselined_violations);
    if (report_.baseline) {
      WriteAside("Gone since the baseline", report_.baseline->absent);
    }
    WriteNotes();
  }

 private:
  template <class... T>
  void Print(fmt::format_string<T...> format, T&&... arguments) {
    fmt::format_to(std::back_inserter(*out_), format,
                   std::forward<T>(arguments)...);
  }

  void Row(std::string_view name, std::string_view value) {
    Print("| {} | {} |\n", name, MarkdownText(value));
  }

  void WriteInputs() {
    const AuditReport& audit = report_.audit;
    *out_ += "| checked | |\n|---|---|\n";
    Row("integrity", Name(audit.verdict));
    Row("tree root", ToHex(audit.merkle_root));
    Row("tree size", fmt::to_string(audit.tree_size));
    Row("as of", report_.as_of);
    Row("judged", SelectionLine(report_.selection));
    for (const ReportPolicyFile& policy : report_.policies) {
      Row("policy", fmt::format("{} ({}) SHA-256 {}", policy.name, policy.file,
                                policy.sha256));
    }
    Row("plog", report_.plog_version);
    *out_ += '\n';
  }

  void WriteOverview() {
    *out_ +=
        "| status | policy | rule | type | judged | violations | pending |\n"
        "|---|---|---|---|---:|---:|---:|\n";
    for (const PolicyResult* result : WorstFirst(report_)) {
      for (const RuleGroup& group : GroupByRule(*result, true)) {
        const RuleResult& rule = *group.rule;
        Print("| {} | {} | {} | {} | {} | {} | {} |\n", StatusWord(rule.status),
              MarkdownText(result->policy), MarkdownText(rule.name),
              MarkdownText(rule.type), rule.activations, rule.violation_count,
              rule.pending);
      }
    }
    *out_ += '\n';
  }

  void WritePolicy(const PolicyResult& result) {
    if (result.violation_count == 0) return;
    Print("## {} {}\n\n", StatusWord(result.status),
          MarkdownText(result.policy));
    for (const RuleGroup& group : GroupByRule(result, true)) {
      if (group.rule->violation_count > 0) WriteRule(group);
    }
  }

  void WriteRule(const RuleGroup& group) {
    Print("### {} {}\n\n", StatusWord(group.rule->status),
          MarkdownText(group.rule->name));
    size_t shown = 0;
    for (const Violation* violation : group.violations) {
      if (shown == kLinesPerRule) break;
      ++shown;
      Print("- {}: {}{}\n", MarkdownText(PlaceLine(*violation)),
            violation->vouched ? "" : "(not vouched) ",
            MarkdownText(FaultLine(*violation)));
    }
    if (shown < group.rule->violation_count) {
      Print("- … and {} more\n", group.rule->violation_count - shown);
    }
    *out_ += '\n';
  }

  void WriteAside(std::string_view title,
                  const std::vector<Violation>& violations) {
    if (violations.empty()) return;
    Print("## {}\n\n", title);
    size_t shown = 0;
    for (const Violation& violation : violations) {
      if (shown == kLinesPerRule) break;
      ++shown;
      Print("- {}: {}",
            MarkdownText(RuleId(violation.policy_name, violation.rule)),
            MarkdownText(PlaceLine(violation)));
      if (violation.waiver) {
        Print(": {} ({}, until {})", MarkdownText(violation.waiver->reason),
              MarkdownText(violation.waiver->owner),
              MarkdownText(violation.waiver->expires));
      }
      *out_ += '\n';
    }
    if (shown < violations.size()) {
      Print("- … and {} more\n", violations.size() - shown);
    }
    *out_ += '\n';
  }

  void WriteNotes() {
    const std::vector<std::string> notes = Announcements(report_);
    if (notes.empty()) return;
    *out_ += "## Notes\n\n";
    for (const std::string& note : notes) Print("- {}\n", MarkdownText(note));
  }

  const Report& report_;
  std::string* out_;
};

}  // namespace

void WriteMarkdown(const Report& report, const FormatOptions&,
                   std::string* out) {
  MarkdownReport(report, out).Write();
}

}  // namespace plog

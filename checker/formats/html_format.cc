// One self-contained page for auditors: verdict and integrity first, then what
// they are bound to, then the results. No script; the filter is radio buttons
// and :has(). Everything a log or a policy wrote goes through MarkupText.
#include <fmt/format.h>

#include <iterator>

#include "checker/formats/escape.h"
#include "checker/formats/html_style.h"
#include "checker/formats/html_timeline.h"
#include "checker/formats/prose.h"
#include "checker/formats/report_json.h"
#include "checker/formats/writers.h"
#include "ledger/anchor/base64.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

constexpr size_t kRowsPerRule = 500;

class HtmlReport {
 public:
  HtmlReport(const Report& report, std::string* out)
      : report_(report), out_(out) {}

  void Write() {
    WriteHead();
    WriteVerdict();
    WriteNotes();
    WriteInputs();
    WriteFilter();
    WriteOverview();
    for (const PolicyResult* result : WorstFirst(report_)) {
      if (result->violation_count > 0) WritePolicy(*result);
    }
    AppendTimelines(report_, out_);
    WriteAside("Waived", report_.waived_violations);
    WriteAside("Known from the baseline", report_.baselined_violations);
    if (report_.baseline) {
      WriteAside("Gone since the baseline", report_.baseline->absent);
    }
    *out_ += "</main></body></html>\n";
  }

 private:
  template <class... T>
  void Print(fmt::format_string<T...> format, T&&... arguments) {
    fmt::format_to(std::back_inserter(*out_), format,
                   std::forward<T>(arguments)...);
  }

  static std::string Badge(ResultStatus status) {
    return fmt::format("<span class=\"badge {}\">{}</span>", Name(status),
                       StatusWord(status));
  }

  void WriteHead() {
    const std::string digest = ToBase64(AsBytes(Sha256Of(kHtmlStyle)));
    Print(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
        "'none'; style-src 'sha256-{}'; base-uri 'none'; form-action "
        "'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<meta name=\"referrer\" "
        "content=\"no-referrer\">\n<title>{}: plog policy check</title>\n"
        "<style>{}</style></head>\n<body><main>\n",
        digest, StatusWord(report_.status), kHtmlStyle);
  }

  void WriteVerdict() {
    const AuditReport& audit = report_.audit;
    Print("<h1>Audit-trail policy check</h1>\n");
    Print(
        "<div class=\"verdict {}\"><p class=\"word\">{}</p><p>{}</p>"
        "<p>Integrity: <strong>{}</strong>, {}</p></div>\n",
        Name(report_.status), StatusWord(report_.status),
        MarkupText(VerdictLine(report_)), Name(audit.verdict),
        Counted(audit.finding_count, "finding"));
  }

  void WriteNotes() {
    const std::vector<std::string> notes = Announcements(report_);
    if (notes.empty()) return;
    *out_ += "<section><h2>Notes</h2><ul>\n";
    for (const std::string& note : notes) {
      Print("<li>{}</li>\n", MarkupText(note));
    }
    *out_ += "</ul></section>\n";
  }

  void Fact(std::string_view name, std::string_view value) {
    Print("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", name,
          MarkupText(value));
  }
  void Code(std::string_view name, std::string_view value) {
    Print("<tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n", name,
          MarkupText(value));
  }

  void WriteInputs() {
    const AuditReport& audit = report_.audit;
    *out_ +=
        "<section><h2>What was checked</h2>\n<table "
        "class=\"facts\"><tbody>\n";
    Code("Tree root", ToHex(audit.merkle_root));
    Fact("Tree size", fmt::to_string(audit.tree_size));
    Fact("Ledger", fmt::format("{}, {}, {}", Counted(audit.events, "event"),
                               Counted(report_.agents, "agent"),
                               Counted(report_.sessions, "session")));
    Fact("Events", fmt::format("{} to {}", report_.first_event.value_or("-"),
                               report_.last_event.value_or("-")));
    Fact("As of", report_.as_of);
    Fact("Judged", fmt::format("{}, {}", SelectionLine(report_.selection),
                               Counted(report_.events_evaluated, "event")));
    Fact("Versions", fmt::format("plog {}, SQLite {}, tzdata {}, RE2 {}",
                                 report_.plog_version, report_.sqlite_version,
                                 report_.tzdata_version, report_.re2_version));
    *out_ += "</tbody></table>\n";
    WritePolicyFiles();
    WriteChains();
    *out_ += "</section>\n";
  }

  void OpenTable(std::string_view label, std::string_view head) {
    Print(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
        "aria-label=\"{}\"><table><thead><tr>{}</tr></thead><tbody>\n",
        label, head);
  }
  void CloseTable() { *out_ += "</tbody></table></div>\n"; }

  void WritePolicyFiles() {
    *out_ += "<h3>Policies</h3>\n";
    OpenTable("Policies",
              "<th scope=\"col\">Policy</th><th scope=\"col\">File</th><th "
              "scope=\"col\">SHA-256</th>");
    for (const ReportPolicyFile& policy : report_.policies) {
      Print("<tr><td>{}</td><td>{}</td><td><code>{}</code></td></tr>\n",
            MarkupText(policy.name), MarkupText(policy.file),
            MarkupText(policy.sha256));
    }
    CloseTable();
  }

  void WriteChains() {
    *out_ += "<h3>Chains</h3>\n";
    OpenTable("Chains",
              "<th scope=\"col\">Agent</th><th scope=\"col\">Kind</th><th "
              "scope=\"col\">Profile</th><th scope=\"col\" "
              "class=\"n\">Events</th><th scope=\"col\" class=\"n\">Head"
              "</th><th scope=\"col\">Head hash</th>");
    for (const ChainSummary& chain : report_.audit.chains) {
      Print(
          "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td "
          "class=\"n\">{}</td><td><code>{}</code></td></tr>\n",
          MarkupText(chain.agent_id), ChainKindName(chain.kind),
          MarkupText(chain.hash_profile), chain.events, chain.head_sequence,
          ToHex(chain.head_hash));
    }
    CloseTable();
  }

  void WriteFilter() {
    struct Choice {
      std::string_view id;
      std::string_view label;
    };
    constexpr Choice kChoices[] = {{"show-all", "All"},
                                   {"show-fail", "Failed"},
                                   {"show-warn", "Warned"},
                                   {"show-na", "Not applicable"},
                                   {"show-pass", "Passed"}};
    *out_ += "<fieldset><legend>Show</legend>";
    for (const Choice& choice : kChoices) {
      Print(
          "<label><input type=\"radio\" name=\"show\" id=\"{}\"{}> {}"
          "</label>",
          choice.id, choice.id == "show-all" ? " checked" : "", choice.label);
    }
    *out_ += "</fieldset>\n";
  }

  void WriteOverview() {
    *out_ += "<section><h2>Rules</h2>\n";
    OpenTable("Rules",
              "<th scope=\"col\">Status</th><th scope=\"col\">Policy</th><th "
              "scope=\"col\">Rule</th><th scope=\"col\">Type</th><th "
              "scope=\"col\" class=\"n\">Judged</th><th scope=\"col\" "
              "class=\"n\">Violations</th><th scope=\"col\" "
              "class=\"n\">Pending</th><th scope=\"col\" class=\"n\">Waived"
              "</th>");
    for (const PolicyResult* result : WorstFirst(report_)) {
      for (const RuleGroup& group : GroupByRule(*result, true)) {
        const RuleResult& rule = *group.rule;
        Print(
            "<tr class=\"row {}\"><td>{}</td><td>{}</td><td>{}</td><td>{}"
            "</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
            "class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            Name(rule.status), Badge(rule.status), MarkupText(result->policy),
            MarkupText(rule.name), MarkupText(rule.type), rule.activations,
            rule.violation_count, rule.pending, rule.waived);
      }
    }
    CloseTable();
    *out_ += "</section>\n";
  }

  void WritePolicy(const PolicyResult& result) {
    Print("<section class=\"row {}\"><h2>{} {}</h2>\n", Name(result.status),
          Badge(result.status), MarkupText(result.policy));
    if (!result.description.empty()) {
      Print("<p>{}</p>\n", MarkupText(result.description));
    }
    for (const RuleGroup& group : GroupByRule(result, true)) {
      if (group.rule->violation_count > 0) WriteRule(result, group);
    }
    *out_ += "</section>\n";
  }

  void WriteRule(const PolicyResult& result, const RuleGroup& group) {
    const RuleResult& rule = *group.rule;
    Print("<h3>{} {} <span class=\"dim\">{}, {}:{}</span></h3>\n",
          Badge(rule.status), MarkupText(rule.name),
          Counted(rule.violation_count, "violation"), MarkupText(result.file),
          rule.line);
    if (!rule.description.empty()) {
      Print("<p>{}</p>\n", MarkupText(rule.description));
    }
    OpenTable("Violations",
              "<th scope=\"col\">Where</th><th scope=\"col\">What</th><th "
              "scope=\"col\">Evidence</th>");
    size_t shown = 0;
    for (const Violation* violation : group.violations) {
      if (shown == kRowsPerRule) break;
      ++shown;
      WriteViolation(*violation);
    }
    CloseTable();
    if (shown < rule.violation_count) {
      Print("<p>+{} more</p>\n", rule.violation_count - shown);
    }
  }

  void WriteViolation(const Violation& violation) {
    Print("<tr><td>{}<br><span class=\"dim\">{}</span></td><td>{}",
          MarkupText(PlaceLine(violation)),
          MarkupText(violation.timestamp.value_or("no timestamp")),
          MarkupText(violation.message));
    if (!violation.detail.empty()) {
      Print("<br><span class=\"dim\">{}</span>", MarkupText(violation.detail));
    }
    if (!violation.vouched) {
      *out_ +=
          "<br><strong>Not vouched for: at or after a break of its "
          "chain</strong>";
    }
    *out_ += "</td><td>";
    for (const Evidence& evidence : violation.evidence) {
      Print("{} {} #{}<br><code>{}</code><br>", MarkupText(evidence.role),
            MarkupText(evidence.id), evidence.sequence,
            MarkupText(evidence.hash));
    }
    *out_ += "</td></tr>\n";
  }

  void WriteAside(std::string_view title,
                  const std::vector<Violation>& violations) {
    if (violations.empty()) return;
    Print("<section><h2>{}</h2>\n", title);
    OpenTable(title,
              "<th scope=\"col\">Rule</th><th scope=\"col\">Where</th><th "
              "scope=\"col\">What</th><th scope=\"col\">Why</th>");
    size_t shown = 0;
    for (const Violation& violation : violations) {
      if (shown == kRowsPerRule) break;
      ++shown;
      std::string why;
      if (violation.waiver) {
        why = fmt::format("{} (owner {}, expires {} {})",
                          violation.waiver->reason, violation.waiver->owner,
                          violation.waiver->expires, violation.waiver->ticket);
      }
      Print("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            MarkupText(RuleId(violation.policy_name, violation.rule)),
            MarkupText(PlaceLine(violation)), MarkupText(FaultLine(violation)),
            MarkupText(why));
    }
    CloseTable();
    if (shown < violations.size()) {
      Print("<p>+{} more</p>\n", violations.size() - shown);
    }
    *out_ += "</section>\n";
  }

  const Report& report_;
  std::string* out_;
};

}  // namespace

void WriteHtml(const Report& report, const FormatOptions&, std::string* out) {
  HtmlReport(report, out).Write();
}

}  // namespace plog

// CSV (RFC 4180, CRLF): one row per violation, and one per rule that has
// none, so that an empty evaluation cannot be taken for a clean one. Rows about
// violations that are not listed have a count instead of an event.
#include <fmt/format.h>

#include "checker/formats/escape.h"
#include "checker/formats/prose.h"
#include "checker/formats/writers.h"

namespace plog {
namespace {

constexpr std::string_view kHeader =
    "\"status\",\"policy\",\"rule\",\"type\",\"severity\",\"session_id\","
    "\"agent_id\",\"sequence\",\"timestamp\",\"trigger_event\","
    "\"offending_event\",\"expected_event\",\"message\",\"detail\","
    "\"vouched\",\"recent_violations\",\"policy_file\",\"policy_line\","
    "\"fingerprint\",\"controls\",\"waiver\"\r\n";

class CsvReport {
 public:
  CsvReport(const Report& report, std::string* out)
      : report_(report), out_(out) {}

  void Write() {
    *out_ += kHeader;
    for (const PolicyResult& result : report_.results) {
      for (const RuleGroup& group : GroupByRule(result, false)) {
        WriteGroup(result, group);
      }
    }
    for (const Violation& violation : report_.waived_violations) {
      WriteViolation("waived", violation);
    }
    for (const Violation& violation : report_.baselined_violations) {
      WriteViolation("baselined", violation);
    }
    for (const std::string& error : report_.errors) {
      WriteNote("error", {}, {}, error);
    }
    if (report_.results.empty()) {
      WriteNote("error", {}, {}, "nothing was evaluated: no policy ran");
    }
  }

 private:
  void WriteGroup(const PolicyResult& result, const RuleGroup& group) {
    const RuleResult& rule = *group.rule;
    for (const Violation* violation : group.violations) {
      WriteViolation(Name(violation->severity), *violation);
    }
    if (rule.violation_count > group.violations.size()) {
      WriteNote(Name(rule.status), &result, &rule,
                Counted(rule.violation_count - group.violations.size(),
                        "more violation") +
                    " not listed");
    } else if (group.violations.empty()) {
      WriteNote(
          Name(rule.status), &result, &rule,
          fmt::format("{} judged, {} pending", rule.activations, rule.pending));
    }
  }

  void Cell(std::string_view text) { *out_ += CsvCell(text) + ','; }
  void Cell(const std::optional<SharedText>& text) {
    Cell(text ? text->view() : std::string_view());
  }
  void Number(uint64_t value) { *out_ += fmt::format("{},", value); }

  void WriteViolation(std::string_view status, const Violation& violation) {
    Cell(status);
    Cell(std::string_view(violation.policy_name));
    Cell(std::string_view(violation.rule));
    Cell(std::string_view(violation.type));
    Cell(Name(violation.severity));
    Cell(violation.session_id);
    Cell(violation.agent_id);
    if (violation.sequence) {
      Number(*violation.sequence);
    } else {
      Cell(std::string_view());
    }
    Cell(violation.timestamp);
    Cell(violation.trigger_event);
    Cell(violation.offending_event);
    Cell(violation.expected_event);
    Cell(std::string_view(violation.message));
    Cell(std::string_view(violation.detail));
    Cell(std::string_view(violation.vouched ? "true" : "false"));
    Number(violation.recent_violations);
    Cell(std::string_view(violation.policy_file));
    Number(violation.policy_line);
    Cell(std::string_view(violation.fingerprint));
    Cell(std::string_view(Joined(violation.controls)));
    *out_ += CsvCell(violation.waiver ? violation.waiver->reason : "");
    *out_ += "\r\n";
  }

  static std::string Joined(const std::vector<std::string>& texts) {
    return fmt::format("{}", fmt::join(texts, "; "));
  }

  // A row about a rule (or, with null, about the run) as a whole.
  void WriteNote(std::string_view status, const PolicyResult* result,
                 const RuleResult* rule, std::string_view message) {
    Violation row;
    row.message = message;
    if (rule != nullptr) {
      row.policy_name = result->policy;
      row.rule = rule->name;
      row.type = rule->type;
      row.severity = rule->severity;
      row.policy_file = result->file;
      row.policy_line = rule->line;
    }
    WriteViolation(status, row);
  }

  const Report& report_;
  std::string* out_;
};

}  // namespace

void WriteCsv(const Report& report, const FormatOptions&, std::string* out) {
  CsvReport(report, out).Write();
}

}  // namespace plog

#include <fmt/format.h>

#include <iterator>

#include "checker/diff/policy_diff.h"
#include "checker/formats/violation_json.h"
#include "ledger/base/text.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

std::string CountText(const std::optional<uint64_t>& count) {
  return count ? fmt::format("{}", *count) : "no such rule";
}

std::string Where(const Violation& violation) {
  std::string where;
  const auto& event = violation.offending_event ? violation.offending_event
                                                : violation.trigger_event;
  if (event) where += fmt::format(" event {}", *event);
  if (violation.session_id) {
    where += fmt::format(" session {}", *violation.session_id);
  }
  if (violation.agent_id) {
    where += fmt::format(" agent {}", *violation.agent_id);
  }
  return where;
}

class TextWriter {
 public:
  TextWriter(const PolicyDiff& diff, uint64_t limit)
      : diff_(diff), limit_(limit) {}

  std::string Write() {
    for (const PolicyDiff::Rule& rule : diff_.rules) WriteRule(rule);
    if (diff_.empty()) out_ += "No violation appears or disappears.\n";
    fmt::format_to(std::back_inserter(out_),
                   "{} appear, {} disappear, {} change severity, {} stay; "
                   "verdict {} -> {}\n",
                   diff_.appeared.size(), diff_.disappeared.size(),
                   diff_.changed.size(), diff_.unchanged,
                   Name(diff_.status_before), Name(diff_.status_after));
    return std::move(out_);
  }

 private:
  void WriteRule(const PolicyDiff::Rule& rule) {
    const uint64_t differences =
        rule.appeared + rule.disappeared + rule.changed;
    if (differences == 0 && rule.before && rule.after) return;
    fmt::format_to(std::back_inserter(out_), "{} / {}: {} -> {}\n",
                   SanitizeForTerminal(rule.policy),
                   SanitizeForTerminal(rule.rule), CountText(rule.before),
                   CountText(rule.after));
    WriteSome('-', rule, rule.disappeared, diff_.disappeared);
    WriteSome('+', rule, rule.appeared, diff_.appeared);
    uint64_t listed = 0;
    for (const PolicyDiff::Change& change : diff_.changed) {
      if (!IsOf(change.after, rule) || listed++ >= limit_) continue;
      Line('~', change.after,
           fmt::format(" ({} -> {})", Name(change.before),
                       Name(change.after.severity)));
    }
    More('~', rule.changed);
    out_ += '\n';
  }

  static bool IsOf(const Violation& violation, const PolicyDiff::Rule& rule) {
    return violation.policy_name == rule.policy && violation.rule == rule.rule;
  }

  void WriteSome(char sign, const PolicyDiff::Rule& rule, uint64_t count,
                 const std::vector<Violation>& violations) {
    if (count == 0) return;
    uint64_t listed = 0;
    for (const Violation& violation : violations) {
      if (!IsOf(violation, rule)) continue;
      if (listed++ >= limit_) break;
      Line(sign, violation, "");
    }
    More(sign, count);
  }

  void Line(char sign, const Violation& violation, const std::string& note) {
    fmt::format_to(std::back_inserter(out_), "  {} {}{}:{}\n", sign,
                   SanitizeForTerminal(violation.message), note,
                   SanitizeForTerminal(Where(violation)));
  }

  void More(char sign, uint64_t count) {
    if (count <= limit_) return;
    fmt::format_to(std::back_inserter(out_), "  {} {} more\n", sign,
                   count - limit_);
  }

  const PolicyDiff& diff_;
  uint64_t limit_;
  std::string out_;
};

void WriteCount(std::string_view name, const std::optional<uint64_t>& count,
                JsonWriter* json) {
  json->Name(name);
  if (count) {
    json->Unsigned(*count);
  } else {
    json->Null();
  }
}

void WriteRules(const PolicyDiff& diff, JsonWriter* json) {
  json->Name("rules");
  json->BeginArray();
  for (const PolicyDiff::Rule& rule : diff.rules) {
    json->BeginObject();
    json->Member("policy", rule.policy);
    json->Member("rule", rule.rule);
    WriteCount("before", rule.before, json);
    WriteCount("after", rule.after, json);
    json->Member("appeared", rule.appeared);
    json->Member("disappeared", rule.disappeared);
    json->Member("changed", rule.changed);
    json->EndObject();
  }
  json->EndArray();
}

void WriteViolations(std::string_view name,
                     const std::vector<Violation>& violations,
                     JsonWriter* json) {
  json->Name(name);
  json->BeginArray();
  for (const Violation& violation : violations) {
    WriteViolation(violation, json);
  }
  json->EndArray();
}

}  // namespace

std::string DiffText(const PolicyDiff& diff, uint64_t limit) {
  return TextWriter(diff, limit).Write();
}

std::string DiffJson(const PolicyDiff& diff) {
  std::string out;
  JsonWriter json(&out, 2);
  json.BeginObject();
  json.Member("schema_version", "1.0");
  json.Member("as_of", diff.as_of);
  json.Member("status_before", Name(diff.status_before));
  json.Member("status_after", Name(diff.status_after));
  json.Member("events", diff.events);
  json.Member("unchanged", diff.unchanged);
  WriteRules(diff, &json);
  WriteViolations("appeared", diff.appeared, &json);
  WriteViolations("disappeared", diff.disappeared, &json);
  json.Name("changed");
  json.BeginArray();
  for (const PolicyDiff::Change& change : diff.changed) {
    json.BeginObject();
    WriteViolationMembers(change.after, &json);
    json.Member("severity_before", Name(change.before));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return out + '\n';
}

}  // namespace plog

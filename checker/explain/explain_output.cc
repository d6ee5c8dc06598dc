#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "checker/explain/explain.h"
#include "checker/formats/violation_json.h"
#include "ledger/base/text.h"
#include "ledger/json/json_writer.h"
#include "rules/diagnostics/characters.h"

namespace plog {
namespace {

constexpr size_t kShownDigits = 12;  // of a fingerprint
constexpr size_t kMaxCondition = 160;

// A condition as far as a line of text has room for its operand. The JSON has
// all of it.
std::string Shown(const std::string& condition) {
  if (condition.size() <= kMaxCondition) return condition;
  size_t end = kMaxCondition;
  while (end > 0 && !StartsCharacter(condition[end])) --end;
  return condition.substr(0, end) + "…";
}

class TextWriter {
 public:
  std::string Write(const Explanation& explanation) {
    if (explanation.violation) WriteViolationLines(*explanation.violation);
    for (const std::string& sentence : explanation.story) Line("", sentence);
    for (const ExplainedEvent& event : explanation.events) WriteEvent(event);
    return std::move(out_);
  }

 private:
  void Line(std::string_view indent, std::string_view text) {
    out_ += indent;
    out_ += SanitizeForTerminal(text);
    out_ += '\n';
  }

  void WriteViolationLines(const Violation& violation) {
    Line("",
         fmt::format("Violation {} of {} / {}: {}", violation.fingerprint,
                     violation.policy_name, violation.rule, violation.message));
    Line("", violation.detail);
  }

  void WriteEvent(const ExplainedEvent& event) {
    if (!out_.empty()) out_ += '\n';
    const std::string session = event.session_id
                                    ? "session " + *event.session_id
                                    : std::string("no session");
    Line("", fmt::format("Event {}: {}, agent {}, {}, sequence {}, {}",
                         event.id, event.action, event.agent_id, session,
                         event.sequence, event.time));
    for (const ExplainedRule& rule : event.rules) {
      out_ += '\n';
      WriteRule(rule);
    }
  }

  void WriteRule(const ExplainedRule& rule) {
    Line("", fmt::format("{} / {} ({}, {}), {}:{}", rule.policy, rule.rule,
                         rule.type, Name(rule.severity), rule.file, rule.line));
    if (rule.seen) {
      Line("  ", fmt::format("in {}: event {} of {}", rule.instance,
                             rule.position, rule.events));
    } else {
      Line("  ", "does not see the event");
    }
    for (const ExplainedMatcher& matcher : rule.matchers) WriteMatcher(matcher);
    for (const std::string& sentence : rule.story) Line("  ", sentence);
    for (const Violation& violation : rule.violations) {
      Line("  ",
           fmt::format("violation {}: {}",
                       violation.fingerprint.view().substr(0, kShownDigits),
                       violation.message));
    }
  }

  void WriteMatcher(const ExplainedMatcher& matcher) {
    if (matcher.held) {
      Line("  ", fmt::format("`{}` holds", matcher.field));
      return;
    }
    if (!matcher.first_failed) {
      Line("  ", fmt::format("`{}` does not hold", matcher.field));
      return;
    }
    const ConditionTrace& failed = matcher.conditions[*matcher.first_failed];
    const std::string actual =
        failed.actual.empty() ? "" : ", and the value is " + failed.actual;
    Line("  ", fmt::format("`{}` does not hold: {} fails{}", matcher.field,
                           Shown(failed.condition), actual));
    WriteGroup(matcher);
  }

  // What stands in a group that failed as a whole.
  void WriteGroup(const ExplainedMatcher& matcher) {
    for (size_t i = *matcher.first_failed + 1; i < matcher.conditions.size();
         ++i) {
      const ConditionTrace& one = matcher.conditions[i];
      if (!one.condition.starts_with(' ')) return;
      Line("    ", fmt::format("{} {}{}", Shown(one.condition),
                               one.held ? "holds" : "fails",
                               one.actual.empty() ? "" : ": " + one.actual));
    }
  }

  std::string out_;
};

void WriteCondition(const ConditionTrace& condition, JsonWriter* json) {
  const size_t indent = std::min(condition.condition.find_first_not_of(' '),
                                 condition.condition.size());
  json->BeginObject();
  json->Member("condition", condition.condition.substr(indent));
  json->Member("depth", uint64_t{indent / 2});
  json->Member("held", condition.held);
  json->Member("actual", condition.actual);
  json->EndObject();
}

void WriteMatcher(const ExplainedMatcher& matcher, JsonWriter* json) {
  json->BeginObject();
  json->Member("field", matcher.field);
  json->Member("held", matcher.held);
  json->Name("first_failed");
  if (matcher.first_failed) {
    WriteCondition(matcher.conditions[*matcher.first_failed], json);
  } else {
    json->Null();
  }
  json->Name("conditions");
  json->BeginArray();
  for (const ConditionTrace& one : matcher.conditions) {
    WriteCondition(one, json);
  }
  json->EndArray();
  json->EndObject();
}

void WriteRule(const ExplainedRule& rule, JsonWriter* json) {
  json->BeginObject();
  json->Member("policy", rule.policy);
  json->Member("rule", rule.rule);
  json->Member("type", rule.type);
  json->Member("severity", Name(rule.severity));
  json->Member("file", rule.file);
  json->Member("line", uint64_t{rule.line});
  json->Member("seen", rule.seen);
  json->Member("scope", rule.instance);
  json->Member("position", rule.position);
  json->Member("events", rule.events);
  json->Name("matchers");
  json->BeginArray();
  for (const ExplainedMatcher& one : rule.matchers) WriteMatcher(one, json);
  json->EndArray();
  WriteStrings("story", rule.story, json);
  json->Name("violations");
  json->BeginArray();
  for (const Violation& one : rule.violations) WriteViolation(one, json);
  json->EndArray();
  json->EndObject();
}

void WriteEvent(const ExplainedEvent& event, JsonWriter* json) {
  json->BeginObject();
  json->Member("id", event.id);
  json->Member("agent_id", event.agent_id);
  json->Member("session_id", event.session_id);
  json->Member("sequence", event.sequence);
  json->Member("ingest_index", event.ingest_index);
  json->Member("time", event.time);
  json->Member("action", event.action);
  json->Name("rules");
  json->BeginArray();
  for (const ExplainedRule& rule : event.rules) WriteRule(rule, json);
  json->EndArray();
  json->EndObject();
}

}  // namespace

std::string ExplanationText(const Explanation& explanation) {
  return TextWriter().Write(explanation);
}

std::string ExplanationJson(const Explanation& explanation) {
  std::string out;
  JsonWriter json(&out, 2);
  json.BeginObject();
  json.Member("schema_version", "1.0");
  json.Member("as_of", explanation.as_of);
  json.Name("violation");
  if (explanation.violation) {
    WriteViolation(*explanation.violation, &json);
  } else {
    json.Null();
  }
  WriteStrings("story", explanation.story, &json);
  json.Name("events");
  json.BeginArray();
  for (const ExplainedEvent& event : explanation.events) {
    WriteEvent(event, &json);
  }
  json.EndArray();
  json.EndObject();
  return out + '\n';
}

}  // namespace plog

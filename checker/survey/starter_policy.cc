#include "checker/survey/starter_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rules/types/prose.h"

namespace plog {
namespace {

// A name as a glob that matches nothing else.
std::string AsGlob(std::string_view name) {
  std::string glob;
  for (const char c : name) {
    const bool special = c == '*' || c == '?' || c == '[';
    glob += special ? fmt::format("[{}]", c) : std::string(1, c);
  }
  return glob;
}

// The path of an argument, whatever its name holds.
std::string ArgumentField(std::string_view name) {
  std::string path = "/action_input/";
  for (const char c : name) {
    if (c == '~') {
      path += "~0";
    } else if (c == '/') {
      path += "~1";
    } else {
      path += c;
    }
  }
  return path;
}

std::string RegexText(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte >= 0x80 || (c >= '0' && c <= '9') ||
                       (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '_' || c == '"' || c == ' ';
    if (!plain) quoted += '\\';
    quoted += c;
  }
  return quoted;
}

// The canonical text of a list whose elements are among `values`.
std::string ListPattern(const std::map<std::string, uint64_t>& values) {
  std::string any;
  for (const auto& [json, count] : values) {
    if (!any.empty()) any += '|';
    any += RegexText(json);
  }
  return fmt::format("\\A\\[(?:(?:{0})(?:,(?:{0}))*)?\\]\\z", any);
}

constexpr size_t kMaxPatternBytes = 4096;
// Order is written down for every pair of tools.
constexpr size_t kMaxOrderedTools = 100;

std::string CallsOf(uint64_t count) { return Counted(count, "call", "calls"); }
std::string Sessions(uint64_t count) {
  return Counted(count, "session", "sessions");
}

class PolicyWriter {
 public:
  PolicyWriter(const StarterOptions& options, std::string* out)
      : options_(options), out_(*out) {}

  void Group(const std::string& group, const GroupUse& use) {
    const bool one = !use.is_kind;
    agents_ = one ? YamlText(group)
                  : fmt::format("{{starts_with: {}}}", YamlText(group));
    Line("  - name: {}", YamlText("seen/" + group + (one ? "" : "*")));
    Line("    description: What {} did in the trail; see the counts.",
         one ? "this agent" : "these agents");
    Line("    rules:");
    Tools(use);
    PerSession(use);
    std::map<std::string_view, SessionSurvey::Order> orders;
    if (use.tools.size() <= kMaxOrderedTools) {
      orders = use.sessions.Orders();
    } else {
      Line("      # more than {} tools: their order was not looked at",
           kMaxOrderedTools);
    }
    for (const auto& [name, tool] : use.tools) {
      Tool(name, tool);
      Order(name, orders);
    }
    Hours(use);
  }

 private:
  template <typename... Args>
  void Line(fmt::format_string<Args...> format, Args&&... args) {
    out_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
  }

  // As a flow mapping that is still open.
  std::string Calls(std::string_view tool = {}) const {
    std::string matcher =
        fmt::format("{{action_type: TOOL_CALL, agent_id: {}", agents_);
    if (!tool.empty()) {
      matcher += fmt::format(", action_name: {}", YamlText(tool));
    }
    return matcher;
  }

  void Tools(const GroupUse& use) {
    Line("      - name: tools");
    Line("        type: boundary  # {} of {} by {}", CallsOf(use.calls),
         Counted(use.tools.size(), "tool", "tools"),
         Counted(use.agents.size(), "agent", "agents"));
    Line("        when: {}}}", Calls());
    Line("        allow_actions:");
    for (const auto& [name, tool] : use.tools) {
      Line("          - {}  # {}", YamlText(AsGlob(name)), CallsOf(tool.calls));
    }
  }

  void PerSession(const GroupUse& use) {
    const uint64_t most = use.sessions.most_calls();
    Line("      - name: calls per session");
    Line("        type: rate  # in {}: most {}",
         Sessions(use.sessions.sessions()), most);
    Line("        count: {}, action_name: {{exists: true}}}}", Calls());
    Line("        max: {}", RateWithHeadroom(most, options_.headroom_percent));
  }

  // Which tools never came before this one, of those that were seen often
  // enough to have had the chance.
  void Order(const std::string& tool,
             const std::map<std::string_view, SessionSurvey::Order>& orders) {
    if (orders.empty()) return;
    const SessionSurvey::Order& order = orders.at(tool);
    std::string seen;
    std::string never;
    for (const auto& [other, use] : orders) {
      const auto earlier = order.earlier.find(other);
      if (earlier != order.earlier.end()) {
        seen += fmt::format("{}{} {}", seen.empty() ? "" : ", ",
                            YamlText(other), earlier->second);
      } else if (use.sessions >= options_.min_sessions) {
        never += fmt::format("            - {}  # in {}\n", YamlText(other),
                             Sessions(use.sessions));
      }
    }
    Line("      # {} in {}; earlier in those: {}", YamlText(tool),
         Sessions(order.sessions), seen.empty() ? "nothing" : seen);
    if (never.empty()) return;
    Line("      - name: {}", YamlText(tool + " never came after"));
    Line("        type: absence");
    Line("        deny: {}}}", Calls(tool));
    Line("        when:");
    Line("          action_type: TOOL_CALL");
    Line("          agent_id: {}", agents_);
    Line("          action_name:");
    out_ += never;
  }

  void Tool(const std::string& name, const ToolUse& use) {
    const HourlyRate rate = RateOf(use);
    Line("      - name: {}", YamlText(name + " per hour"));
    Line("        type: rate");
    Line("        per: agent");
    Line("        calendar: hour  # in {} hours: p50 {}, p99 {}, most {}",
         use.per_hour.size(), rate.p50, rate.p99, rate.most);
    Line("        count: {}}}", Calls(name));
    Line("        max: {}",
         RateWithHeadroom(rate.most, options_.headroom_percent));
    for (const auto& [argument, seen] : use.arguments) {
      Argument(name, argument, seen, use);
    }
  }

  void Argument(const std::string& tool, const std::string& name,
                const ArgumentSurvey& seen, const ToolUse& use) {
    const std::string evidence = EvidenceOf(seen, use);
    const auto kind = seen.only_kind();
    if (kind == ValueKind::kNumber) {
      return Range(tool, name, seen, evidence);
    }
    const bool lists =
        kind == ValueKind::kStrings && HasFewValues(seen, options_.min_seen);
    if (lists && ListPattern(seen.values).size() <= kMaxPatternBytes) {
      return Lists(tool, name, seen, evidence);
    }
    const bool scalar = kind == ValueKind::kString || kind == ValueKind::kBool;
    if (scalar && HasFewValues(seen, options_.min_seen)) {
      return Values(tool, name, seen, evidence);
    }
    Line("      # {} of {}: {}", YamlText(name), YamlText(tool), evidence);
  }

  void Head(const std::string& tool, const std::string& name,
            std::string_view what, std::string_view evidence) {
    Line("      # {}", evidence);
    Line("      - name: {}",
         YamlText(fmt::format("{} {} {}", tool, name, what)));
  }

  void Range(const std::string& tool, const std::string& name,
             const ArgumentSurvey& seen, std::string_view evidence) {
    Head(tool, name, "range", evidence);
    Line("        type: limit");
    Line("        when: {}}}", Calls(tool));
    Line("        for_field: {}", YamlText(ArgumentField(name)));
    Line("        max: {}",
         NumberWithHeadroom(*seen.most, options_.headroom_percent));
    Line("        min: {}",
         std::min(0.0, std::floor(
                           *seen.least *
                           (1 + static_cast<double>(options_.headroom_percent) /
                                    100))));
  }

  void Values(const std::string& tool, const std::string& name,
              const ArgumentSurvey& seen, std::string_view evidence) {
    Head(tool, name, "values", evidence);
    Line("        type: rate");
    Line("        count: {}, {}: {{exists: true, not_in: {}}}}}", Calls(tool),
         YamlText(ArgumentField(name)), YamlList(seen.values));
    Line("        max: 0");
  }

  void Lists(const std::string& tool, const std::string& name,
             const ArgumentSurvey& seen, std::string_view evidence) {
    Head(tool, name, "elements", evidence);
    Line("        type: pattern");
    Line("        when: {}}}", Calls(tool));
    Line("        for_field: {}", YamlText(ArgumentField(name)));
    Line("        match_pattern: {}", YamlText(ListPattern(seen.values)));
  }

  // From the first to the last hour of the day that has a call, if that leaves
  // a quarter of the day free, with an hour to spare on each side.
  void Hours(const GroupUse& use) {
    size_t first = 0;
    size_t last = 23;
    while (first < 24 && use.hours[first] == 0) ++first;
    while (last > 0 && use.hours[last] == 0) --last;
    if (first > last) return;
    const size_t begin = first == 0 ? 0 : first - 1;
    const size_t end = std::min<size_t>(24, last + 2);
    std::string days;
    uint64_t used = 0;
    for (size_t day = 0; day < 7; ++day) {
      if (use.days[day] == 0) continue;
      days += fmt::format("{}{}", days.empty() ? "" : ", ", day);
      ++used;
    }
    Line("      # calls from {:02}:00 to {:02}:59 UTC, on {} days of the week",
         first, last, used);
    if (end - begin > 18) return;
    Line("      - name: working hours");
    Line("        type: temporal");
    Line("        when: {}, action_name: {{exists: true}}}}", Calls());
    Line("        hours: [{}, {}]", begin, end);
    if (used < 7 && use.calls >= 100) Line("        days: [{}]", days);
  }

  const StarterOptions& options_;
  std::string& out_;
  std::string agents_;  // the condition on agent_id, as YAML
};

}  // namespace

std::string StarterPolicy(const ToolSurvey& survey,
                          const StarterOptions& options) {
  std::string out = fmt::format(
      "# A starter policy from {}: {} of {}.\n"
      "# It says what was seen, not what is right: read it, remove what should "
      "not\n# have happened, and tighten what is loose. Numbers and rates have "
      "{} % of\n# headroom. An argument without a rule had too many values, or "
      "too few calls.\npolicies:\n",
      options.origin, CallsOf(survey.calls()),
      Counted(survey.agents(), "agent", "agents"), options.headroom_percent);
  PolicyWriter writer(options, &out);
  for (const auto& [group, use] : survey.groups()) writer.Group(group, use);
  return out;
}

}  // namespace plog

#include "tests/bench/bench_policies.h"

#include <fmt/format.h>

#include <string_view>

namespace plog {
namespace {

constexpr std::string_view kSixRules = R"(policies:
  - name: bench
    rules:
      - {name: answered, type: sequence, when: {action_type: TOOL_CALL},
         expect: {action_type: TOOL_RESULT}, within: "60s",
         correlate: [metadata.call_id]}
      - {name: no-mail-after-web, type: absence,
         when: {action_name: search_web}, deny: {action_name: send_mail}}
      - {name: tools, type: boundary, when: {action_type: TOOL_CALL},
         deny_actions: [run_shell, "drop_*"]}
      - {name: thinks, type: presence, require: {action_type: LLM_CALL}}
      - {name: budget, type: rate, count: {action_type: TOOL_CALL}, max: 40,
         window: "10m"}
      - {name: office, type: temporal, when: {action_type: TOOL_CALL},
         hours: [8, 18], days: [1, 2, 3, 4, 5], timezone: Europe/Zurich}
)";

}  // namespace

std::string SixRules() { return std::string(kSixRules); }

std::string ManyRules(size_t count) {
  std::string yaml = "policies:\n  - name: many\n    rules:\n";
  for (size_t i = 0; i < count; ++i) {
    yaml += fmt::format(
        "      - {{name: r{0}, type: absence, when: {{action_name: tool_{0}}},"
        " deny: {{action_name: send_mail, labels.team: team-{1}}}}}\n",
        i, i % 7);
  }
  return yaml;
}

std::string ManyPatterns(size_t count) {
  std::string yaml = "policies:\n  - name: patterns\n    rules:\n";
  for (size_t i = 0; i < count; ++i) {
    yaml += fmt::format(
        "      - {{name: p{0}, type: pattern, for_field: action_output, "
        "deny_pattern: 'secret-{0}-\\d{{3}}'}}\n",
        i);
  }
  return yaml;
}

std::string RulesWithTests() {
  std::string yaml = "policies:\n  - name: tested\n    rules:\n";
  for (int rule = 0; rule < 5; ++rule) {
    yaml += fmt::format(
        "      - name: answered-{0}\n"
        "        type: sequence\n"
        "        when:\n"
        "          action_type: TOOL_CALL\n"
        "          action_name: tool_{0}\n"
        "        expect:\n"
        "          action_type: TOOL_RESULT\n"
        "          action_name: tool_{0}\n"
        "        within: \"{1}s\"\n",
        rule, 10 + rule);
  }
  yaml += "tests:\n";
  for (int test = 0; test < 20; ++test) {
    const int rule = test % 5;
    const bool late = test % 2 == 0;
    yaml += fmt::format(
        "  - name: test-{0}\n"
        "    events:\n"
        "      - {{id: call, at: 0s, agent_id: a, action_type: TOOL_CALL,\n"
        "         action_name: tool_{1}}}\n"
        "      - {{id: result, at: {2}s, agent_id: a, action_type: "
        "TOOL_RESULT,\n"
        "         action_name: tool_{1}}}\n"
        "    expect:{3}\n",
        test, rule, late ? 60 : 5,
        late ? fmt::format("\n      - {{rule: answered-{}, trigger: call}}",
                           rule)
             : " []");
  }
  return yaml;
}

}  // namespace plog

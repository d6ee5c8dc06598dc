#include "tests/checker/random_trail.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/ledger/tamper_trail.h"

namespace plog {

size_t Below(Random* random, size_t bound) {
  return std::uniform_int_distribution<size_t>(0, bound - 1)(*random);
}

namespace {

std::string SealedLine(Random* random, size_t number, size_t sessions) {
  return fmt::format(
      R"({{"agent_id":"z{}","id":"z-{}","session_id":"s{}",)"
      R"("timestamp":"{}","action_type":"{}","action_name":"search",)"
      R"("labels":{{"team":"t{}"}},"duration_ms":{},)"
      R"("action_input":{{"query":"q{}"}}}})",
      Below(random, 2), number, Below(random, sessions),
      FormatRfc3339(
          {1767225600 + static_cast<int64_t>(Below(random, 9000)), 0}),
      Below(random, 2) == 0 ? "TOOL_CALL" : "TOOL_RESULT", Below(random, 2),
      Below(random, 500), Below(random, 9));
}

// What can be wrong with a recorded line, about once in thirty.
void Spoil(Random* random, Trail* trail) {
  TrailEvent& event = trail->events.back();
  switch (Below(random, 120)) {
    case 0:
      event.query = "changed";  // hash-mismatch
      break;
    case 1:
      event.sequence += 2;  // gap
      break;
    case 2:
      event.unhashed = R"(,"note":"x")";
      break;
    case 3:
      event.id = "z-1";  // duplicate-id
      event.Rehash();
      break;
    default:
      break;
  }
}

}  // namespace

std::vector<std::string> RandomLines(Random* random, size_t sessions) {
  Trail trail;
  std::vector<std::string> lines;
  const size_t count = 20 + Below(random, 150);
  const size_t agents = 1 + Below(random, 4);
  while (lines.size() < count) {
    if (Below(random, 3) == 0) {
      lines.push_back(SealedLine(random, lines.size(), sessions));
      continue;
    }
    if (!lines.empty() && Below(random, 40) == 0) {
      lines.push_back(lines[Below(random, lines.size())]);  // once more
      continue;
    }
    // The first agents only at first: others turn up later.
    const size_t known = 1 + agents * lines.size() / count;
    TrailEvent& event = trail.Append(
        std::string(1, static_cast<char>('a' + Below(random, known))));
    event.query = fmt::format("q{}", Below(random, 9));
    event.session = fmt::format("s{}", Below(random, sessions));
    event.seconds += static_cast<int64_t>(Below(random, 200)) - 100;
    event.Rehash();
    Spoil(random, &trail);
    lines.push_back(event.Line());
  }
  return lines;
}

CheckOptions RandomOptions(Random* random) {
  CheckOptions options;
  options.as_of = {1767225600 + 6000, 0};
  constexpr unsigned kJobs[] = {1, 2, 7};
  options.jobs = kJobs[Below(random, 3)];
  constexpr size_t kWalked[] = {1, 5, 40, 1000};
  options.walked_at_once = kWalked[Below(random, 4)];
  // Nothing, a few events, some blocks, everything.
  constexpr uint64_t kMemory[] = {0, 2000, 20000, UINT64_MAX};
  options.spill.memory = kMemory[Below(random, 4)];
  options.spill.buffers = options.spill.memory;
  options.spill.folder = testing::TempDir();
  if (Below(random, 8) == 0) options.max_violations = Below(random, 3);
  Selection& selection = options.selection;
  if (Below(random, 4) == 0) selection.agent_ids = {"a", "z1"};
  if (Below(random, 4) == 0) selection.session_ids = {"s0", "s2"};
  if (Below(random, 8) == 0) selection.labels = {{"team", "t1"}};
  if (Below(random, 4) == 0) selection.since = Instant{1767225600 + 900, 0};
  if (Below(random, 4) == 0) selection.until = Instant{1767225600 + 5000, 0};
  return options;
}

std::string EveryRule() {
  constexpr std::string_view kBodies[] = {
      "type: absence, when: {action_input.query: q1}, deny: "
      "{action_input.query: q2}",
      "type: absence, when: {action_input.query: q1}, deny: "
      "{action_input.query: q2}, within: 5m, order: before, until: "
      "{action_input.query: q3}",
      "type: sequence, when: {action_input.query: q1}, expect: "
      "{action_input.query: q3}, within: 5m",
      "type: sequence, when: {action_type: TOOL_CALL}, expect: {action_type: "
      "TOOL_RESULT}, correlate: [action_input.query], pairing: one_to_one",
      "type: sequence, when: {action_type: TOOL_RESULT}, expect: "
      "{action_type: TOOL_CALL}, order: before, correlate: [agent_id, "
      "action_input.query]",
      "type: presence, require: {action_input.query: q4}, min: 2",
      "type: presence, require: {action_input.query: q4}, when: "
      "{action_input.query: q5}",
      "type: rate, count: {action_type: TOOL_CALL}, max: 3, window: 10m",
      "type: rate, count: {action_type: TOOL_CALL}, max: 400, sum: "
      "duration_ms, calendar: hour",
      "type: pattern, for_field: action_input.query, deny_pattern: 'q[56]'",
      "type: boundary, allow_actions: [search]",
      "type: temporal, when: {action_type: TOOL_CALL}, hours: ['00:05', "
      "'01:00']",
      "type: gap, max: 200s",
      "type: ratio, count: {action_type: TOOL_CALL}, max: 0.4, min_events: 2",
      "type: limit, for_field: duration_ms, max: 450",
  };
  std::string yaml =
      "policies:\n  - name: whole\n    rules:\n"
      "      - {name: links, type: integrity}\n";
  for (const std::string_view filter : {"", "label_filter: {team: t1}, "}) {
    if (!filter.empty()) yaml += "  - name: filtered\n    rules:\n";
    size_t number = 0;
    for (const std::string_view body : kBodies) {
      for (const char* scope : {"session", "agent", "ledger"}) {
        yaml += fmt::format("      - {{name: r{}-{}, scope: {}, {}{}}}\n",
                            ++number, scope, scope, filter, body);
      }
    }
  }
  return yaml;
}

}  // namespace plog

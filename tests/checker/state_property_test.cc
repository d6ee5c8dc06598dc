// An increment is a full run: random trails, cut at random places, checked
// night after night against a check of everything.
#include <gtest/gtest.h>

#include <random>

#include "tests/checker/memory_ledger.h"
#include "tests/checker/state_fixture.h"
#include "tests/ledger/tamper_trail.h"

namespace plog {
namespace {

constexpr char kPolicies[] = R"(policies:
  - name: p
    rules:
      - {name: links, type: integrity}
      - {name: after, type: absence, when: {action_input.query: q1},
         deny: {action_input.query: q2}}
      - {name: answered, type: sequence, when: {action_input.query: q1},
         expect: {action_input.query: q3}, within: 5m}
      - {name: same, type: sequence, when: {action_type: TOOL_CALL},
         expect: {action_type: TOOL_RESULT}, correlate: [action_input.query]}
      - {name: seen, type: presence, require: {action_input.query: q4}}
      - {name: few, type: rate, per: agent, count: {action_type: TOOL_CALL},
         max: 9}
      - {name: word, type: pattern, for_field: action_input.query,
         deny_pattern: "q[56]"}
)";

using Random = std::mt19937;

size_t Below(Random* random, size_t bound) {
  return std::uniform_int_distribution<size_t>(0, bound - 1)(*random);
}

std::string SealedLine(Random* random, size_t number) {
  return fmt::format(
      R"({{"agent_id":"z{}","id":"z-{}","session_id":"s{}",)"
      R"("timestamp":"{}","action_type":"{}","action_name":"search",)"
      R"("action_input":{{"query":"q{}"}}}})",
      Below(random, 2), number, Below(random, 4),
      FormatRfc3339(
          {1767225600 + static_cast<int64_t>(Below(random, 9000)), 0}),
      Below(random, 2) == 0 ? "TOOL_CALL" : "TOOL_RESULT", Below(random, 9));
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

std::vector<std::string> RandomLines(Random* random) {
  Trail trail;
  std::vector<std::string> lines;
  const size_t count = 20 + Below(random, 150);
  const size_t agents = 1 + Below(random, 4);
  while (lines.size() < count) {
    if (Below(random, 3) == 0) {
      lines.push_back(SealedLine(random, lines.size()));
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
    event.session = fmt::format("s{}", Below(random, 4));
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
  options.jobs = 1;
  Selection& selection = options.selection;
  if (Below(random, 4) == 0) selection.agent_ids = {"a", "z1"};
  if (Below(random, 4) == 0) selection.session_ids = {"s0", "s2"};
  if (Below(random, 4) == 0) selection.since = Instant{1767225600 + 900, 0};
  if (Below(random, 4) == 0) selection.until = Instant{1767225600 + 5000, 0};
  return options;
}

void Ingest(LedgerWriter* ledger, std::span<const std::string> lines) {
  IngestOptions options;
  options.deterministic_ids = true;
  options.now = [] { return Instant(); };
  options.random_uuid = RandomUuid;
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  ASSERT_TRUE(IngestLines(ledger, views, options).has_value());
}

// One trail in several nights. How many of them were increments.
size_t Nights(uint32_t seed) {
  SCOPED_TRACE(seed);
  Random random(seed);
  const std::vector<std::string> lines = RandomLines(&random);
  const auto policies = CompileYaml(kPolicies);
  const CheckOptions full = RandomOptions(&random);
  auto ledger = LedgerWriter::OpenMemory();
  EXPECT_TRUE(ledger.has_value());
  MemoryState state;
  CheckOptions nightly = full;
  nightly.state = &state;
  size_t increments = 0;
  size_t done = 0;
  while (done < lines.size()) {
    const size_t end =
        std::min(lines.size(), done + 1 + Below(&random, lines.size() / 2));
    Ingest(ledger->get(), std::span(lines).subspan(done, end - done));
    done = end;
    const LedgerReader& reader = (*ledger)->reader();
    const Report one = MustCheck(reader, policies, nightly);
    EXPECT_EQ(ComparableJson(one),
              ComparableJson(MustCheck(reader, policies, full)));
    EXPECT_EQ(one.state->events_taken + one.state->events_hashed,
              one.audit.tree_size);
    if (one.state->incremental) ++increments;
    state.Keep();
    // What the next night begins with does not depend on the way to it.
    MemoryState direct;
    CheckOptions first = full;
    first.state = &direct;
    MustCheck(reader, policies, first);
    direct.Keep();
    EXPECT_EQ(state.bytes, direct.bytes);
  }
  return increments;
}

TEST(StateProperty, IncrementsGiveTheReportOfAFullRun) {
  size_t increments = 0;
  for (uint32_t seed = 1; seed <= 30; ++seed) increments += Nights(seed);
  EXPECT_GT(increments, 15U);  // or nothing was tested
}

}  // namespace
}  // namespace plog

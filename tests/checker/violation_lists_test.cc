// Violations that several threads build, each reading the ledger for itself.
#include <gtest/gtest.h>

#include "tests/checker/memory_ledger.h"
#include "tests/checker/state_fixture.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

class ViolationLists : public IngestFixture {
 protected:
  // Two thirds of the events are violations, and one rule has none.
  static constexpr char kPolicies[] = R"(policies:
  - name: p
    rules:
      - {name: tools, type: boundary, when: {action_type: TOOL_CALL},
         deny_actions: ["drop_*"]}
      - {name: never, type: boundary, when: {action_type: TOOL_CALL},
         deny_actions: [nothing]}
      - {name: answered, type: sequence, when: {action_type: TOOL_CALL},
         expect: {action_type: TOOL_RESULT}, correlate: [metadata.call_id]}
)";
  static constexpr int kEvents = 3000;

  void SetUp() override {
    std::string lines;
    for (int i = 0; i < kEvents; ++i) {
      lines +=
          EventLine("event " + std::to_string(i), i % 3000, "TOOL_CALL",
                    i % 3 == 0 ? "drop_table" : "search",
                    R"("metadata":{"call_id":")" + std::to_string(i) + "\"}") +
          "\n";
    }
    IngestText(lines);
  }
};

TEST_F(ViolationLists, AreTheSameOnEveryNumberOfThreads) {
  const auto reader = LedgerReader::Open(db_);
  ASSERT_TRUE(reader);
  const auto policies = CompileYaml(kPolicies);
  CheckOptions options;
  options.as_of = {1770000000, 0};
  options.jobs = 1;
  const Report alone = MustCheck(**reader, policies, options);
  ASSERT_EQ(alone.results.at(0).violations.size(), kEvents + kEvents / 3);
  for (const Violation& violation : alone.results[0].violations) {
    EXPECT_FALSE(violation.fingerprint.empty());
  }
  for (const unsigned jobs : {2U, 7U}) {
    options.jobs = jobs;
    EXPECT_EQ(ComparableJson(MustCheck(**reader, policies, options)),
              ComparableJson(alone))
        << jobs << " threads";
  }
}

}  // namespace
}  // namespace plog

// Decisions in the trail: altered ones are found, each by the rule for it.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/crypto/sha256.h"
#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

// A payment that was held, approved and made, as gateway and agent record it.
struct Payment {
  std::string digest = "sha256:" + std::string(64, 'a');
  std::string arguments_hash =
      "sha256:" + ToHex(Sha256Of(R"({"amount":900,"to":"ACME"})"));
  std::string approved_at = "2026-02-01T10:05:00Z";
  std::string executed = R"({"amount":900,"to":"ACME"})";
  std::string approval = "approved";
  std::string reviewer = "j.doe";

  std::string Lines() const {
    std::string lines = fmt::format(
        R"({{"id":"ask","timestamp":"2026-02-01T10:00:00Z",)"
        R"("agent_id":"gateway","session_id":"s",)"
        R"("action_type":"POLICY_DECISION","action_name":"pay","metadata":)"
        R"({{"call_id":"c","outcome":"require_approval","policy_digest":"{}",)"
        R"("expires_at":"2026-02-01T10:30:00Z"}}}})",
        digest);
    lines += fmt::format(
        "\n"
        R"({{"id":"decide","timestamp":"{}","agent_id":"gateway",)"
        R"("session_id":"s","action_type":"POLICY_DECISION",)"
        R"("action_name":"pay","metadata":{{"call_id":"c","outcome":"{}",)"
        R"("reviewer":"{}","arguments_hash":"{}"}}}})",
        approved_at, approval, reviewer, arguments_hash);
    lines += fmt::format(
        "\n"
        R"({{"id":"call","timestamp":"2026-02-01T11:00:00Z","agent_id":"a",)"
        R"("session_id":"s","action_type":"TOOL_CALL","action_name":"pay",)"
        R"("action_input":{},"metadata":{{"call_id":"c"}}}})",
        executed);
    return lines +
           "\n"
           R"({"id":"result","timestamp":"2026-02-01T11:00:01Z",)"
           R"("agent_id":"a","session_id":"s","action_type":"TOOL_RESULT",)"
           R"("action_name":"pay","action_status":"success",)"
           R"("metadata":{"call_id":"c"}})"
           "\n";
  }
};

ProcessResult Judge(const Payment& payment, const Workbench& bench,
                    const std::vector<std::string>& more = {}) {
  bench.Write("t.jsonl", payment.Lines());
  EXPECT_EQ(0, bench.Plog({"ingest", "t.jsonl"}).status);
  std::vector<std::string> arguments = {"policy", "check", "--format", "text"};
  if (more.empty()) {
    arguments.insert(arguments.end(), {"--pack", "enforcement"});
  } else {
    arguments.insert(arguments.end(), more.begin(), more.end());
  }
  return bench.Plog(arguments);
}

TEST(EnforcementPack, AnOrderlyPaymentPasses) {
  const Workbench bench;
  const auto run = Judge({}, bench);
  EXPECT_EQ(0, run.status) << run.out << run.err;
}

struct Tampering {
  std::string rule;
  void (*alter)(Payment*);
};

class Tampered : public testing::TestWithParam<Tampering> {};

TEST_P(Tampered, IsFound) {
  const Workbench bench;
  Payment payment;
  GetParam().alter(&payment);
  const auto run = Judge(payment, bench);
  EXPECT_EQ(1, run.status) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("FAIL  " + GetParam().rule + ": 1 violation"));
}

INSTANTIATE_TEST_SUITE_P(
    Payment, Tampered,
    testing::Values(
        Tampering{
            "executed-arguments-are-the-approved",
            [](Payment* p) { p->executed = R"({"amount":9000,"to":"ACME"})"; }},
        Tampering{"executed-arguments-are-the-approved",
                  [](Payment* p) {
                    p->arguments_hash = "sha256:" + std::string(64, '0');
                  }},
        Tampering{"no-approval-after-timeout",
                  [](Payment* p) { p->approved_at = "2026-02-01T10:30:01Z"; }},
        Tampering{"nothing-executed-before-approval",
                  [](Payment* p) { p->approved_at = "2026-02-01T11:00:02Z"; }},
        Tampering{"nothing-executed-after-deny",
                  [](Payment* p) { p->approval = "rejected"; }},
        Tampering{"decision-names-its-policy",
                  [](Payment* p) { p->digest = "v7"; }},
        Tampering{"approval-names-its-reviewer",
                  [](Payment* p) { p->reviewer = ""; }}));

TEST(EnforcementPack, ADecisionOfAPolicyThatIsNotGivenIsFound) {
  const Workbench bench;
  const std::string policy =
      "version: \"1\"\ndefault: deny\ntools: {pay: {rules: []}}\n";
  bench.Write("p.yaml", policy);
  const auto foreign = Judge({}, bench, {"-f", "p.yaml"});
  EXPECT_THAT(foreign.out, HasSubstr("is of no file given"));
  const Workbench other;
  other.Write("p.yaml", policy);
  Payment payment;
  payment.digest = "sha256:" + ToHex(Sha256Of(policy));
  const auto own = Judge(payment, other, {"-f", "p.yaml"});
  EXPECT_EQ(0, own.status) << own.out << own.err;
}

}  // namespace
}  // namespace plog

// The shipped packs compile without a hint, say what they prove, map to
// controls, and their embedded tests pass and see every rule both ways.

#include <gtest/gtest.h>

#include "checker/testing/policy_tests.h"

namespace plog {
namespace {

PolicySet Compile(std::vector<PolicySource> sources) {
  Diagnostics diagnostics;
  PolicySet set = CompilePolicies(std::move(sources), &diagnostics);
  for (const Diagnostic& one : diagnostics.Sorted()) {
    ADD_FAILURE() << FormatDiagnostic(one, "");
  }
  return set;
}

class Pack : public testing::TestWithParam<std::string> {};

void ExpectTestsPass(const std::string& pack, const SpillOptions& spill) {
  const auto source = PolicyPackSource(pack);
  ASSERT_TRUE(source.has_value());
  const auto report = RunPolicyTests(Compile({*source}), spill);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_FALSE(report->outcomes.empty());
  for (const TestOutcome& outcome : report->outcomes) {
    EXPECT_TRUE(outcome.passed()) << outcome.name;
    for (const auto& one : outcome.missing) ADD_FAILURE() << "missing " << one;
    for (const auto& one : outcome.unexpected) ADD_FAILURE() << one;
  }
  for (const RuleCoverage& rule : report->coverage) {
    EXPECT_TRUE(rule.violated) << rule.rule << " was never seen violated";
    EXPECT_TRUE(rule.satisfied) << rule.rule << " was never seen satisfied";
  }
}

TEST_P(Pack, PassesItsTestsWithEveryRuleViolatedAndSatisfied) {
  ExpectTestsPass(GetParam(), {});
}

TEST_P(Pack, PassesItsTestsWithoutMemory) {
  ExpectTestsPass(GetParam(), {0, 0, testing::TempDir()});
}

TEST_P(Pack, SaysOfEveryRuleWhatItProvesAndCannotProve) {
  for (const Policy& policy :
       Compile({*PolicyPackSource(GetParam())}).policies) {
    EXPECT_FALSE(policy.description.empty()) << policy.name;
    for (const Rule& rule : policy.rules) {
      EXPECT_FALSE(rule.controls.empty()) << rule.name;
      // "The same for …" refers to the rule above it.
      EXPECT_TRUE(rule.description.starts_with("Proves ") ||
                  rule.description.starts_with("The same "))
          << rule.name << ": " << rule.description;
      EXPECT_NE(std::string::npos, rule.description.find("Cannot "))
          << rule.name << ": " << rule.description;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, Pack, testing::ValuesIn(PolicyPackNames()),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(Packs, AreThoseOfTheManual) {
  EXPECT_EQ(
      (std::vector<std::string>{"agent-safety", "enforcement",
                                "eu-ai-act-art12", "owasp-agentic", "soc2"}),
      PolicyPackNames());
  EXPECT_FALSE(PolicyPackSource("builtin").has_value());
  EXPECT_FALSE(PolicyPackSource("").has_value());
}

TEST(Packs, CanRunTogetherWithTheBuiltInPolicies) {
  std::vector<PolicySource> sources = {BuiltinPolicySource()};
  for (const std::string& name : PolicyPackNames()) {
    sources.push_back(*PolicyPackSource(name));
  }
  EXPECT_GT(Compile(std::move(sources)).policies.size(), 20U);
}

TEST(Packs, RateEveryOwaspRuleByTheStrengthOfItsEvidence) {
  const PolicySet set = Compile({*PolicyPackSource("owasp-agentic")});
  EXPECT_EQ(10U, set.policies.size());
  for (const Policy& policy : set.policies) {
    for (const Rule& rule : policy.rules) {
      ASSERT_EQ(1U, rule.tags.size()) << rule.name;
      EXPECT_TRUE(rule.tags[0] == "evidence:direct" ||
                  rule.tags[0] == "evidence:indirect" ||
                  rule.tags[0] == "evidence:weak")
          << rule.name;
    }
  }
}

}  // namespace
}  // namespace plog

// Every file of testdata/lint gets exactly the hints that its comments announce
// (annotated_policy.h); its other rules show what gets none.

#include "rules/policy/lint.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/rules/annotated_policy.h"

namespace plog {
namespace {

Diagnostics Lint(std::vector<PolicySource> sources) {
  Diagnostics diagnostics;
  const PolicySet set = CompilePolicies(std::move(sources), &diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  if (!diagnostics.has_errors()) LintPolicies(set, &diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << "a hint is not an error";
  return diagnostics;
}

TEST(Lint, EveryHintStandsWhereTheFileSaysAndNowhereElse) {
  std::set<std::string> seen;
  for (const AnnotatedPolicy& file : AnnotatedPolicies("lint")) {
    const Diagnosed diagnosed =
        PlacesOf(Lint({{"lint.yaml", file.text}}), file.text);
    EXPECT_EQ(file.announced, diagnosed.places) << file.name << "\n"
                                                << diagnosed.formatted;
    for (const std::string& place : diagnosed.places) {
      seen.insert(place.substr(place.find(' ') + 1));
    }
  }
  for (const DiagnosticCode& row : DiagnosticCodes()) {
    if (row.error) continue;
    EXPECT_TRUE(seen.contains(std::string(row.code)))
        << row.code << " has no example";
  }
}

TEST(Lint, ContradictionsAreFoundAcrossFiles) {
  const std::string head = "policies:\n  - name: ";
  const std::string rules =
      "\n    rules:\n      - {name: r, type: limit, "
      "for_field: duration_ms, ";
  const auto hints = Lint({{"a.yaml", head + "a" + rules + "min: 5}\n"},
                           {"b.yaml", head + "b" + rules + "max: 4}\n"}})
                         .Sorted();
  ASSERT_EQ(1U, hints.size());
  EXPECT_EQ("contradiction", hints[0].code);
  EXPECT_EQ("b.yaml", hints[0].file);
  EXPECT_NE(std::string::npos, hints[0].message.find("a.yaml:4"));
}

TEST(Lint, TheShippedPoliciesGiveNoHint) {
  std::vector<PolicySource> sources = {BuiltinPolicySource()};
  for (const std::string& name : PolicyPackNames()) {
    sources.push_back(*PolicyPackSource(name));
  }
  for (const Diagnostic& one : Lint(std::move(sources)).Sorted()) {
    ADD_FAILURE() << FormatDiagnostic(one, "");
  }
}

}  // namespace
}  // namespace plog

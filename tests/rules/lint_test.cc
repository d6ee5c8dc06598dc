// Every file of testdata/lint says in its comments which hints it must get, and
// no others: `#! COLUMN CODE; COLUMN CODE` for the line it stands on. A field
// whose value is a mapping or a rule without that field may be placed anywhere
// on the line.

#include "rules/policy/lint.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace plog {
namespace {

using Places = std::vector<std::string>;

std::string ReadWhole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Places Announced(const std::string& text) {
  Places places;
  std::istringstream lines(text);
  std::string line;
  for (size_t number = 1; std::getline(lines, line); ++number) {
    const size_t at = line.find("#! ");
    if (at == std::string::npos) continue;
    std::istringstream rest(line.substr(at + 3));
    std::string column;
    std::string code;
    while (rest >> column >> code) {
      if (code.back() == ';') code.pop_back();
      places.push_back(fmt::format("{}:{} {}", number, column, code));
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

Diagnostics Lint(std::vector<PolicySource> sources) {
  Diagnostics diagnostics;
  const PolicySet set = CompilePolicies(std::move(sources), &diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  if (!diagnostics.has_errors()) LintPolicies(set, &diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << "a hint is not an error";
  return diagnostics;
}

TEST(Lint, EveryHintStandsWhereTheFileSaysAndNowhereElse) {
  std::set<std::string_view> seen;
  for (const auto& entry :
       std::filesystem::directory_iterator(PLOG_SOURCE_DIR "/testdata/lint")) {
    const std::string text = ReadWhole(entry.path());
    Places places;
    std::string formatted;
    for (const Diagnostic& d : Lint({{"lint.yaml", text}}).Sorted()) {
      seen.insert(d.code);
      places.push_back(
          fmt::format("{}:{} {}", d.place.line, d.place.column, d.code));
      formatted += FormatDiagnostic(d, text);
    }
    std::sort(places.begin(), places.end());
    EXPECT_EQ(places, Announced(text)) << entry.path() << "\n" << formatted;
  }
  for (const char* code :
       {"never-fires", "always-fires", "matches-empty", "contradiction",
        "deny-equals-when", "unreachable-until", "unused-label",
        "never-holds"}) {
    EXPECT_TRUE(seen.contains(code)) << code << " has no example";
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

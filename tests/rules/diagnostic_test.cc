#include "rules/diagnostics/diagnostic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "rules/policy/policy.h"
#include "tests/rules/rules_testing.h"

namespace plog {
namespace {

// Messages are an interface: whole, caret included.
struct Example {
  std::string_view source;
  std::string_view printed;
};
constexpr Example kExamples[] = {
    {"policies:\n- name: p\n  rules:\n"
     "  - {name: r, type: gap, max: 3600}\n",
     "p.yaml:4:31: error: `max` needs a unit [bad-duration]\n"
     "    4 |   - {name: r, type: gap, max: 3600}\n"
     "      |                               ^~~~\n"
     "      = did you mean \"3600s\"?\n"},
    {"policies:\n- name: p\n  rules:\n"
     "  - {name: é, type: pattern, for_field: output, deny_pattern: 'x'}\n",
     "p.yaml:4:41: error: events have no field `output` [unknown-field]\n"
     "    4 |   - {name: é, type: pattern, for_field: output, deny_pattern: "
     "'x'}\n"
     "      |                                         ^~~~~~\n"
     "      = did you mean `action_output`?\n"},
    {"policies:\n- name: \"a\\d\"\n",
     "p.yaml:2:11: error: `\\d` is no escape of a double-quoted text "
     "[bad-escape]\n"
     "    2 | - name: \"a\\d\"\n"
     "      |           ^~\n"
     "      = use single quotes ('\\d'), or write `\\\\d`\n"},
    {"policies:\n- name: p\n  rules:\n"
     "  - {name: r, type: presence, require: {action_name: {matches: "
     "'a(?=b)'}}}\n",
     "p.yaml:4:66: error: `matches` of `action_name`: invalid perl operator: "
     "(?= [bad-regex]\n"
     "    4 | …name: r, type: presence, require: {action_name: {matches: "
     "'a(?=b)'}}}\n"
     "      |                                                              "
     "^~~\n"
     "      = RE2 has no look-ahead; match more, or use two rules\n"},
};

TEST(FormatDiagnostic, PrintsPlaceLineCaretAndHint) {
  for (const Example& example : kExamples) {
    Diagnostics diagnostics;
    CompilePolicies({{"p.yaml", std::string(example.source)}}, &diagnostics);
    EXPECT_EQ(Printed(diagnostics, example.source), example.printed);
  }
}

TEST(FormatDiagnostic, HostileTextCannotReachTheTerminal) {
  const std::string source = "a\xE2\x80\xAE: \t\xC2\x9Bx\n";
  const std::string printed = FormatDiagnostic(
      {"unknown-key", "f\x1b.yaml", {1, 6, 1}, "m\n\x1b[2J", "h\r"}, source);
  for (const char c : printed) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  }
  EXPECT_EQ(printed.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_EQ(printed.find("\xC2\x9B"), std::string::npos);
}

TEST(Diagnostics, SortByFileThenPlaceAndHintsAreNoErrors) {
  Diagnostics diagnostics;
  diagnostics.Add({"never-holds", "b", {9, 1, 1}, "1", ""});
  EXPECT_FALSE(diagnostics.has_errors());
  diagnostics.Add({"unknown-key", "a", {1, 1, 1}, "2", ""});
  diagnostics.Add({"unknown-key", "b", {2, 7, 1}, "3", ""});
  diagnostics.Add({"unknown-key", "b", {2, 3, 1}, "4", ""});
  EXPECT_EQ(diagnostics.errors(), 3U);
  std::string order;
  for (const Diagnostic& d : diagnostics.Sorted()) order += d.message;
  EXPECT_EQ(order, "4312");
}

TEST(DiagnosticCodes, AreUnique) {
  std::set<std::string_view> codes;
  for (const DiagnosticCode& row : DiagnosticCodes()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.code;
    EXPECT_TRUE(row.meaning.ends_with('.')) << row.code;
  }
}

}  // namespace
}  // namespace plog

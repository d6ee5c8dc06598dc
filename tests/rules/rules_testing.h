#ifndef PLOG_TESTS_RULES_RULES_TESTING_H_
#define PLOG_TESTS_RULES_RULES_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "ledger/event/line_parser.h"
#include "rules/matcher/matcher_parser.h"
#include "rules/policy/policy.h"
#include "rules/yaml/yaml_reader.h"

namespace plog {

// All diagnostics as they are printed, for messages of failed tests.
inline std::string Printed(const Diagnostics& diagnostics,
                           std::string_view source) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.Sorted()) {
    out += FormatDiagnostic(diagnostic, source);
  }
  return out;
}

// The matcher that `yaml` stands for; a failed test if it has mistakes.
inline Matcher MatcherOf(std::string_view yaml) {
  Diagnostics diagnostics;
  const SourceText source("matcher.yaml", yaml, &diagnostics);
  auto matcher = ParseMatcher(source, ReadYaml(source), "the matcher");
  EXPECT_FALSE(diagnostics.has_errors()) << Printed(diagnostics, yaml);
  return matcher.value_or(Matcher());
}

// An event with `members` (JSON members, comma-separated) beside its agent_id.
inline EventContent EventOf(std::string_view members) {
  std::string line = R"({"agent_id":"a")";
  if (!members.empty()) line.append(",").append(members);
  line += "}";
  ParsedEvent parsed;
  const auto reject = EventLineParser().Parse(line, &parsed);
  EXPECT_FALSE(reject) << line << ": " << reject->message;
  return std::move(parsed.event);
}

}  // namespace plog

#endif  // PLOG_TESTS_RULES_RULES_TESTING_H_

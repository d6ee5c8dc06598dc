// Every file of testdata/bad-policies gets exactly the diagnostics that its
// comments announce (annotated_policy.h), all of them in one run. What no
// readable file shows is written here.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "rules/policy/policy.h"
#include "tests/rules/annotated_policy.h"

namespace plog {
namespace {

Diagnostics Compile(const std::string& text) {
  Diagnostics diagnostics;
  CompilePolicies({{"bad.yaml", text}}, &diagnostics);
  return diagnostics;
}

std::string Repeated(size_t count, const std::string& text) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

struct Unprintable {
  std::string code;
  std::string text;
};

std::vector<Unprintable> UnprintableFiles() {
  return {
      {"file-too-large", std::string((size_t{1} << 20) + 1, '#')},
      {"invalid-utf8", "policies: \xff\n"},
      {"too-many-nodes", "policies: [" + Repeated(300000, "1,") + "]\n"},
      {"too-many-predicates",
       "version: \"1\"\ntools:\n  a:\n    rules:\n" +
           Repeated(40,
                    "      - {name: n, conditions: [{path: args.q, op: exists,"
                    " value: true}]}\n")},
  };
}

TEST(BadPolicies, EveryMistakeIsFoundAtItsPlaceInOneRun) {
  const auto files = AnnotatedPolicies("bad-policies");
  for (const AnnotatedPolicy& file : files) {
    const Diagnosed diagnosed = PlacesOf(Compile(file.text), file.text);
    EXPECT_EQ(file.announced, diagnosed.places) << file.name << "\n"
                                                << diagnosed.formatted;
  }
  EXPECT_GT(files.size(), 10U);
}

TEST(BadPolicies, WhatNoReadableFileShowsIsFoundToo) {
  for (const Unprintable& file : UnprintableFiles()) {
    const auto found = Compile(file.text).Sorted();
    EXPECT_TRUE(!found.empty() && found.front().code == file.code)
        << file.code << " but "
        << (found.empty() ? "nothing" : found.front().message);
  }
}

TEST(BadPolicies, EveryErrorHasAnExample) {
  // Those of mappings are shown by mapping_test.cc.
  std::set<std::string> shown = {"bad-pointer", "bad-time-format"};
  for (const Unprintable& file : UnprintableFiles()) shown.insert(file.code);
  for (const AnnotatedPolicy& file : AnnotatedPolicies("bad-policies")) {
    for (const std::string& place : file.announced) {
      shown.insert(place.substr(place.find(' ') + 1));
    }
  }
  for (const DiagnosticCode& row : DiagnosticCodes()) {
    if (!row.error) continue;
    EXPECT_TRUE(shown.contains(std::string(row.code))) << row.code;
  }
}

}  // namespace
}  // namespace plog

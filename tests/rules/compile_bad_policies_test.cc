// Every file of testdata/bad-policies says in its comments which diagnostics it
// must get, all of them in one run: `#! COLUMN CODE; COLUMN CODE` for the line
// it stands on, `#!@ LINE:COLUMN CODE` for any place.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rules/policy/policy.h"

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
    const size_t at = line.find("#!");
    if (at == std::string::npos) continue;
    const bool anywhere = line.substr(at).starts_with("#!@ ");
    std::istringstream rest(line.substr(at + (anywhere ? 4 : 3)));
    std::string column;
    std::string code;
    while (rest >> column >> code) {
      if (code.back() == ';') code.pop_back();
      places.push_back(anywhere
                           ? fmt::format("{} {}", column, code)
                           : fmt::format("{}:{} {}", number, column, code));
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

Places Diagnosed(const std::string& text, std::string* formatted) {
  Diagnostics diagnostics;
  CompilePolicies({{"bad.yaml", text}}, &diagnostics);
  Places places;
  for (const Diagnostic& d : diagnostics.Sorted()) {
    places.push_back(
        fmt::format("{}:{} {}", d.place.line, d.place.column, d.code));
    *formatted += FormatDiagnostic(d, text);
  }
  std::sort(places.begin(), places.end());
  return places;
}

TEST(BadPolicies, EveryMistakeIsFoundAtItsPlaceInOneRun) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(
           PLOG_SOURCE_DIR "/testdata/bad-policies")) {
    const std::string text = ReadWhole(entry.path());
    std::string formatted;
    const Places diagnosed = Diagnosed(text, &formatted);
    EXPECT_EQ(diagnosed, Announced(text)) << entry.path() << "\n" << formatted;
    ++files;
  }
  EXPECT_GT(files, 10U);
}

}  // namespace
}  // namespace plog

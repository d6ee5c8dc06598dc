#include "tests/rules/annotated_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace plog {
namespace {

std::string ReadWhole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> Announced(const std::string& text) {
  std::vector<std::string> places;
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

}  // namespace

std::vector<AnnotatedPolicy> AnnotatedPolicies(const std::string& folder) {
  std::vector<AnnotatedPolicy> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           PLOG_SOURCE_DIR "/testdata/" + folder)) {
    std::string text = ReadWhole(entry.path());
    std::vector<std::string> announced = Announced(text);
    files.push_back({entry.path().filename().string(), std::move(text),
                     std::move(announced)});
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

Diagnosed PlacesOf(const Diagnostics& diagnostics, const std::string& text) {
  Diagnosed diagnosed;
  for (const Diagnostic& d : diagnostics.Sorted()) {
    diagnosed.places.push_back(
        fmt::format("{}:{} {}", d.place.line, d.place.column, d.code));
    diagnosed.formatted += FormatDiagnostic(d, text);
  }
  std::sort(diagnosed.places.begin(), diagnosed.places.end());
  return diagnosed;
}

}  // namespace plog

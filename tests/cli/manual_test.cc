// The manual names every command and every option, and no others.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "cli/command.h"
#include "cli/help.h"
#include "rules/diagnostics/diagnostic.h"
#include "tests/cli/process.h"

namespace plog {
namespace {

std::string Manual() {
  return ReadFile(std::string(PLOG_SOURCE_DIR) + "/man/plog.1");
}

// The text from the heading of a section to the next one.
std::string Section(const std::string& manual, const std::string& heading) {
  const size_t begin = manual.find("\n" + heading + "\n");
  if (begin == std::string::npos) return "";
  const size_t end = manual.find("\n.S", begin + heading.size());
  return manual.substr(begin, end - begin);
}

// "--format" is written "Fl Fl format".
std::set<std::string> OptionsNamed(const std::string& text) {
  static const std::regex item("\\.It .*Fl Fl ([a-z-]+)");
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), item), end; it != end;
       ++it) {
    names.insert("--" + (*it)[1].str());
  }
  return names;
}

std::set<std::string> LongNames(const OptionSet& options) {
  std::set<std::string> names;
  for (const auto& option : options.options()) {
    if (!option.operand()) names.insert(option.long_name());
  }
  return names;
}

TEST(Manual, HasASectionForEveryCommandWithExactlyItsOptions) {
  const std::string manual = Manual();
  for (const CommandRow& row : CommandTable()) {
    const std::string section =
        Section(manual, ".Ss plog " + std::string(row.path));
    ASSERT_NE("", section) << row.path;
    OptionSet own;
    row.make()->Declare(&own);
    EXPECT_EQ(LongNames(own), OptionsNamed(section)) << row.path;
  }
}

TEST(Manual, NamesExactlyTheCommonOptions) {
  OptionSet common;
  CommonOptions values;
  values.Declare(&common);
  EXPECT_EQ(LongNames(common),
            OptionsNamed(Section(Manual(), ".Sh COMMON OPTIONS")));
}

TEST(Manual, ExplainsEveryDiagnosticAsTheTableDoes) {
  static const std::regex item("\\.It Cm ([a-z0-9-]+)\n([^.]*\\.)\n");
  const std::string section = Section(Manual(), ".Sh DIAGNOSTICS");
  std::map<std::string, std::string> explained;
  for (std::sregex_iterator it(section.begin(), section.end(), item), end;
       it != end; ++it) {
    explained[(*it)[1]] =
        std::regex_replace((*it)[2].str(), std::regex("\n"), " ");
  }
  for (const DiagnosticCode& row : DiagnosticCodes()) {
    EXPECT_EQ(row.meaning, explained[std::string(row.code)]) << row.code;
  }
  EXPECT_EQ(DiagnosticCodes().size(), explained.size());
}

TEST(Help, OnDiagnosticsNamesEveryCode) {
  const ProcessResult run = RunBinary({"help", "diagnostics"});
  ASSERT_EQ(0, run.status);
  for (const DiagnosticCode& row : DiagnosticCodes()) {
    EXPECT_NE(std::string::npos, run.out.find(fmt::format("\n  {} ", row.code)))
        << row.code;
  }
}

TEST(Manual, DescribesNoCommandThatDoesNotExist) {
  static const std::regex heading("\n\\.Ss plog ([^\n]*)");
  const std::string manual = Manual();
  for (std::sregex_iterator it(manual.begin(), manual.end(), heading), end;
       it != end; ++it) {
    bool known = false;
    for (const CommandRow& row : CommandTable())
      known |= row.path == (*it)[1].str();
    EXPECT_TRUE(known) << (*it)[1];
  }
}

}  // namespace
}  // namespace plog

// Settings and options are one vocabulary.

#include "cli/configuration.h"

#include <gtest/gtest.h>

#include <set>

#include "cli/command.h"
#include "cli/help.h"

namespace plog {
namespace {

std::set<std::string> AllOptions() {
  std::set<std::string> names;
  for (const CommandRow& row : CommandTable()) {
    const auto command = row.make();
    CommonOptions common;
    const OptionSet options = DeclaredOptions(command.get(), &common);
    for (const auto& option : options.options()) {
      names.insert(option.long_name());
    }
  }
  return names;
}

TEST(Configuration, EverySettingIsAnOptionOfSomeCommand) {
  const std::set<std::string> options = AllOptions();
  for (const Setting& setting : Settings()) {
    EXPECT_EQ(1U, options.count("--" + std::string(setting.name)))
        << setting.name;
  }
}

TEST(Configuration, VariableIsTheNameInCapitals) {
  for (const Setting& setting : Settings()) {
    std::string variable = "PLOG_";
    for (const char c : setting.name) {
      variable += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
    }
    EXPECT_EQ(variable, setting.variable);
  }
}

// A key in a file must not be able to choose what a signature is checked with.
TEST(Configuration, TrustAnchorsCannotBeConfigured) {
  for (const Setting& setting : Settings()) {
    for (const char* anchor : {"verifier-key", "key", "origin", "ca"}) {
      EXPECT_NE(anchor, setting.name);
    }
  }
}

}  // namespace
}  // namespace plog

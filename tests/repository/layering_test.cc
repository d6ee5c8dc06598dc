// The folders are layers, and third-party libraries stay where they are hidden.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace plog {
namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;    // "rules/policy/policy.cc", from the root
  std::string target;  // "ledger/base/text.h" or "re2/re2.h"
  bool quoted = false;
};

std::vector<Include> Includes(const std::string& folder) {
  static const std::regex pattern("^#include ([\"<])([^\">]+)[\">]");
  std::vector<Include> found;
  const fs::path root(PLOG_SOURCE_DIR);
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    std::ifstream stream(entry.path());
    for (std::string line; std::getline(stream, line);) {
      std::smatch match;
      if (!std::regex_search(line, match, pattern)) continue;
      found.push_back({fs::relative(entry.path(), root).string(), match[2],
                       match[1] == "\""});
    }
  }
  return found;
}

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"ledger", {"ledger"}},
    {"rules", {"rules", "ledger"}},
    {"checker", {"checker", "rules", "ledger"}},
    {"cli", {"cli", "checker", "rules", "ledger"}},
};

TEST(Layering, NoFolderIncludesOneAboveIt) {
  for (const auto& [folder, allowed] : kMayInclude) {
    const auto includes = Includes(folder);
    EXPECT_FALSE(includes.empty()) << folder;
    for (const Include& include : includes) {
      if (!include.quoted) continue;
      const std::string top =
          include.target.substr(0, include.target.find('/'));
      EXPECT_TRUE(allowed.count(top) == 1)
          << include.file << " includes " << include.target;
    }
  }
}

struct Library {
  std::string prefix;  // of the header
  std::string folder;  // the only one that may see it
};
const std::vector<Library> kLibraries = {
    {"sqlite3", "ledger"}, {"SQLiteCpp", "ledger"}, {"simdjson", "ledger"},
    {"openssl", "ledger"}, {"archive", "ledger"},   {"yaml-cpp", "rules"},
    {"re2/", "rules"},     {"date/", "rules"},      {"CLI/", "cli"},
};

TEST(Layering, ThirdPartyHeadersStayInTheFolderThatHidesThem) {
  for (const auto& [folder, allowed] : kMayInclude) {
    for (const Include& include : Includes(folder)) {
      if (include.quoted) continue;
      for (const Library& library : kLibraries) {
        if (include.target.rfind(library.prefix, 0) != 0) continue;
        EXPECT_EQ(library.folder, folder)
            << include.file << " includes " << include.target;
      }
    }
  }
}

// A header that other folders include names no third-party type. A header that
// only its own folder includes is private and may.
TEST(Layering, PublicHeadersNameNoThirdPartyHeader) {
  std::set<std::string> shared;
  for (const auto& [folder, allowed] : kMayInclude) {
    for (const Include& include : Includes(folder)) {
      const bool foreign = include.target.rfind(folder + "/", 0) != 0;
      if (include.quoted && foreign) shared.insert(include.target);
    }
  }
  EXPECT_GT(shared.size(), 10U);
  for (const auto& [folder, allowed] : kMayInclude) {
    for (const Include& include : Includes(folder)) {
      if (include.quoted || shared.count(include.file) == 0) continue;
      // Standard headers have no extension and no folder.
      const bool standard =
          include.target.find_first_of("./") == std::string::npos;
      EXPECT_TRUE(standard || include.target == "tl/expected.hpp")
          << include.file << " includes " << include.target;
    }
  }
}

TEST(Layering, OnlyTheFixedFoldersAreAtTheTop) {
  const std::set<std::string> fixed = {"cli", "checker", "rules", "ledger",
                                       "builtin-policies", "man", "tests",
                                       "testdata", ".ci", ".github",
                                       // Not part of the repository.
                                       ".git", "build", ".cache"};
  for (const auto& entry : fs::directory_iterator(PLOG_SOURCE_DIR)) {
    if (!entry.is_directory()) continue;
    const std::string name = entry.path().filename();
    EXPECT_TRUE(fixed.count(name) == 1) << name;
  }
}

}  // namespace
}  // namespace plog

// Transcripts of sessions with the program, compared word for word. A file of
// tests/cli/golden is a list of
//
//   $ COMMAND          run by sh in a folder that holds a copy of golden/files
//     its stdout       after two spaces
//   ! its stderr
//   [STATUS]
//
// and of comments (#). PLOG_UPDATE_GOLDEN=1 writes what the program says now.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/cli/process.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = fs::path(PLOG_SOURCE_DIR) / "tests/cli/golden";

std::vector<std::string> Transcripts() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    if (entry.path().extension() != ".txt") continue;
    names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Replaced(std::string text, const std::string& what,
                     const std::string& by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos;) {
    text.replace(at, what.size(), by);
    at += by.size();
  }
  return text;
}

std::string Prefixed(const std::string& text, const std::string& prefix) {
  std::string out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    out += prefix + line + '\n';
  }
  return out;
}

class Session {
 public:
  Session() {
    fs::copy(kGolden / "files", folder_.path(), fs::copy_options::recursive);
  }

  // The transcript of one command.
  std::string Run(const std::string& command) const {
    const ProcessResult run = RunShell(
        command, {.directory = folder_.path(),
                  .environment = {{"SOURCE_DATE_EPOCH", "1770422400"},
                                  {"TESTDATA", PLOG_SOURCE_DIR "/testdata"},
                                  {"LC_ALL", "C.UTF-8"},
                                  {"HOME", folder_.path()}},
                  .input = ""});
    return "$ " + command + '\n' + Prefixed(Stable(run.out), "  ") +
           Prefixed(Stable(run.err), "! ") + '[' + std::to_string(run.status) +
           "]\n";
  }

 private:
  std::string Stable(const std::string& text) const {
    return Replaced(Replaced(text, folder_.path(), "$WORK"),
                    PLOG_SOURCE_DIR "/testdata", "$TESTDATA");
  }

  TemporaryFolder folder_;
};

// The commands and comments of `transcript` with what the program says now.
std::string Replay(const std::string& transcript) {
  const Session session;
  std::string out;
  std::istringstream lines(transcript);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("$ ", 0) == 0) {
      out += session.Run(line.substr(2));
    } else if (line.empty() || line[0] == '#') {
      out += line + '\n';
    }
  }
  return out;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, SessionIsAsRecorded) {
  const fs::path path = kGolden / (GetParam() + ".txt");
  const std::string recorded = ReadFile(path);
  const std::string replayed = Replay(recorded);
  ASSERT_NE(std::string::npos, replayed.find("\n["));
  if (std::getenv("PLOG_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << replayed;
    return;
  }
  EXPECT_EQ(recorded, replayed);
}

INSTANTIATE_TEST_SUITE_P(Cli, Golden, testing::ValuesIn(Transcripts()),
                         [](const auto& test) {
                           return Replaced(test.param, "-", "_");
                         });

}  // namespace
}  // namespace plog

#include "tests/cli/process.h"

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace plog {
namespace {

std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "plog-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::Write(const std::string& name,
                                   const std::string& text) const {
  const std::string path = path_ + "/" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

ProcessResult RunShell(const std::string& line, const ProcessOptions& options) {
  const TemporaryFolder streams;
  const std::string in = streams.Write("in", options.input);
  const std::string directory =
      options.directory.empty() ? streams.path() : options.directory;
  const std::string binaries =
      std::filesystem::path(PLOG_BINARY).parent_path().string();
  std::string command = "cd " + Quoted(directory) +
                        " && env -i HOME=" + Quoted(streams.path()) +
                        " PATH=" + Quoted(binaries + ":/usr/bin:/bin");
  for (const auto& [name, value] : options.environment) {
    command += " " + name + "=" + Quoted(value);
  }
  command += " sh -c " + Quoted(line) + " <" + Quoted(in) + " >" +
             Quoted(streams.path() + "/out") + " 2>" +
             Quoted(streams.path() + "/err");
  const int raw = std::system(command.c_str());
  ProcessResult result;
  result.status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
  result.out = ReadFile(streams.path() + "/out");
  result.err = ReadFile(streams.path() + "/err");
  return result;
}

ProcessResult RunBinary(const std::vector<std::string>& arguments,
                        const ProcessOptions& options) {
  std::string line = "exec " + Quoted(PLOG_BINARY);
  for (const std::string& word : arguments) line += " " + Quoted(word);
  return RunShell(line, options);
}

}  // namespace plog

#ifndef PLOG_TESTS_CLI_PROCESS_H_
#define PLOG_TESTS_CLI_PROCESS_H_

#include <map>
#include <string>
#include <vector>

namespace plog {

// One run of the built binary, as a user would run it.
struct ProcessResult {
  int status = -1;
  std::string out;
  std::string err;
};

struct ProcessOptions {
  std::string directory;                           // to run in
  std::map<std::string, std::string> environment;  // added to a bare one
  std::string input;                               // its stdin
};

ProcessResult RunBinary(const std::vector<std::string>& arguments,
                        const ProcessOptions& options = {});

// A line for sh, with `plog` in its PATH.
ProcessResult RunShell(const std::string& line,
                       const ProcessOptions& options = {});

// A folder that vanishes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string Write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

std::string ReadFile(const std::string& path);

}  // namespace plog

#endif  // PLOG_TESTS_CLI_PROCESS_H_

#ifndef PLOG_TESTS_CLI_WORKBENCH_H_
#define PLOG_TESTS_CLI_WORKBENCH_H_

#include <string>
#include <vector>

#include "tests/cli/process.h"

namespace plog {

// A folder with a ledger, to run plog in.
class Workbench {
 public:
  Workbench() : folder_() {}

  std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  std::string Read(const std::string& name) const {
    return ReadFile(path(name));
  }
  std::string Write(const std::string& name, const std::string& text) const {
    return folder_.Write(name, text);
  }

  // Runs in the folder, on the ledger "ledger.db" unless the arguments name
  // another, as of a fixed day.
  ProcessResult Plog(const std::vector<std::string>& arguments,
                     const std::string& input = {}) const;

  // Seals tool calls of agent `a` in session `s`, one second apart, with the
  // ids e-1, e-2, …, into the ledger.
  void Ingest(const std::vector<std::string>& tools,
              const std::string& ledger = "ledger.db") const;

 private:
  TemporaryFolder folder_;
};

// A policy file, "no-delete/deny": no tool delete_*.
extern const char* const kNoDelete;

}  // namespace plog

#endif  // PLOG_TESTS_CLI_WORKBENCH_H_

#ifndef PLOG_CLI_STATE_FILE_H_
#define PLOG_CLI_STATE_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/check.h"
#include "checker/state/state_store.h"
#include "cli/console.h"
#include "cli/option_set.h"
#include "cli/output.h"
#include "ledger/base/file_descriptor.h"
#include "ledger/base/result.h"

namespace plog {

// `--state FILE` and `--full`: the file that a check goes on from, readable for
// its owner only: it names sessions and holds digests of what agents wrote.
// What a run adds to it lies behind its end until Keep says that it counts; a
// new state replaces it in Keep, whole or not at all.
class StateFile final : public StateStore {
 public:
  StateFile() = default;
  ~StateFile() override;
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;

  void Declare(OptionSet* options);
  // Refuses a file that is one of `inputs`, or no regular file.
  Status Prepare(const std::vector<std::string>& inputs, CheckOptions* check);
  std::vector<std::string> inputs() const;  // the file
  // Makes the new state count, after all else was written, and says what came
  // of it.
  Status Keep(const Report& report, Console* console);

  Result<std::optional<uint64_t>> Open() override;
  Result<size_t> ReadAt(uint64_t offset, char* to, size_t size) override;
  void Begin() override;
  bool Continue(uint64_t size) override;
  void Write(std::string_view bytes) override;
  void Discard() override;
  void Seal(uint64_t offset, std::string_view bytes) override;

 private:
  void Close();
  Status WriteAdded(uint64_t offset, std::string_view bytes);
  Status Commit();

  std::optional<std::string> path_;
  bool full_ = false;
  struct Opened {
    uint64_t size = 0;
    int64_t seconds = 0;  // of its last change
    int64_t nanos = 0;
  };

  int fd_ = -1;  // of the old state
  Opened opened_;
  std::optional<AtomicFile> next_;  // a new one, or
  FileDescriptor added_;            // what is added to the old one
  uint64_t added_at_ = 0;
  uint64_t seal_at_ = 0;
  std::string seal_;
  Status written_;
};

}  // namespace plog

#endif  // PLOG_CLI_STATE_FILE_H_

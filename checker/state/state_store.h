#ifndef PLOG_CHECKER_STATE_STATE_STORE_H_
#define PLOG_CHECKER_STATE_STATE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/base/result.h"

namespace plog {

// Where the state of a check is kept from one run to the next. The new one
// takes the old one's place when the caller says so, not before.
class StateStore {
 public:
  virtual ~StateStore() = default;

  // Bytes of the old state, from which Read then begins; nullopt if there is
  // none.
  virtual Result<std::optional<uint64_t>> Open() = 0;
  // Fills the front of [to, to + size); 0 at the end.
  virtual Result<size_t> Read(char* to, size_t size) = 0;

  // Begins the new state, without what was written before. A failure is the
  // store's to remember and the caller's to ask for: the check goes on.
  virtual void Begin() = 0;
  virtual void Write(std::string_view bytes) = 0;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_STORE_H_

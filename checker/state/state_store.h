#ifndef PLOG_CHECKER_STATE_STATE_STORE_H_
#define PLOG_CHECKER_STATE_STATE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/base/result.h"

namespace plog {

// Where the state of a check is kept from one run to the next. The new one
// takes the old one's place when the caller says so, not before: until then
// the old one can be read, whatever was written.
//
// A failure to write is the store's to remember and the caller's to ask for:
// the check goes on.
class StateStore {
 public:
  virtual ~StateStore() = default;

  // Bytes of the old state; nullopt if there is none.
  virtual Result<std::optional<uint64_t>> Open() = 0;
  // Fills the front of [to, to + size) with the old state's bytes from there
  // on; 0 at the end. Is called on several threads at once.
  virtual Result<size_t> ReadAt(uint64_t offset, char* to, size_t size) = 0;

  // Begins a new state, without what was written before.
  virtual void Begin() = 0;
  // The same, but the first `size` bytes are those of the old state and stay
  // where they are. False if that cannot be: then Begin.
  virtual bool Continue(uint64_t size) = 0;
  virtual void Write(std::string_view bytes) = 0;
  // Forgets the new state, if there is one.
  virtual void Discard() = 0;
  // What replaces the bytes there, which were written before, once all others
  // are safe. At most one; a second one replaces the first.
  virtual void Seal(uint64_t offset, std::string_view bytes) = 0;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_STORE_H_

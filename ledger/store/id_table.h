#ifndef PLOG_LEDGER_STORE_ID_TABLE_H_
#define PLOG_LEDGER_STORE_ID_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/crypto/sha256.h"

namespace plog {

// 64 bits that stand for an event id: of SHA-256, so that nobody can make a
// million ids collide. 0 for the empty id, which is not findable.
uint64_t IdKey(std::string_view id, Sha256* sha);

// How event_ids holds such keys: eight bytes each, big endian.
inline constexpr size_t kIdKeyBytes = 8;
uint64_t ReadIdKey(std::string_view eight_bytes);
void AppendIdKey(uint64_t key, std::string* out);

// Which events have an id of a given 64-bit key: an open-addressing table of
// event numbers over the list of keys, about 20 bytes per event. A log in which
// every event has the same id costs no more than any other.
class IdTable {
 public:
  // Appends the key of the next event (number 1, 2, …); 0: it has no id.
  void Add(uint64_t key);
  // Numbers of the events with that key, ascending; the newest `limit`.
  std::vector<uint64_t> Find(uint64_t key, size_t limit) const;
  // Has the processor fetch what Find and Add of that key will look at. In a
  // table of millions each look is a cache miss, and they can overlap. To be
  // called in the order of the calls of these, at least kAhead calls before.
  void Prefetch(uint64_t key);
  static constexpr size_t kAhead = 16;
  uint64_t size() const { return keys_.size(); }
  const std::vector<uint64_t>& keys() const { return keys_; }

 private:
  void PrefetchKeys(uint64_t key) const;
  void Insert(uint32_t number);
  void Grow();

  std::vector<uint64_t> keys_;   // of event 1, 2, …
  std::vector<uint32_t> older_;  // the event before it with the same key, or 0
  std::vector<uint32_t> slots_;  // the newest event of a key, 0 is free
  // The last keys that were announced: their slots are being fetched.
  std::array<uint64_t, kAhead / 2> announced_{};
  size_t next_announced_ = 0;
  size_t used_ = 0;  // slots; slots_.size() is a power of two
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_ID_TABLE_H_

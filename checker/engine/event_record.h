#ifndef PLOG_CHECKER_ENGINE_EVENT_RECORD_H_
#define PLOG_CHECKER_ENGINE_EVENT_RECORD_H_

#include <array>
#include <cstdint>
#include <limits>

#include "ledger/base/instant.h"

namespace plog {

// What is kept of every event once its bytes are gone. An event's ordinal is
// its ingest index minus one.

inline constexpr uint32_t kNoSession = std::numeric_limits<uint32_t>::max();

// 32 bytes; there is one for every event of the ledger.
class EventRecord {
 public:
  // The own timestamp; after ordering, the effective time.
  Instant time() const { return {seconds_, static_cast<int32_t>(nanos_)}; }
  void SetTime(const Instant& time) {
    seconds_ = time.seconds;
    nanos_ = static_cast<uint32_t>(time.nanos) & kNanosMask;
  }

  uint64_t sequence = 0;
  uint32_t agent = 0;             // position in Facts::agents
  uint32_t session = kNoSession;  // position in Facts::sessions

 private:
  static constexpr uint32_t kNanosMask = (1U << 30) - 1;  // 0 to 999,999,999
  int64_t seconds_ = 0;
  uint32_t nanos_ : 30 = 0;

 public:
  bool has_time : 1 = false;  // had a timestamp
  bool selected : 1 = true;   // judged in this run
};
static_assert(sizeof(EventRecord) == 32);

// The front of an event's leaf hash: 128 bits, so that nobody finds two events
// that share one.
using LeafMark = std::array<uint8_t, 16>;

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_EVENT_RECORD_H_

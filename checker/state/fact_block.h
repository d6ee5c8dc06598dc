#ifndef PLOG_CHECKER_STATE_FACT_BLOCK_H_
#define PLOG_CHECKER_STATE_FACT_BLOCK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/state/saved_pass.h"

namespace plog {

// The facts of consecutive events, column by column, as they lie in memory: a
// run that goes on from a million events takes them over without looking at
// each.
//
//   u32 events
//   list of the session ids that occur here first, in their order
//   of each event, as near numbers (near_numbers.h): the sequences, the
//   seconds, the nanoseconds with two flags above them, the agents, and the
//   sessions plus one, or 0
//   id keys  u64
//   for each predicate: u8 0 and positions u32, or u8 1 and a bit per event
//   for each extractor: values, two u64 each, and their codes (KeyColumn): u8 0
//   and (position, code) u32, or u8 1 and the bytes of a CodeColumn
struct FactBlock {
  static constexpr uint32_t kMostEvents = uint32_t{1} << 14;

  // Names that no block before has.
  std::vector<std::string> sessions;
  // One more than the greatest number of a session: so many there must be, in
  // this block and those before.
  uint32_t session_end = 0;
  std::vector<EventRecord> events;
  std::vector<uint64_t> id_keys;
  std::vector<EventBits> holding;  // by predicate of the frame
  std::vector<KeyColumn> keys;     // by extractor of the frame
};

// Builds one block after the other.
class FactBlockBuilder {
 public:
  explicit FactBlockBuilder(const StateFrame& frame);

  // `answers` sorted, by the frame's numbers.
  void Add(const EventRecord& record, uint64_t id_key, const Answers& answers);
  bool full() const { return events_.size() == FactBlock::kMostEvents; }
  uint32_t events() const { return static_cast<uint32_t>(events_.size()); }
  // One more than the last session of all events that were added.
  uint32_t sessions() const { return sessions_; }
  // The bytes of the block, with the names of the sessions from `first` on.
  std::string Take(const NameTable& names, uint32_t first_session);

 private:
  void Clear();

  size_t predicates_;
  size_t extractors_;
  uint32_t sessions_ = 0;
  std::vector<EventRecord> events_;
  std::vector<uint64_t> id_keys_;
  std::vector<std::vector<uint32_t>> holding_;  // positions
  std::vector<KeyColumn> keys_;
};

// False unless the bytes are a block of as many events as the place says, of
// agents of the frame. What it gives can be used without further checks of
// ranges, whoever wrote it, if there are as many sessions as it asks for.
bool ReadFactBlock(std::string_view bytes, const StateFrame& frame,
                   uint32_t events, FactBlock* block);

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_FACT_BLOCK_H_

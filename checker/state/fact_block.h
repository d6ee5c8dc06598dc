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
//   rows     sequence u64, seconds u64, nanoseconds and two flags u32, agent
//            u32, session u32
//   id keys  u64, leaves 16 bytes
//   for each predicate: u8 0 and positions u32, or u8 1 and a bit per event
//   values   two u64, and for each extractor: u8 0 and (position, value) u32,
//            or u8 1 and for each event the value's number from 1, or 0
struct FactBlock {
  static constexpr uint32_t kMostEvents = uint32_t{1} << 14;

  // Names that no block before has.
  std::vector<std::string> sessions;
  std::vector<EventRecord> events;
  std::vector<uint64_t> id_keys;
  std::vector<LeafMark> leaves;
  std::vector<EventBits> holding;  // by predicate of the frame
  KeyColumns keys;                 // by extractor of the frame
};

// Builds one block after the other.
class FactBlockBuilder {
 public:
  explicit FactBlockBuilder(const StateFrame& frame);

  // `answers` sorted, by the frame's numbers.
  void Add(const EventRecord& record, uint64_t id_key, const LeafMark& leaf,
           const Answers& answers);
  bool full() const { return events_ == FactBlock::kMostEvents; }
  uint32_t events() const { return events_; }
  // One more than the last session of all events that were added.
  uint32_t sessions() const { return sessions_; }
  // The bytes of the block, with the names of the sessions from `first` on.
  std::string Take(const NameTable& names, uint32_t first_session);

 private:
  void Clear();

  size_t predicates_;
  size_t extractors_;
  uint32_t events_ = 0;
  uint32_t sessions_ = 0;
  std::string rows_;
  std::vector<uint64_t> id_keys_;
  std::string leaves_;
  std::vector<std::vector<uint32_t>> holding_;  // positions
  KeyColumns keys_;
};

// False unless the bytes are a block of as many events as the place says, of
// agents of the frame, and of sessions that are its own or among those
// `known_sessions` before. What it gives can be used without further checks of
// ranges, whoever wrote it.
bool ReadFactBlock(std::string_view bytes, const StateFrame& frame,
                   uint32_t events, uint64_t known_sessions, FactBlock* block);

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_FACT_BLOCK_H_

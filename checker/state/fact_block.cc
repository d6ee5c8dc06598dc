#include "checker/state/fact_block.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "checker/state/near_numbers.h"
#include "checker/state/state_bytes.h"

namespace plog {
namespace {

constexpr uint64_t kHasTime = uint64_t{1} << 30;
constexpr uint64_t kSelected = uint64_t{1} << 31;
constexpr uint8_t kSparse = 0;
constexpr uint8_t kDense = 1;

// As the parts of a record are in the block, one after the other.
using Part = uint64_t (*)(const EventRecord&);
constexpr Part kParts[] = {
    [](const EventRecord& record) { return record.sequence; },
    [](const EventRecord& record) {
      return std::bit_cast<uint64_t>(record.time().seconds);
    },
    [](const EventRecord& record) {
      return static_cast<uint64_t>(record.time().nanos) |
             (record.has_time ? kHasTime : 0) |
             (record.selected ? kSelected : 0);
    },
    [](const EventRecord& record) { return uint64_t{record.agent}; },
    [](const EventRecord& record) {
      return record.session == kNoSession ? 0 : uint64_t{record.session} + 1;
    }};

void WriteRecords(const std::vector<EventRecord>& events, StateWriter* io) {
  std::vector<uint64_t> numbers(events.size());
  for (const Part part : kParts) {
    std::transform(events.begin(), events.end(), numbers.begin(), part);
    WriteNear(numbers, io);
  }
}

std::vector<uint64_t> WordsOf(const std::vector<uint32_t>& positions,
                              size_t events) {
  std::vector<uint64_t> words((events + 63) / 64, 0);
  for (const uint32_t position : positions) {
    words[position / 64] |= uint64_t{1} << (position % 64);
  }
  return words;
}

void WriteBits(const std::vector<uint32_t>& positions, size_t events,
               StateWriter* io) {
  const bool sparse =
      positions.size() * sizeof(uint32_t) <= (events + 63) / 64 * 8;
  (*io)(sparse ? kSparse : kDense);
  if (sparse) return io->Column(positions);
  io->Column(WordsOf(positions, events));
}

void WriteKeys(const KeyColumn& column, StateWriter* io) {
  std::vector<uint64_t> halves;
  for (const KeyColumn::Value& value : column.values()) {
    halves.push_back(value.high);
    halves.push_back(value.low);
  }
  io->Column(halves);
  const CodeColumn& codes = column.codes();
  std::vector<uint32_t> pairs;
  for (uint32_t i = 0; i < codes.size(); ++i) {
    if (codes.At(i) == 0) continue;
    pairs.push_back(i);
    pairs.push_back(codes.At(i));
  }
  const bool sparse = pairs.size() * sizeof(uint32_t) <= codes.bytes().size();
  (*io)(sparse ? kSparse : kDense);
  if (sparse) return io->Column(pairs);
  io->Bytes(codes.bytes());
}

class BlockReader {
 public:
  BlockReader(std::string_view bytes, const StateFrame& frame, FactBlock* block)
      : io_(bytes), frame_(frame), block_(*block) {}

  bool Read(uint32_t events) {
    uint32_t count = 0;
    io_(count);
    io_.Require(count == events && count <= FactBlock::kMostEvents);
    io_.List(block_.sessions, [this](std::string& name) { io_(name); });
    if (!io_.ok()) return false;
    ReadRecords(count);
    block_.id_keys.resize(count);
    io_.Raw(reinterpret_cast<char*>(block_.id_keys.data()), count * 8U);
    block_.holding.clear();
    for (size_t i = 0; i < frame_.predicates.size() && io_.ok(); ++i) {
      block_.holding.emplace_back(ReadBits(count));
    }
    block_.keys.clear();
    for (size_t i = 0; i < frame_.extractors.size() && io_.ok(); ++i) {
      block_.keys.push_back(ReadKeys(count));
    }
    return io_.Finish();
  }

 private:
  // Each part of the records, and then whether they can be used.
  void ReadRecords(uint32_t count) {
    std::vector<EventRecord>& events = block_.events;
    events.resize(count);
    std::vector<Instant> times(count);
    bool fine = true;
    ReadNear(count, &io_, [&](size_t i, uint64_t sequence) {
      events[i].sequence = sequence;
    });
    ReadNear(count, &io_, [&](size_t i, uint64_t seconds) {
      times[i].seconds = std::bit_cast<int64_t>(seconds);
    });
    ReadNear(count, &io_, [&](size_t i, uint64_t nanos) {
      times[i].nanos = static_cast<int32_t>(nanos & (kHasTime - 1));
      fine = fine && nanos <= UINT32_MAX && CanBeWritten(times[i]);
      events[i].SetTime(times[i]);
      events[i].has_time = (nanos & kHasTime) != 0;
      events[i].selected = (nanos & kSelected) != 0;
    });
    ReadNear(count, &io_, [&](size_t i, uint64_t agent) {
      fine = fine && agent < frame_.agents.size();
      events[i].agent = static_cast<uint32_t>(agent);
    });
    uint64_t session_end = 0;
    ReadNear(count, &io_, [&](size_t i, uint64_t session) {
      session_end = std::max(session_end, session);
      events[i].session = static_cast<uint32_t>(session) - 1;
    });
    fine = fine && session_end < kNoSession;
    block_.session_end = static_cast<uint32_t>(session_end);
    io_.Require(fine);
  }

  std::vector<uint64_t> ReadBits(uint32_t count) {
    uint8_t form = 0;
    io_(form);
    if (form == kSparse) {
      std::vector<uint32_t> positions;
      io_.Column(positions);
      for (const uint32_t position : positions) io_.Require(position < count);
      if (!io_.ok() || positions.empty()) return {};
      return WordsOf(positions, count);
    }
    io_.Require(form == kDense);
    std::vector<uint64_t> words;
    io_.Column(words);
    io_.Require(words.size() == (count + 63) / 64);
    if (io_.ok() && count % 64 != 0) {
      io_.Require(words.back() >> (count % 64) == 0);
    }
    return words;
  }

  KeyColumn ReadKeys(uint32_t count) {
    std::vector<uint64_t> halves;
    io_.Column(halves);
    io_.Require(halves.size() % 2 == 0);
    std::vector<KeyColumn::Value> values(halves.size() / 2);
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] = {halves[2 * i], halves[2 * i + 1]};
    }
    CodeColumn codes = ReadCodes(count, values.size());
    io_.Require(codes.size() <= count && codes.Largest() <= values.size());
    if (!io_.ok()) return {};
    return {std::move(codes), std::move(values)};
  }

  CodeColumn ReadCodes(uint32_t count, size_t values) {
    uint8_t form = 0;
    io_(form);
    if (form == kDense) {
      std::string bytes;
      io_.Bytes(bytes);
      const size_t width = CodeColumn::WidthFor(values);
      io_.Require(bytes.size() % width == 0);
      return io_.ok() ? CodeColumn(bytes, width) : CodeColumn();
    }
    io_.Require(form == kSparse);
    std::vector<uint32_t> pairs;
    io_.Column(pairs);
    io_.Require(pairs.size() % 2 == 0);
    CodeColumn codes;
    for (size_t i = 0; i + 1 < pairs.size() && io_.ok(); i += 2) {
      io_.Require(pairs[i] < count);
      if (io_.ok()) codes.Put(pairs[i], pairs[i + 1]);
    }
    return codes;
  }

  StateReader io_;
  const StateFrame& frame_;
  FactBlock& block_;
};

}  // namespace

FactBlockBuilder::FactBlockBuilder(const StateFrame& frame)
    : predicates_(frame.predicates.size()),
      extractors_(frame.extractors.size()) {
  Clear();
}

void FactBlockBuilder::Clear() {
  events_.clear();
  id_keys_.clear();
  holding_.assign(predicates_, {});
  keys_.assign(extractors_, {});
}

void FactBlockBuilder::Add(const EventRecord& record, uint64_t id_key,
                           const Answers& answers) {
  const uint32_t position = events();
  if (record.session != kNoSession) {
    sessions_ = std::max(sessions_, record.session + 1);
  }
  events_.push_back(record);
  id_keys_.push_back(id_key);
  for (const uint32_t predicate : answers.holding) {
    holding_[predicate].push_back(position);
  }
  for (const TakenKey& key : answers.keys) {
    keys_[key.extractor].Put(position, key.value);
  }
}

std::string FactBlockBuilder::Take(const NameTable& names,
                                   uint32_t first_session) {
  std::string bytes;
  StateWriter io(&bytes);
  io(events());
  std::vector<std::string> sessions;
  for (uint32_t i = first_session; i < sessions_; ++i) {
    sessions.emplace_back(names[i]);
  }
  io.List(sessions, [&io](const std::string& name) { io(name); });
  WriteRecords(events_, &io);
  io.Raw(reinterpret_cast<const char*>(id_keys_.data()), id_keys_.size() * 8);
  for (const auto& positions : holding_) WriteBits(positions, events(), &io);
  for (const KeyColumn& column : keys_) WriteKeys(column, &io);
  Clear();
  return bytes;
}

bool ReadFactBlock(std::string_view bytes, const StateFrame& frame,
                   uint32_t events, FactBlock* block) {
  return BlockReader(bytes, frame, block).Read(events);
}

}  // namespace plog

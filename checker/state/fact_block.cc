#include "checker/state/fact_block.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "checker/state/state_bytes.h"

namespace plog {
namespace {

constexpr size_t kRowBytes = 28;
constexpr uint32_t kHasTime = 1U << 30;
constexpr uint32_t kSelected = 1U << 31;
constexpr uint8_t kSparse = 0;
constexpr uint8_t kDense = 1;

void AppendRow(const EventRecord& record, std::string* rows) {
  char row[kRowBytes];
  const Instant time = record.time();
  PutLittleEndian(record.sequence, row);
  PutLittleEndian(std::bit_cast<uint64_t>(time.seconds), row + 8);
  PutLittleEndian(static_cast<uint32_t>(time.nanos) |
                      (record.has_time ? kHasTime : 0) |
                      (record.selected ? kSelected : 0),
                  row + 16);
  PutLittleEndian(record.agent, row + 20);
  PutLittleEndian(record.session, row + 24);
  rows->append(row, sizeof(row));
}

EventRecord RecordOf(const char* row, bool* writable) {
  EventRecord record;
  record.sequence = GetLittleEndian<uint64_t>(row);
  const auto nanos = GetLittleEndian<uint32_t>(row + 16);
  const Instant time{std::bit_cast<int64_t>(GetLittleEndian<uint64_t>(row + 8)),
                     static_cast<int32_t>(nanos & ~(kHasTime | kSelected))};
  *writable = CanBeWritten(time);
  record.SetTime(time);
  record.has_time = (nanos & kHasTime) != 0;
  record.selected = (nanos & kSelected) != 0;
  record.agent = GetLittleEndian<uint32_t>(row + 20);
  record.session = GetLittleEndian<uint32_t>(row + 24);
  return record;
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

void WriteKeys(const KeyColumns::Column& column, StateWriter* io) {
  std::vector<uint32_t> pairs;
  for (uint32_t i = 0; i < column.size(); ++i) {
    if (column[i] == 0) continue;
    pairs.push_back(i);
    pairs.push_back(column[i]);
  }
  const bool sparse = pairs.size() <= column.size();
  (*io)(sparse ? kSparse : kDense);
  io->Column(sparse ? pairs : column);
}

class BlockReader {
 public:
  BlockReader(std::string_view bytes, const StateFrame& frame, FactBlock* block)
      : io_(bytes), frame_(frame), block_(*block) {}

  bool Read(uint32_t events, uint64_t known_sessions) {
    uint32_t count = 0;
    io_(count);
    io_.Require(count == events && count <= FactBlock::kMostEvents);
    io_.List(block_.sessions, [this](std::string& name) { io_(name); });
    if (!io_.ok()) return false;
    ReadRows(count, known_sessions + block_.sessions.size());
    block_.id_keys.resize(count);
    io_.Raw(reinterpret_cast<char*>(block_.id_keys.data()), count * 8U);
    block_.leaves.resize(count);
    io_.Raw(reinterpret_cast<char*>(block_.leaves.data()),
            count * sizeof(LeafMark));
    block_.holding.clear();
    for (size_t i = 0; i < frame_.predicates.size() && io_.ok(); ++i) {
      block_.holding.emplace_back(ReadBits(count));
    }
    ReadKeys(count);
    return io_.Finish();
  }

 private:
  void ReadRows(uint32_t count, uint64_t sessions) {
    const std::string_view rows = io_.Take(uint64_t{count} * kRowBytes);
    if (!io_.ok()) return;
    block_.events.clear();
    block_.events.reserve(count);
    bool fine = true;
    for (uint32_t i = 0; i < count; ++i) {
      bool writable = false;
      const EventRecord record =
          RecordOf(rows.data() + size_t{i} * kRowBytes, &writable);
      fine = fine && writable && record.agent < frame_.agents.size() &&
             (record.session < sessions || record.session == kNoSession);
      block_.events.push_back(record);
    }
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

  void ReadKeys(uint32_t count) {
    std::vector<uint64_t> halves;
    io_.Column(halves);
    io_.Require(halves.size() % 2 == 0);
    if (!io_.ok()) return;
    std::vector<KeyColumns::Value> values(halves.size() / 2);
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] = {halves[2 * i], halves[2 * i + 1]};
    }
    std::vector<KeyColumns::Column> columns;
    for (size_t i = 0; i < frame_.extractors.size() && io_.ok(); ++i) {
      columns.push_back(ReadColumn(count, values.size()));
    }
    block_.keys = KeyColumns(std::move(columns), std::move(values));
  }

  KeyColumns::Column ReadColumn(uint32_t count, size_t values) {
    uint8_t form = 0;
    io_(form);
    io_.Require(form == kSparse || form == kDense);
    std::vector<uint32_t> numbers;
    io_.Column(numbers);
    KeyColumns::Column column;
    if (form == kSparse) {
      io_.Require(numbers.size() % 2 == 0);
      for (size_t i = 0; i + 1 < numbers.size() && io_.ok(); i += 2) {
        io_.Require(numbers[i] < count);
        if (!io_.ok()) return {};
        if (numbers[i] >= column.size()) column.resize(size_t{numbers[i]} + 1);
        column[numbers[i]] = numbers[i + 1];
      }
    } else {
      column = std::move(numbers);
    }
    const bool fine =
        column.size() <= count &&
        std::all_of(column.begin(), column.end(),
                    [values](uint32_t number) { return number <= values; });
    io_.Require(fine);
    return fine ? column : KeyColumns::Column();
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
  events_ = 0;
  rows_.clear();
  id_keys_.clear();
  leaves_.clear();
  holding_.assign(predicates_, {});
  keys_ = {};
  keys_.SetExtractors(extractors_);
}

void FactBlockBuilder::Add(const EventRecord& record, uint64_t id_key,
                           const LeafMark& leaf, const Answers& answers) {
  if (record.session != kNoSession) {
    sessions_ = std::max(sessions_, record.session + 1);
  }
  AppendRow(record, &rows_);
  id_keys_.push_back(id_key);
  leaves_.append(reinterpret_cast<const char*>(leaf.data()), leaf.size());
  for (const uint32_t predicate : answers.holding) {
    holding_[predicate].push_back(events_);
  }
  for (const TakenKey& key : answers.keys) {
    keys_.Put(key.extractor, events_, key.value);
  }
  ++events_;
}

std::string FactBlockBuilder::Take(const NameTable& names,
                                   uint32_t first_session) {
  std::string bytes;
  StateWriter io(&bytes);
  io(events_);
  std::vector<std::string> sessions;
  for (uint32_t i = first_session; i < sessions_; ++i) {
    sessions.emplace_back(names[i]);
  }
  io.List(sessions, [&io](const std::string& name) { io(name); });
  bytes += rows_;
  io.Raw(reinterpret_cast<const char*>(id_keys_.data()), id_keys_.size() * 8);
  bytes += leaves_;
  for (const auto& positions : holding_) WriteBits(positions, events_, &io);
  std::vector<uint64_t> halves;
  for (const KeyColumns::Value& value : keys_.values()) {
    halves.push_back(value.high);
    halves.push_back(value.low);
  }
  io.Column(halves);
  for (const auto& column : keys_.columns()) WriteKeys(column, &io);
  Clear();
  return bytes;
}

bool ReadFactBlock(std::string_view bytes, const StateFrame& frame,
                   uint32_t events, uint64_t known_sessions, FactBlock* block) {
  return BlockReader(bytes, frame, block).Read(events, known_sessions);
}

}  // namespace plog

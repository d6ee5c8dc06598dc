#include "checker/engine/effective_times.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/spill/big_endian.h"
#include "checker/spill/row_sorter.h"

namespace plog {
namespace {

// Carries the effective time along one chain.
class ChainClock {
 public:
  void Advance(EventRecord* record) {
    if (record->has_time && (!started_ || record->time() > time_)) {
      time_ = record->time();
    }
    started_ = true;
    record->SetTime(time_);
  }

 private:
  bool started_ = false;
  Instant time_;  // 1970-01-01T00:00:00Z until the chain has a timestamp
};

// Agents some of whose events did not come in chain order.
class ChainOrder {
 public:
  explicit ChainOrder(size_t agents)
      : irregular_(agents, false), last_(agents, 0) {}

  void Add(const EventRecord& record) {
    uint64_t& last = last_[record.agent];
    if (record.sequence < last) {
      irregular_[record.agent] = true;
      any_irregular_ = true;
    }
    last = std::max(last, record.sequence);
  }
  const std::vector<bool>& irregular() const { return irregular_; }
  bool any_irregular() const { return any_irregular_; }

 private:
  std::vector<bool> irregular_;
  bool any_irregular_ = false;
  std::vector<uint64_t> last_;
};

// What the run says of the events once they have their times.
class TimedEvents {
 public:
  TimedEvents(const Selection& selection, Facts* facts)
      : since_(selection.since.value_or(kFirst)),
        until_(selection.until),
        facts_(*facts) {}

  void Add(EventRecord* record, uint32_t ordinal) {
    const Instant time = record->time();
    if (time < since_ || (until_ && time >= *until_)) record->selected = false;
    if (time < first_) first_ = time;
    if (last_ < time) last_ = time;
    if (!record->selected) return;
    ++selected_;
    if (facts_.log) facts_.selected.Add(ordinal);
  }

  // After the last event.
  void Finish() {
    facts_.selected_count = selected_;
    if (last_ < first_) return;  // there was none
    facts_.first_time = first_;
    facts_.last_time = last_;
  }

 private:
  static constexpr Instant kFirst{INT64_MIN, 0};
  static constexpr Instant kLast{INT64_MAX, 0};

  Instant since_;
  std::optional<Instant> until_;
  Instant first_ = kLast;
  Instant last_ = kFirst;
  uint64_t selected_ = 0;
  Facts& facts_;
};

void SetIrregular(Facts* facts, const std::vector<bool>& irregular) {
  std::vector<uint32_t> chain;
  for (uint32_t i = 0; i < facts->events.size(); ++i) {
    if (irregular[facts->events[i].agent]) chain.push_back(i);
  }
  std::sort(chain.begin(), chain.end(), [facts](uint32_t a, uint32_t b) {
    const EventRecord& x = facts->events[a];
    const EventRecord& y = facts->events[b];
    return std::tie(x.agent, x.sequence, a) < std::tie(y.agent, y.sequence, b);
  });
  ChainClock clock;
  for (size_t i = 0; i < chain.size(); ++i) {
    EventRecord& record = facts->events[chain[i]];
    const bool new_chain =
        i == 0 || facts->events[chain[i - 1]].agent != record.agent;
    if (new_chain) clock = ChainClock();
    clock.Advance(&record);
  }
}

void SetInMemory(Facts* facts, const Selection& selection) {
  ChainOrder order(facts->agents.size());
  for (const EventRecord& record : facts->events) order.Add(record);
  facts->in_chain_order = !order.any_irregular();
  if (order.any_irregular()) SetIrregular(facts, order.irregular());
  std::vector<ChainClock> clocks(facts->agents.size());
  TimedEvents timed(selection, facts);
  for (uint32_t i = 0; i < facts->events.size(); ++i) {
    EventRecord& record = facts->events[i];
    if (!order.irregular()[record.agent]) clocks[record.agent].Advance(&record);
    timed.Add(&record, i);
  }
  timed.Finish();
}

// A record in a row, behind its key.
std::string RowOf(std::string key, const EventRecord& record) {
  return key.append(reinterpret_cast<const char*>(&record), sizeof(record));
}
EventRecord RecordOf(std::string_view row, size_t key_bytes) {
  EventRecord record;
  std::memcpy(&record, row.data() + key_bytes, sizeof(record));
  return record;
}

constexpr size_t kChainKey = 16;   // agent, sequence, ordinal
constexpr size_t kOrdinalKey = 4;  // ordinal
constexpr size_t kReadBuffer = size_t{1} << 16;

Result<SortedRows> SortByChain(const FactLog& log,
                               const std::vector<bool>& irregular,
                               const SpillOptions& options) {
  RowSorter sorter(kChainKey, options);
  FactLog::Cursor event(log, false, false);
  while (event.Next()) {
    const EventRecord& record = event.record();
    if (!irregular[record.agent]) continue;
    std::string key;
    AppendBigEndian(record.agent, &key);
    AppendBigEndian(record.sequence, &key);
    AppendBigEndian(event.ordinal(), &key);
    sorter.Add(RowOf(std::move(key), record));
  }
  return sorter.Finish();
}

// The records of irregular chains with their effective times, by ordinal.
Result<SortedRows> TimeIrregular(const FactLog& log,
                                 const std::vector<bool>& irregular,
                                 const SpillOptions& options) {
  const auto chains = SortByChain(log, irregular, options);
  if (!chains) return tl::make_unexpected(chains.error());
  RowSorter sorter(kOrdinalKey, options);
  FileReader rows = chains->Read(kReadBuffer);
  std::string_view row;
  std::optional<uint32_t> agent;
  ChainClock clock;
  while (TakeRow(&rows, &row)) {
    EventRecord record = RecordOf(row, kChainKey);
    if (agent != record.agent) clock = ChainClock();
    agent = record.agent;
    clock.Advance(&record);
    sorter.Add(RowOf(
        std::string(row.substr(kChainKey - kOrdinalKey, kOrdinalKey)), record));
  }
  if (!rows.status()) return tl::make_unexpected(rows.status().error());
  return sorter.Finish();
}

Status SetInLog(Facts* facts, const CheckOptions& options) {
  FactLog& log = *facts->log;
  ChainOrder order(facts->agents.size());
  for (FactLog::Cursor event(log, false, false); event.Next();) {
    order.Add(event.record());
  }
  facts->in_chain_order = !order.any_irregular();
  const std::vector<bool>& irregular = order.irregular();
  const auto timed = TimeIrregular(log, irregular, options.spill);
  if (!timed) return tl::make_unexpected(timed.error());
  FileReader rows = timed->Read(kReadBuffer);
  std::vector<ChainClock> clocks(facts->agents.size());
  TimedEvents events(options.selection, facts);
  log.ChangeRecords([&](EventRecord* record, uint32_t ordinal) {
    std::string_view row;
    if (!irregular[record->agent]) {
      clocks[record->agent].Advance(record);
    } else if (TakeRow(&rows, &row)) {
      *record = RecordOf(row, kOrdinalKey);
    }
    events.Add(record, ordinal);
  });
  events.Finish();
  return rows.status() ? log.status() : rows.status();
}

}  // namespace

Status SetEffectiveTimes(Facts* facts, const CheckOptions& options) {
  facts->first_time.reset();
  facts->last_time.reset();
  facts->selected_count = 0;
  if (facts->log) return SetInLog(facts, options);
  SetInMemory(facts, options.selection);
  return {};
}

}  // namespace plog

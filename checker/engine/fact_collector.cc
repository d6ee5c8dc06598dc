#include "checker/engine/fact_collector.h"

#include <algorithm>
#include <utility>

#include "checker/state/fact_block.h"
#include "checker/state/state_basis.h"

namespace plog {
namespace {

// The largest index of a damaged ledger may be anything.
constexpr uint64_t kMostReserved = uint64_t{1} << 24;
// Grouping will need that much for every event (ScopeGroups).
constexpr uint64_t kGroupingBytes = 8;

}  // namespace

FactCollector::FactCollector(const Plan& plan, const SpillOptions& options,
                             bool keep_leaves, uint64_t expected, Facts* facts)
    : options_(options),
      keep_leaves_(keep_leaves),
      expected_(static_cast<size_t>(std::min(
          {expected, options.memory / sizeof(EventRecord), kMostReserved}))),
      facts_(*facts) {
  facts_.holding.resize(plan.predicates().size());
  facts_.keys.SetExtractors(plan.extractors().size());
  facts_.events.reserve(expected_);
  if (keep_leaves) facts_.leaves.reserve(expected_);
}

void FactCollector::Add(const EventRecord& record, const LeafMark* leaf,
                        Answers* answers) {
  if (facts_.log) {
    answers->Sort();
    facts_.log->Append(record, keep_leaves_ ? leaf : nullptr, *answers);
    return;
  }
  const auto ordinal = static_cast<uint32_t>(facts_.events.size());
  facts_.events.push_back(record);
  if (keep_leaves_) facts_.leaves.push_back(*leaf);
  for (const uint32_t predicate : answers->holding) {
    facts_.holding[predicate].Add(ordinal);
  }
  for (const TakenKey& key : answers->keys) {
    facts_.keys.Put(key.extractor, ordinal, key.value);
  }
}

void FactCollector::Add(const FactBlock& block, const PlanFit& fit) {
  if (facts_.log) {
    Answers translated;
    ForEachAnswers(block, [&](uint32_t i, const Answers& answers) {
      translated = answers;
      fit.Translate(&translated);
      Add(block.events[i], &block.leaves[i], &translated);
    });
    return;
  }
  const auto at = static_cast<uint32_t>(facts_.events.size());
  // As if all blocks were like the first, but no more than a value per event.
  if (at == 0 && !block.events.empty()) {
    const size_t blocks = expected_ / block.events.size() + 1;
    const size_t values = block.keys.values().size();
    facts_.keys.Expect(
        expected_,
        std::min(expected_, values < expected_ ? values * blocks : values));
  }
  facts_.events.insert(facts_.events.end(), block.events.begin(),
                       block.events.end());
  if (keep_leaves_) {
    facts_.leaves.insert(facts_.leaves.end(), block.leaves.begin(),
                         block.leaves.end());
  }
  for (size_t i = 0; i < block.holding.size(); ++i) {
    const uint32_t predicate = fit.predicates()[i];
    if (predicate == PlanFit::kNone) continue;
    facts_.holding[predicate].Append(at, block.holding[i]);
  }
  facts_.keys.Append(at, block.keys, fit.extractors());
}

uint64_t FactCollector::MemoryUsed() const {
  uint64_t bytes =
      facts_.events.size() * (sizeof(EventRecord) + kGroupingBytes) +
      facts_.leaves.capacity() * sizeof(LeafMark) + facts_.keys.bytes();
  for (const EventBits& bits : facts_.holding) {
    bytes += bits.words().capacity() * sizeof(uint64_t);
  }
  return bytes;
}

Status FactCollector::Settle() {
  if (facts_.log) return facts_.log->status();
  return MemoryUsed() > options_.memory ? Spill() : Status();
}

Status FactCollector::Spill() {
  auto log = FactLog::Create(options_, facts_.holding.size(),
                             facts_.keys.columns().size(), keep_leaves_);
  if (!log) return tl::make_unexpected(log.error());
  ForEachAnswers(facts_, [&](uint32_t ordinal, const Answers& answers) {
    (*log)->Append(facts_.events[ordinal],
                   keep_leaves_ ? &facts_.leaves[ordinal] : nullptr, answers);
  });
  facts_.events = {};
  facts_.leaves = {};
  facts_.holding = {};
  facts_.keys = {};
  facts_.log = std::move(*log);
  return facts_.log->status();
}

Status FactCollector::Close() {
  if (!facts_.log) {
    facts_.keys.StopAdding();
    return {};
  }
  facts_.log->Close();
  return facts_.log->status();
}

}  // namespace plog

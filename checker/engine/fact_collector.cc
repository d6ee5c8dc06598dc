#include "checker/engine/fact_collector.h"

#include <algorithm>
#include <utility>

#include "checker/state/fact_block.h"
#include "checker/state/state_basis.h"
#include "ledger/base/huge_pages.h"

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
  facts_.keys.resize(plan.extractors().size());
  for (KeyColumn& column : facts_.keys) column.Expect(expected_);
  ReserveToFill(expected_, &facts_.events);
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
    facts_.keys[key.extractor].Put(ordinal, key.value);
  }
}

void FactCollector::Add(const FactBlock& block, const PlanFit& fit) {
  facts_.first_leaf += static_cast<uint32_t>(block.events.size());
  if (facts_.log) {
    Answers translated;
    ForEachAnswers(block, [&](uint32_t i, const Answers& answers) {
      translated = answers;
      fit.Translate(&translated);
      translated.Sort();
      facts_.log->Append(block.events[i], nullptr, translated);
    });
    return;
  }
  const auto at = static_cast<uint32_t>(facts_.events.size());
  facts_.events.insert(facts_.events.end(), block.events.begin(),
                       block.events.end());
  for (size_t i = 0; i < block.holding.size(); ++i) {
    const uint32_t predicate = fit.predicates()[i];
    if (predicate == PlanFit::kNone) continue;
    facts_.holding[predicate].Append(at, block.holding[i]);
  }
  for (size_t i = 0; i < block.keys.size(); ++i) {
    const uint32_t extractor = fit.extractors()[i];
    if (extractor == PlanFit::kNone) continue;
    facts_.keys[extractor].Append(at, block.keys[i]);
  }
}

uint64_t FactCollector::MemoryUsed() const {
  uint64_t bytes =
      facts_.events.size() * (sizeof(EventRecord) + kGroupingBytes) +
      facts_.leaves.size() * sizeof(LeafMark);
  for (const KeyColumn& column : facts_.keys) bytes += column.bytes();
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
                             facts_.keys.size(), keep_leaves_);
  if (!log) return tl::make_unexpected(log.error());
  ForEachAnswers(facts_, [&](uint32_t ordinal, const Answers& answers) {
    const bool has_leaf = keep_leaves_ && ordinal >= facts_.first_leaf;
    (*log)->Append(
        facts_.events[ordinal],
        has_leaf ? &facts_.leaves[ordinal - facts_.first_leaf] : nullptr,
        answers);
  });
  // Assigning {} would keep the memory.
  facts_.events = std::vector<EventRecord>();
  facts_.leaves = std::vector<LeafMark>();
  facts_.holding = std::vector<EventBits>();
  facts_.keys = std::vector<KeyColumn>();
  facts_.log = std::move(*log);
  return facts_.log->status();
}

Status FactCollector::Close() {
  if (!facts_.log) {
    for (KeyColumn& column : facts_.keys) column.StopAdding();
    return {};
  }
  facts_.log->Close();
  return facts_.log->status();
}

}  // namespace plog

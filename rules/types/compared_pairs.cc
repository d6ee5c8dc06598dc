#include "rules/types/compared_pairs.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "rules/types/order.h"

namespace plog {
namespace {

constexpr uint32_t kX = 1U << 0;
constexpr uint32_t kY = 1U << 1;
constexpr uint32_t kUntil = 1U << 2;

using Entry = CorrelatedSet::Entry;
using Values = Comparisons::Values;

// Events of one side with the values they are compared by.
class ComparedSet {
 public:
  explicit ComparedSet(size_t pairs) : set_(pairs) {}

  void Clear() {
    set_.Clear();
    values_.clear();
  }
  void Add(const CorrelationKey& key, const Entry& entry, Values values) {
    set_.Add(key, entry);
    values_.emplace(entry.order, std::move(values));
  }
  // Those that agree with `query`, oldest first.
  std::vector<Entry> Agreeing(const CorrelationKey& query) {
    std::vector<Entry> all;
    set_.Sift(query, [&](const Entry& entry) {
      all.push_back(entry);
      return false;
    });
    std::sort(all.begin(), all.end(),
              [](const Entry& a, const Entry& b) { return a.order < b.order; });
    return all;
  }
  const Values& ValuesOf(const Entry& entry) const {
    return values_.at(entry.order);
  }
  // REQUIRES: `entry` agrees with `query`.
  void Remove(const CorrelationKey& query, const Entry& entry) {
    set_.Sift(query,
              [&](const Entry& one) { return one.order == entry.order; });
    values_.erase(entry.order);
  }
  std::vector<Entry> TakeRest() {
    std::vector<Entry> rest;
    set_.TakeRest(&rest);
    values_.clear();
    return rest;
  }

 private:
  CorrelatedSet set_;
  std::unordered_map<uint64_t, Values> values_;  // by order
};

class ComparedMonitor : public Monitor {
 public:
  explicit ComparedMonitor(ComparedPairs pairs)
      : pairs_(std::move(pairs)),
        xs_(pairs_.correlation.pairs()),
        ys_(pairs_.correlation.pairs()) {}

  void Reset() override {
    xs_.Clear();
    ys_.Clear();
    position_ = 0;
  }

 protected:
  const ComparedPairs& pairs() const { return pairs_; }
  ComparedSet& xs() { return xs_; }
  ComparedSet& ys() { return ys_; }
  CorrelationKey KeyOfX(const ScopeEvent& event) const {
    return pairs_.correlation.OfX(event);
  }
  CorrelationKey KeyOfY(const ScopeEvent& event) const {
    return pairs_.correlation.OfY(event);
  }
  void AddX(const ScopeEvent& event) {
    xs_.Add(KeyOfX(event), EntryOf(event), pairs_.comparisons.OfX(event));
  }
  void AddY(const ScopeEvent& event) {
    ys_.Add(KeyOfY(event), EntryOf(event), pairs_.comparisons.OfY(event));
  }
  Entry EntryOf(const ScopeEvent& event) const {
    return {position_, event.time, event.ordinal, event.selected};
  }
  bool AreNear(const Entry& earlier, const Instant& later) const {
    return IsWithin(pairs_.within, earlier.time, later);
  }
  void NextPosition() { ++position_; }

  // The X that are partners of `y`, near enough, oldest first.
  std::vector<Entry> PartnersOfY(const ScopeEvent& y) {
    const Values values = pairs_.comparisons.OfY(y);
    std::vector<Entry> all = xs_.Agreeing(KeyOfY(y));
    std::erase_if(all, [&](const Entry& x) {
      return !AreNear(x, y.time) ||
             !pairs_.comparisons.Hold(xs_.ValuesOf(x), values);
    });
    return all;
  }
  std::vector<Entry> PartnersOfX(const ScopeEvent& x) {
    const Values values = pairs_.comparisons.OfX(x);
    std::vector<Entry> all = ys_.Agreeing(KeyOfX(x));
    std::erase_if(all, [&](const Entry& y) {
      return !AreNear(y, x.time) ||
             !pairs_.comparisons.Hold(values, ys_.ValuesOf(y));
    });
    return all;
  }

 private:
  ComparedPairs pairs_;
  ComparedSet xs_;
  ComparedSet ys_;
  uint64_t position_ = 0;
};

class ComparedSequence final : public ComparedMonitor {
 public:
  using ComparedMonitor::ComparedMonitor;

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    NextPosition();
    if (pairs().before) return Before(event, sink);
    if ((event.roles & kY) != 0) Answer(event, sink);
    if ((event.roles & kX) == 0) return;
    sink->Activation(event.selected);
    AddX(event);
  }

  void Finish(const Instant& as_of, FindingSink* sink) override {
    std::vector<Entry> rest = xs().TakeRest();
    std::sort(rest.begin(), rest.end(),
              [](const Entry& a, const Entry& b) { return a.order < b.order; });
    for (const Entry& x : rest) {
      if (pairs().within && x.time + *pairs().within > as_of) {
        sink->Pending(x.selected);
      } else {
        Report(x.ordinal, sink);
      }
    }
  }

 private:
  static void Report(uint32_t x, FindingSink* sink) {
    Finding finding;
    finding.trigger = x;
    sink->Add(std::move(finding));
  }

  void Answer(const ScopeEvent& y, FindingSink* sink) {
    for (const Entry& x : PartnersOfY(y)) {
      sink->Fulfilled(x.selected);
      xs().Remove(KeyOfY(y), x);
      if (pairs().one_to_one) return;
    }
  }

  void Before(const ScopeEvent& event, FindingSink* sink) {
    if ((event.roles & kX) != 0) {
      sink->Activation(event.selected);
      if (PartnersOfX(event).empty()) {
        Report(event.ordinal, sink);
      } else {
        sink->Fulfilled(event.selected);
      }
    }
    if ((event.roles & kY) != 0) AddY(event);
  }
};

class ComparedAbsence final : public ComparedMonitor {
 public:
  explicit ComparedAbsence(ComparedPairs pairs)
      : ComparedMonitor(std::move(pairs)),
        closed_(this->pairs().correlation.pairs()) {}

  void Reset() override {
    ComparedMonitor::Reset();
    closed_.Clear();
    innocent_.clear();
  }

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    NextPosition();
    if (pairs().before) return Before(event, sink);
    if ((event.roles & kY) != 0) Judge(event, sink);
    if ((event.roles & kUntil) != 0) Close(event, sink);
    if ((event.roles & kX) == 0) return;
    sink->Activation(event.selected);
    innocent_.emplace(EntryOf(event).order, event.selected);
    AddX(event);
  }

  // Fulfilled are the X that condemned no Y.
  void Finish(const Instant&, FindingSink* sink) override {
    for (const auto& [order, selected] : innocent_) sink->Fulfilled(selected);
    innocent_.clear();
  }

 private:
  static void Report(uint32_t x, uint32_t y, Duration interval,
                     FindingSink* sink) {
    Finding finding;
    finding.trigger = x;
    finding.offending = y;
    finding.interval = interval;
    sink->Add(std::move(finding));
  }

  void Judge(const ScopeEvent& y, FindingSink* sink) {
    const std::vector<Entry> guilty = PartnersOfY(y);
    if (guilty.empty()) return;
    for (const Entry& x : guilty) innocent_.erase(x.order);
    Report(guilty.back().ordinal, y.ordinal, y.time - guilty.back().time, sink);
  }

  void Close(const ScopeEvent& until, FindingSink* sink) {
    const CorrelationKey key = KeyOfX(until);
    for (const Entry& x : xs().Agreeing(key)) {
      xs().Remove(key, x);
      if (innocent_.erase(x.order) > 0) sink->Fulfilled(x.selected);
    }
  }

  void Before(const ScopeEvent& event, FindingSink* sink) {
    if ((event.roles & kX) != 0) JudgeX(event, sink);
    if ((event.roles & kY) != 0) AddY(event);
    if ((event.roles & kUntil) != 0) {
      closed_.AddLatest(KeyOfX(event), EntryOf(event));
    }
  }

  void JudgeX(const ScopeEvent& x, FindingSink* sink) {
    sink->Activation(x.selected);
    std::vector<Entry> guilty = PartnersOfX(x);
    const Entry* until = closed_.Latest(KeyOfX(x));
    std::erase_if(guilty, [&](const Entry& y) {
      return until != nullptr && until->order > y.order;
    });
    if (guilty.empty()) return sink->Fulfilled(x.selected);
    Report(x.ordinal, guilty.back().ordinal, x.time - guilty.back().time, sink);
  }

  CorrelatedSet closed_;               // the latest `until` of each key of X
  std::map<uint64_t, bool> innocent_;  // order to selected
};

}  // namespace

std::unique_ptr<Monitor> NewComparedSequence(ComparedPairs pairs) {
  return std::make_unique<ComparedSequence>(std::move(pairs));
}

std::unique_ptr<Monitor> NewComparedAbsence(ComparedPairs pairs) {
  return std::make_unique<ComparedAbsence>(std::move(pairs));
}

}  // namespace plog

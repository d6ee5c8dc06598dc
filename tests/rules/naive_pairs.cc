#include "tests/rules/naive_pairs.h"

#include <algorithm>
#include <set>

namespace plog {
namespace {

bool SameOrAbsent(const PlainEvent& a, const std::string& a_field,
                  const PlainEvent& b, const std::string& b_field) {
  const auto in_a = a.fields.find(a_field);
  const auto in_b = b.fields.find(b_field);
  return in_a == a.fields.end() || in_b == b.fields.end() ||
         in_a->second == in_b->second;
}

bool Agree(const PlainPairs& correlate, const PlainEvent& x,
           const PlainEvent& y) {
  return std::all_of(correlate.begin(), correlate.end(), [&](const auto& pair) {
    return SameOrAbsent(x, pair.first, y, pair.second);
  });
}

bool AgreeOnXFields(const PlainPairs& correlate, const PlainEvent& x,
                    const PlainEvent& until) {
  return std::all_of(correlate.begin(), correlate.end(), [&](const auto& pair) {
    return SameOrAbsent(x, pair.first, until, pair.first);
  });
}

// Y is on the right side of X, near enough, and agrees.
bool Partners(const NaivePairs& rule, const Timeline& timeline, size_t x,
              size_t y) {
  const PlainEvent& ex = timeline[x];
  const PlainEvent& ey = timeline[y];
  if (x == y || !ex.Is('X') || !ey.Is('Y')) return false;
  if (rule.before ? y > x : y < x) return false;
  const int64_t interval = rule.before ? ex.at - ey.at : ey.at - ex.at;
  return (!rule.within || interval <= *rule.within) &&
         Agree(rule.correlate, ex, ey);
}

bool IsClosedBetween(const NaivePairs& rule, const Timeline& timeline, size_t x,
                     size_t y) {
  for (size_t u = std::min(x, y) + 1; u < std::max(x, y); ++u) {
    if (timeline[u].Is('U') &&
        AgreeOnXFields(rule.correlate, timeline[x], timeline[u])) {
      return true;
    }
  }
  return false;
}

// The X's that are answered.
std::set<size_t> Answered(const NaivePairs& rule, const Timeline& timeline) {
  std::set<size_t> answered;
  for (size_t y = 0; y < timeline.size(); ++y) {
    for (size_t x = 0; x < timeline.size(); ++x) {
      if (!Partners(rule, timeline, x, y)) continue;
      const bool is_new = answered.insert(x).second;
      if (rule.one_to_one && is_new) break;
    }
  }
  return answered;
}

}  // namespace

PlainOutcome NaiveSequence(const NaivePairs& rule, const Timeline& timeline,
                           int64_t as_of) {
  PlainOutcome outcome;
  const std::set<size_t> answered = Answered(rule, timeline);
  for (size_t x = 0; x < timeline.size(); ++x) {
    if (!timeline[x].Is('X')) continue;
    const uint64_t one = timeline[x].selected ? 1 : 0;
    outcome.activations += one;
    if (answered.count(x) != 0) {
      outcome.fulfilled += one;
    } else if (!rule.before && rule.within &&
               timeline[x].at + *rule.within > as_of) {
      outcome.pending += one;
    } else {
      outcome.findings.push_back({static_cast<int>(x), -1});
    }
  }
  return outcome;
}

PlainOutcome NaiveAbsence(const NaivePairs& rule, const Timeline& timeline) {
  PlainOutcome outcome;
  auto condemns = [&](size_t x, size_t y) {
    return Partners(rule, timeline, x, y) &&
           !(rule.has_until && IsClosedBetween(rule, timeline, x, y));
  };
  const size_t size = timeline.size();
  for (size_t x = 0; x < size; ++x) {
    if (!timeline[x].Is('X')) continue;
    int latest_y = -1;
    for (size_t y = 0; y < size; ++y) {
      if (condemns(x, y)) latest_y = static_cast<int>(y);
    }
    const uint64_t one = timeline[x].selected ? 1 : 0;
    outcome.activations += one;
    if (latest_y < 0) outcome.fulfilled += one;
    if (latest_y >= 0 && rule.before) {
      outcome.findings.push_back({static_cast<int>(x), latest_y});
    }
  }
  for (size_t y = 0; y < size && !rule.before; ++y) {
    int latest_x = -1;
    for (size_t x = 0; x < size; ++x) {
      if (condemns(x, y)) latest_x = static_cast<int>(x);
    }
    if (latest_x >= 0) {
      outcome.findings.push_back({latest_x, static_cast<int>(y)});
    }
  }
  std::sort(outcome.findings.begin(), outcome.findings.end());
  return outcome;
}

}  // namespace plog

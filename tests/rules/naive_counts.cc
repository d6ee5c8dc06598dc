#include "tests/rules/naive_counts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace plog {
namespace {

int64_t Tenths(const PlainEvent& event) {
  const auto found = event.fields.find("duration_ms");
  return found == event.fields.end() ? 0 : std::llround(found->second * 10);
}

std::string TenthsText(int64_t tenths) {
  const std::string sign = tenths < 0 ? "-" : "";
  const int64_t size = std::abs(tenths);
  std::string text = sign + std::to_string(size / 10);
  if (size % 10 != 0) text += "." + std::to_string(size % 10);
  return text;
}

bool AnySelected(const Timeline& timeline) {
  return std::any_of(timeline.begin(), timeline.end(),
                     [](const PlainEvent& event) { return event.selected; });
}

// The matches that count together with the one at `end`, itself included.
std::vector<size_t> Together(const NaiveRate& rule, const Timeline& timeline,
                             size_t end) {
  std::vector<size_t> together;
  for (size_t i = 0; i <= end; ++i) {
    if (!timeline[i].Is('M')) continue;
    const int64_t a = timeline[i].at;
    const int64_t b = timeline[end].at;
    if (rule.window && b - a >= *rule.window) continue;
    if (rule.period && a / *rule.period != b / *rule.period) continue;
    together.push_back(i);
  }
  return together;
}

struct Reached {
  uint64_t count = 0;
  int64_t tenths = 0;
};

Reached At(const NaiveRate& rule, const Timeline& timeline, size_t end) {
  Reached reached;
  for (size_t i : Together(rule, timeline, end)) {
    ++reached.count;
    reached.tenths += Tenths(timeline[i]);
  }
  return reached;
}

bool Exceeds(const NaiveRate& rule, const Reached& reached) {
  return rule.sum ? reached.tenths > rule.max
                  : static_cast<int64_t>(reached.count) > rule.max;
}

// The matches from the first in excess on whose amounts belong to its finding.
std::vector<size_t> Following(const NaiveRate& rule, const Timeline& timeline,
                              size_t first) {
  std::vector<size_t> following;
  for (size_t i = first; i < timeline.size(); ++i) {
    if (!timeline[i].Is('M')) continue;
    if (rule.window && !Exceeds(rule, At(rule, timeline, i))) break;
    if (rule.period &&
        timeline[i].at / *rule.period != timeline[first].at / *rule.period) {
      break;
    }
    following.push_back(i);
  }
  return following;
}

PlainFinding FindingAt(const NaiveRate& rule, const Timeline& timeline,
                       size_t first) {
  PlainFinding finding{static_cast<int>(first), static_cast<int>(first)};
  int64_t most = 0;
  for (size_t i : Following(rule, timeline, first)) {
    const Reached reached = At(rule, timeline, i);
    finding.count = std::max(finding.count, reached.count);
    most = i == first ? reached.tenths : std::max(most, reached.tenths);
  }
  // A total starts at zero before anything is added.
  if (rule.sum) finding.amount = TenthsText(most);
  return finding;
}

}  // namespace

PlainOutcome NaiveRateOutcome(const NaiveRate& rule, const Timeline& timeline) {
  PlainOutcome outcome;
  bool exceeded = false;       // at the previous match
  std::set<int64_t> reported;  // periods
  for (size_t i = 0; i < timeline.size(); ++i) {
    if (!timeline[i].Is('M')) continue;
    if (rule.sum && timeline[i].fields.count("duration_ms") == 0) {
      outcome.findings.push_back({static_cast<int>(i), static_cast<int>(i), 1});
    }
    const bool exceeds = Exceeds(rule, At(rule, timeline, i));
    const int64_t period = rule.period ? timeline[i].at / *rule.period : 0;
    const bool is_new = rule.window ? !exceeded : reported.count(period) == 0;
    if (exceeds && is_new) {
      outcome.findings.push_back(FindingAt(rule, timeline, i));
      reported.insert(period);
    }
    exceeded = exceeds;
  }
  std::sort(outcome.findings.begin(), outcome.findings.end());
  if (AnySelected(timeline)) {
    outcome.activations = 1;
    outcome.fulfilled = outcome.findings.empty() ? 1 : 0;
  }
  return outcome;
}

PlainOutcome NaivePresence(uint64_t min, bool has_when,
                           const Timeline& timeline) {
  PlainOutcome outcome;
  uint64_t matches = 0;
  int first = -1;
  for (size_t i = 0; i < timeline.size(); ++i) {
    if (timeline[i].Is('M')) ++matches;
    if (first < 0 && timeline[i].Is('Y')) first = static_cast<int>(i);
  }
  if (timeline.empty() || (has_when && first < 0)) return outcome;
  const uint64_t one = AnySelected(timeline) ? 1 : 0;
  outcome.activations = one;
  if (matches >= min) {
    outcome.fulfilled = one;
  } else {
    outcome.findings.push_back({has_when ? first : -1, -1, 0, matches});
  }
  return outcome;
}

PlainOutcome NaiveGap(int64_t max, const Timeline& timeline) {
  PlainOutcome outcome;
  for (size_t i = 1; i < timeline.size(); ++i) {
    const uint64_t one = timeline[i].selected ? 1 : 0;
    outcome.activations += one;
    if (timeline[i].at - timeline[i - 1].at > max) {
      outcome.findings.push_back(
          {static_cast<int>(i) - 1, static_cast<int>(i)});
    } else {
      outcome.fulfilled += one;
    }
  }
  return outcome;
}

PlainOutcome NaiveRatio(int64_t max_tenths, uint64_t min_events,
                        const Timeline& timeline) {
  PlainOutcome outcome;
  int64_t of = 0;
  int64_t count = 0;
  for (const PlainEvent& event : timeline) {
    of += event.Is('M') ? 1 : 0;
    count += event.Is('M') && event.Is('Y') ? 1 : 0;
  }
  if (of == 0 || of < static_cast<int64_t>(min_events)) return outcome;
  const uint64_t one = AnySelected(timeline) ? 1 : 0;
  outcome.activations = one;
  if (10 * count > max_tenths * of) {
    outcome.findings.push_back({-1, -1, 0, static_cast<uint64_t>(count)});
  } else {
    outcome.fulfilled = one;
  }
  return outcome;
}

}  // namespace plog

#include <iterator>
#include <unordered_map>
#include <utility>

#include "checker/report/finalize.h"
#include "checker/waivers/waivers.h"

namespace plog {
namespace {

bool IsLiteral(std::string_view glob) {
  return glob.find_first_of("*?[\\") == std::string_view::npos;
}

// Finds the waivers that match a violation. Most waivers of a large file name
// one fingerprint: those are looked up, the others are tried in turn.
class WaiverIndex {
 public:
  explicit WaiverIndex(const WaiverSet& waivers)
      : waivers_(waivers), used_(waivers.entries.size(), false) {
    for (size_t i = 0; i < waivers.entries.size(); ++i) {
      const auto& print = waivers.entries[i].match.fingerprint;
      if (print && IsLiteral(*print)) {
        by_fingerprint_.emplace(*print, i);
      } else {
        others_.push_back(i);
      }
    }
  }

  // The first in the file's order that is not expired, marking all that match
  // as used; nullptr if there is none.
  const WaiverEntry* Find(const Violation& violation, const Instant& as_of) {
    size_t best = waivers_.entries.size();
    const auto consider = [&](size_t i) {
      const WaiverEntry& entry = waivers_.entries[i];
      if (i >= best && used_[i]) return;
      if (!Matches(entry.match, violation)) return;
      used_[i] = true;
      if (as_of < entry.end) best = std::min(best, i);
    };
    const auto [first, last] =
        by_fingerprint_.equal_range(violation.fingerprint);
    for (auto it = first; it != last; ++it) consider(it->second);
    for (const size_t i : others_) consider(i);
    return best < waivers_.entries.size() ? &waivers_.entries[best] : nullptr;
  }

  bool used(size_t i) const { return used_[i]; }

 private:
  const WaiverSet& waivers_;
  std::unordered_multimap<std::string_view, size_t> by_fingerprint_;
  std::vector<size_t> others_;
  std::vector<bool> used_;
};

void WaiveResult(WaiverIndex* index, const Instant& as_of, PolicyResult* result,
                 std::vector<Violation>* waived) {
  std::unordered_map<std::string_view, RuleResult*> rules;
  for (RuleResult& rule : result->rules) rules.emplace(rule.name, &rule);
  std::vector<Violation> kept;
  for (Violation& violation : result->violations) {
    const WaiverEntry* entry = index->Find(violation, as_of);
    const auto rule = rules.find(violation.rule);
    if (entry == nullptr || rule == rules.end()) {
      kept.push_back(std::move(violation));
      continue;
    }
    --rule->second->violation_count;
    ++rule->second->waived;
    violation.waiver = std::make_shared<const Waiver>(entry->waiver);
    waived->push_back(std::move(violation));
  }
  result->violations = std::move(kept);
}

}  // namespace

void ApplyWaivers(const WaiverSet& waivers, Report* report) {
  // An as-of time that cannot be read waives nothing.
  const auto as_of = ParseRfc3339(report->as_of);
  if (!as_of) return;
  WaiverIndex index(waivers);
  for (PolicyResult& result : report->results) {
    WaiveResult(&index, *as_of, &result, &report->waived_violations);
  }
  for (size_t i = 0; i < waivers.entries.size(); ++i) {
    const WaiverEntry& entry = waivers.entries[i];
    if (!(*as_of < entry.end)) {
      report->expired_waivers.push_back(entry.waiver);
    } else if (!index.used(i)) {
      report->unmatched_waivers.push_back(entry.waiver);
    }
  }
  FinalizeReport(report);
}

}  // namespace plog

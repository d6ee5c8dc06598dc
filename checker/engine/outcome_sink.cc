#include "checker/engine/outcome_sink.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace plog {
namespace {

// So many more than can be listed are held before they are cut.
constexpr uint64_t kSlack = 1000;

std::optional<uint32_t> AtFault(const Finding& finding) {
  return finding.offending ? finding.offending : finding.trigger;
}

}  // namespace

// By the event at fault; findings without one come first.
bool OutcomeSink::Before(const Found& a, const Found& b) {
  if (a.fault.has_value() != b.fault.has_value()) return !a.fault;
  if (a.fault && *a.fault < *b.fault) return true;
  if (a.fault && *b.fault < *a.fault) return false;
  if (!a.fault) return a.number < b.number;
  return std::tie(a.finding.variant, a.number) <
         std::tie(b.finding.variant, b.number);
}

OutcomeSink::Found OutcomeSink::Number(Finding finding) {
  Found found{std::move(finding), std::nullopt, numbers_++};
  const std::optional<uint32_t> fault = AtFault(found.finding);
  if (fault) found.fault = order_.KeyOf(*fault);
  return found;
}

void OutcomeSink::Add(Finding finding) {
  const std::optional<uint32_t> fault = AtFault(finding);
  if (finding.about_instance || !fault) {
    about_instance_.push_back(Number(std::move(finding)));
    return;
  }
  if (!facts_.IsSelected(*fault)) return;
  ++outcome_.violation_count;
  const uint64_t room = max_findings_ - outcome_.findings.size();
  if (room == 0) return;
  current_.push_back(Number(std::move(finding)));
  if (current_.size() / 2 >= room && current_.size() > kSlack) Cut();
}

void OutcomeSink::Cut() {
  std::sort(current_.begin(), current_.end(), Before);
  const uint64_t room = max_findings_ - outcome_.findings.size();
  if (current_.size() > room) {
    current_.erase(current_.begin() + static_cast<std::ptrdiff_t>(room),
                   current_.end());
  }
}

void OutcomeSink::EndInstance(const LocatedFinding& located,
                              bool any_selected) {
  if (any_selected) {
    outcome_.violation_count += about_instance_.size();
    std::move(about_instance_.begin(), about_instance_.end(),
              std::back_inserter(current_));
  }
  Cut();
  for (Found& found : current_) {
    outcome_.findings.push_back(located);
    outcome_.findings.back().finding = std::move(found.finding);
  }
  about_instance_.clear();
  current_.clear();
  numbers_ = 0;
}

}  // namespace plog

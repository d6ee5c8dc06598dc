#include "checker/engine/outcome_sink.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace plog {
namespace {

// So many more than can be listed are held before they are cut.
constexpr uint64_t kSlack = 1000;

// What is recorded goes beyond what is listed, so that violations which are
// gone the next night do not leave a gap at the end of the list.
uint64_t WithReserve(uint64_t findings) {
  const uint64_t reserve = findings / 8;
  return findings > UINT64_MAX - reserve ? findings : findings + reserve;
}

std::optional<uint32_t> AtFault(const Finding& finding) {
  return finding.offending ? finding.offending : finding.trigger;
}

}  // namespace

OutcomeSink::OutcomeSink(const Facts& facts, const EventOrder& order,
                         uint64_t max_findings, const Memory& memory)
    : facts_(facts),
      order_(order),
      max_findings_(max_findings),
      kept_findings_(memory.record ? WithReserve(max_findings) : max_findings),
      memory_(memory) {
  if (!memory_.live) return;
  reader_.emplace(*memory_.outcomes, memory_.old);
  NextOld();
}

void OutcomeSink::NextOld() {
  old_number_.reset();
  if (reader_->Next(&old_)) old_number_ = memory_.keys->NumberOf(old_.key);
}

// Instances that are not walked are as they were.
void OutcomeSink::TakeOld() {
  const OutcomeCounts& counts = old_.counts;
  outcome_.violation_count += counts.violations;
  outcome_.activations += counts.activations;
  outcome_.fulfilled += counts.fulfilled;
  outcome_.pending += counts.pending;
  outcome_.not_evaluated += counts.not_evaluated;
  if (memory_.record) Record(&old_, reader_->last());
  const uint64_t listed = outcome_.findings.size() + old_.findings.size();
  if (old_.findings.size() < counts.violations) {
    outcome_.known_findings = std::min(outcome_.known_findings, listed);
  }
  LocatedFinding located;
  located.session = old_.key.session;
  located.scope_agent = old_.key.agent;
  located.agent = old_.agent;
  located.last_event = old_.last_event;
  for (Finding& finding : old_.findings) {
    if (Room() == 0) break;
    outcome_.findings.push_back(located);
    outcome_.findings.back().finding = std::move(finding);
  }
  NextOld();
}

bool OutcomeSink::Begin(size_t instance) {
  if (memory_.live) {
    while (old_number_ && *old_number_ < instance) TakeOld();
    const bool is_old = old_number_ == instance;
    const bool walked =
        memory_.live->changed[instance] || (is_old && old_.counts.pending > 0);
    if (!walked) return false;
    if (is_old) NextOld();
  }
  if (!memory_.record) return true;
  key_ = memory_.keys->At(instance);
  before_ = Counts();
  return true;
}

OutcomeCounts OutcomeSink::Counts() const {
  return {outcome_.violation_count, outcome_.activations, outcome_.fulfilled,
          outcome_.pending, outcome_.not_evaluated};
}

RuleOutcome OutcomeSink::Take() {
  while (old_number_) TakeOld();
  if (outcome_.findings.size() > max_findings_) {
    outcome_.findings.resize(max_findings_);
  }
  outcome_.recorded.shrink_to_fit();
  return std::move(outcome_);
}

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
  const uint64_t room = Room();
  if (room == 0) return;
  current_.push_back(Number(std::move(finding)));
  if (current_.size() / 2 >= room && current_.size() > kSlack) Cut();
}

void OutcomeSink::Cut() {
  std::sort(current_.begin(), current_.end(), Before);
  const uint64_t room = Room();
  if (current_.size() > room) {
    current_.erase(current_.begin() + static_cast<std::ptrdiff_t>(room),
                   current_.end());
  }
}

void OutcomeSink::Record(InstanceOutcome* outcome, std::string_view bytes) {
  outcome_.recorded += bytes;
  if (outcome->findings.empty()) {
    outcome_.recorded_counts += bytes;
    return;
  }
  outcome_.recorded_findings += outcome->findings.size();
  std::vector<Finding> findings = std::exchange(outcome->findings, {});
  AppendOutcome(*outcome, &outcome_.recorded_counts);
  outcome->findings = std::move(findings);
}

void OutcomeSink::Record(const LocatedFinding& located) {
  const OutcomeCounts now = Counts();
  InstanceOutcome outcome;
  outcome.key = key_;
  outcome.counts = {
      now.violations - before_.violations,
      now.activations - before_.activations, now.fulfilled - before_.fulfilled,
      now.pending - before_.pending, now.not_evaluated - before_.not_evaluated};
  outcome.agent = located.agent;
  outcome.last_event = located.last_event;
  for (const Found& found : current_) {
    outcome.findings.push_back(found.finding);
  }
  bytes_.clear();
  AppendOutcome(outcome, &bytes_);
  Record(&outcome, bytes_);
}

void OutcomeSink::EndInstance(const LocatedFinding& located,
                              bool any_selected) {
  if (any_selected) {
    outcome_.violation_count += about_instance_.size();
    std::move(about_instance_.begin(), about_instance_.end(),
              std::back_inserter(current_));
  }
  Cut();
  if (memory_.record) Record(located);
  for (Found& found : current_) {
    outcome_.findings.push_back(located);
    outcome_.findings.back().finding = std::move(found.finding);
  }
  about_instance_.clear();
  current_.clear();
  numbers_ = 0;
}

void JoinOutcome(RuleOutcome more, uint64_t max_findings,
                 RuleOutcome* outcome) {
  std::vector<LocatedFinding>& findings = outcome->findings;
  if (more.known_findings != UINT64_MAX) {
    outcome->known_findings = std::min(outcome->known_findings,
                                       findings.size() + more.known_findings);
  }
  const uint64_t room = max_findings - findings.size();
  if (more.findings.size() > room) more.findings.resize(room);
  std::move(more.findings.begin(), more.findings.end(),
            std::back_inserter(findings));
  outcome->violation_count += more.violation_count;
  outcome->activations += more.activations;
  outcome->fulfilled += more.fulfilled;
  outcome->pending += more.pending;
  outcome->not_evaluated += more.not_evaluated;
  const bool enough = outcome->recorded_findings >= WithReserve(max_findings);
  outcome->recorded += enough ? more.recorded_counts : more.recorded;
  outcome->recorded_counts += more.recorded_counts;
  if (!enough) outcome->recorded_findings += more.recorded_findings;
}

}  // namespace plog

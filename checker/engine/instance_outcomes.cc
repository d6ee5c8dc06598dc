#include "checker/engine/instance_outcomes.h"

#include <bit>
#include <limits>

#include "checker/engine/answers.h"

namespace plog {
namespace {

constexpr uint64_t kLedger = 0;
constexpr uint64_t kSession = 1;
constexpr uint64_t kAgent = 2;

// What a finding has.
constexpr uint64_t kHasTrigger = 1;
constexpr uint64_t kHasOffending = 2;
constexpr uint64_t kAboutInstance = 4;
constexpr uint64_t kHasNumbers = 8;  // variant, count and total
constexpr uint64_t kHasInterval = 16;
constexpr uint64_t kHasAmount = 32;
constexpr uint64_t kAll = 63;

uint64_t PartsOf(const Finding& finding) {
  const bool numbers =
      finding.variant != 0 || finding.count != 0 || finding.total != 0;
  return (finding.trigger ? kHasTrigger : 0) |
         (finding.offending ? kHasOffending : 0) |
         (finding.about_instance ? kAboutInstance : 0) |
         (numbers ? kHasNumbers : 0) | (finding.interval ? kHasInterval : 0) |
         (finding.amount.empty() ? 0 : kHasAmount);
}

void AppendFinding(const Finding& finding, std::string* bytes) {
  AppendNumber(PartsOf(finding), bytes);
  if (finding.trigger) AppendNumber(*finding.trigger, bytes);
  if (finding.offending) AppendNumber(*finding.offending, bytes);
  if ((PartsOf(finding) & kHasNumbers) != 0) {
    AppendNumber(finding.variant, bytes);
    AppendNumber(finding.count, bytes);
    AppendNumber(finding.total, bytes);
  }
  if (finding.interval) {
    AppendNumber(std::bit_cast<uint64_t>(finding.interval->seconds), bytes);
    AppendNumber(static_cast<uint32_t>(finding.interval->nanos), bytes);
  }
  if (finding.amount.empty()) return;
  AppendNumber(finding.amount.size(), bytes);
  bytes->append(finding.amount);
}

void AppendKey(const InstanceKey& key, std::string* bytes) {
  if (key.session) {
    AppendNumber(kSession, bytes);
    AppendNumber(*key.session, bytes);
  } else if (key.agent) {
    AppendNumber(kAgent, bytes);
    AppendNumber(*key.agent, bytes);
  } else {
    AppendNumber(kLedger, bytes);
  }
}

}  // namespace

void AppendOutcome(const InstanceOutcome& outcome, std::string* bytes) {
  const OutcomeCounts& counts = outcome.counts;
  if (counts == OutcomeCounts()) return;
  AppendKey(outcome.key, bytes);
  AppendNumber(counts.violations, bytes);
  AppendNumber(counts.activations, bytes);
  AppendNumber(counts.fulfilled, bytes);
  AppendNumber(counts.pending, bytes);
  AppendNumber(counts.not_evaluated, bytes);
  AppendNumber(outcome.findings.size(), bytes);
  if (outcome.findings.empty()) return;
  AppendNumber(outcome.agent ? uint64_t{*outcome.agent} + 1 : 0, bytes);
  AppendNumber(outcome.last_event, bytes);
  for (const Finding& finding : outcome.findings) AppendFinding(finding, bytes);
}

bool OutcomeReader::Take(uint64_t* number) {
  *number = 0;
  for (size_t i = 0; i < 10 && i < bytes_.size(); ++i) {
    const auto byte = static_cast<uint8_t>(bytes_[i]);
    *number |= uint64_t{byte & 0x7fU} << (7 * i);
    if ((byte & 0x80U) != 0) continue;
    bytes_.remove_prefix(i + 1);
    return true;
  }
  return false;
}

bool OutcomeReader::TakeBelow(uint64_t bound, uint32_t* number) {
  uint64_t wide = 0;
  if (!Take(&wide) || wide >= bound) return false;
  *number = static_cast<uint32_t>(wide);
  return true;
}

bool OutcomeReader::ReadKey(InstanceKey* key) {
  *key = {};
  uint64_t kind = 0;
  if (!Take(&kind)) return false;
  if (kind == kSession) {
    return TakeBelow(bounds_.sessions, &key->session.emplace());
  }
  if (kind == kAgent) return TakeBelow(bounds_.agents, &key->agent.emplace());
  return kind == kLedger;
}

bool OutcomeReader::ReadFinding(Finding* finding) {
  *finding = {};
  uint64_t parts = 0;
  if (!Take(&parts) || parts > kAll) return false;
  finding->about_instance = (parts & kAboutInstance) != 0;
  if ((parts & kHasTrigger) != 0 &&
      !TakeBelow(bounds_.events, &finding->trigger.emplace())) {
    return false;
  }
  if ((parts & kHasOffending) != 0 &&
      !TakeBelow(bounds_.events, &finding->offending.emplace())) {
    return false;
  }
  if ((parts & kHasNumbers) != 0 &&
      !(TakeBelow(uint64_t{1} << 32, &finding->variant) &&
        Take(&finding->count) && Take(&finding->total))) {
    return false;
  }
  if ((parts & kHasInterval) != 0) {
    uint64_t seconds = 0;
    uint32_t nanos = 0;
    if (!Take(&seconds) || !TakeBelow(1'000'000'000, &nanos)) return false;
    finding->interval =
        Duration{std::bit_cast<int64_t>(seconds), static_cast<int32_t>(nanos)};
  }
  if ((parts & kHasAmount) == 0) return true;
  uint64_t size = 0;
  if (!Take(&size) || size > bytes_.size()) return false;
  finding->amount = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return true;
}

bool OutcomeReader::Read(InstanceOutcome* outcome) {
  OutcomeCounts& counts = outcome->counts;
  uint64_t findings = 0;
  if (!ReadKey(&outcome->key) || !Take(&counts.violations) ||
      !Take(&counts.activations) || !Take(&counts.fulfilled) ||
      !Take(&counts.pending) || !Take(&counts.not_evaluated) ||
      !Take(&findings) || findings > counts.violations) {
    return false;
  }
  outcome->findings.clear();
  outcome->agent.reset();
  if (findings == 0) return true;
  uint32_t agent = 0;
  if (!TakeBelow(bounds_.agents + 1, &agent) ||
      !TakeBelow(bounds_.events, &outcome->last_event)) {
    return false;
  }
  if (agent > 0) outcome->agent = agent - 1;
  for (uint64_t i = 0; i < findings; ++i) {
    if (!ReadFinding(&outcome->findings.emplace_back())) return false;
  }
  return true;
}

bool OutcomeReader::Next(InstanceOutcome* outcome) {
  if (bytes_.empty()) {
    whole_ = true;
    return false;
  }
  const std::string_view from = bytes_;
  const bool read = Read(outcome);
  last_ = from.substr(0, from.size() - bytes_.size());
  return read;
}

}  // namespace plog

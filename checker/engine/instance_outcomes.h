#ifndef PLOG_CHECKER_ENGINE_INSTANCE_OUTCOMES_H_
#define PLOG_CHECKER_ENGINE_INSTANCE_OUTCOMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/scope_keys.h"
#include "rules/types/monitor.h"

namespace plog {

struct OutcomeCounts {
  uint64_t violations = 0;
  uint64_t activations = 0;
  uint64_t fulfilled = 0;
  uint64_t pending = 0;
  uint64_t not_evaluated = 0;

  friend bool operator==(const OutcomeCounts&, const OutcomeCounts&) = default;
};

// What one rule made of one scope instance.
struct InstanceOutcome {
  InstanceKey key;
  OutcomeCounts counts;
  // In report order, the first of them.
  std::vector<Finding> findings;
  // What LocatedFinding says of the instance; only if there are findings.
  std::optional<uint32_t> agent;
  uint32_t last_event = 0;
};

// The outcomes of one rule as bytes, by instance in the order of InstanceKeys,
// for a later run; instances of which it made nothing are left out. Numbers are
// LEB128:
//
//   0 ledger, 1 session or 2 agent, and which    the five counts
//   number of findings   agent plus one, or 0   last event  (if any)
//   for each: u8 what it has, then that
void AppendOutcome(const InstanceOutcome& outcome, std::string* bytes);

// What such numbers may be at most.
struct OutcomeBounds {
  uint64_t sessions = 0;
  uint64_t agents = 0;
  uint64_t events = 0;
};

// Reads them from the front; whoever wrote them.
class OutcomeReader {
 public:
  OutcomeReader(std::string_view bytes, const OutcomeBounds& bounds)
      : bytes_(bytes), bounds_(bounds) {}

  // False at the end, and at what is none.
  bool Next(InstanceOutcome* outcome);
  // After Next gave false: whether all was read.
  bool whole() const { return whole_; }
  // Bytes that were not read.
  size_t left() const { return bytes_.size(); }
  // Those of the outcome that Next gave.
  std::string_view last() const { return last_; }

 private:
  bool Read(InstanceOutcome* outcome);
  bool ReadKey(InstanceKey* key);
  bool ReadFinding(Finding* finding);
  bool Take(uint64_t* number);
  bool TakeBelow(uint64_t bound, uint32_t* number);

  std::string_view bytes_;
  std::string_view last_;
  OutcomeBounds bounds_;
  bool whole_ = false;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_INSTANCE_OUTCOMES_H_

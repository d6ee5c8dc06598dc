#ifndef PLOG_LEDGER_AUDIT_FINDING_SINK_H_
#define PLOG_LEDGER_AUDIT_FINDING_SINK_H_

#include <array>
#include <cstdint>
#include <vector>

#include "ledger/audit/audit.h"

namespace plog {

// Counts findings without limit and keeps at most `capacity` of them: errors
// before warnings, then the earliest. What is kept does not depend on the
// order in which they come.
class FindingSink {
 public:
  explicit FindingSink(size_t capacity) : capacity_(capacity) {}

  void Add(AuditFinding finding);
  // Counts findings that were kept nowhere.
  void AddUnlisted(FindingCode code, uint64_t count) {
    count_ += count;
    counts_[static_cast<size_t>(code)] += count;
  }
  // How many were added of that code, kept or not.
  uint64_t count(FindingCode code) const {
    return counts_[static_cast<size_t>(code)];
  }
  uint64_t count() const { return count_; }
  // Those kept, by ingest index, then code.
  std::vector<AuditFinding> Kept() const;
  // The same. Leaves the sink without them.
  std::vector<AuditFinding> Take();

 private:
  size_t capacity_;
  std::vector<AuditFinding> heap_;  // the least important one in front
  std::array<uint64_t, 32> counts_{};
  uint64_t count_ = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_FINDING_SINK_H_

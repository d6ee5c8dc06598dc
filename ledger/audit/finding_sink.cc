#include "ledger/audit/finding_sink.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace plog {

namespace {

auto Place(const AuditFinding& f) {
  return std::tie(f.ingest_index, f.code, f.agent_id, f.sequence, f.message,
                  f.expected, f.actual);
}

// std::nullopt compares below every index: findings about a chain or the
// whole ledger come first and are the last to be dropped.
bool Earlier(const AuditFinding& a, const AuditFinding& b) {
  return Place(a) < Place(b);
}

bool MoreImportant(const AuditFinding& a, const AuditFinding& b) {
  if (IsError(a.code) != IsError(b.code)) return IsError(a.code);
  return Earlier(a, b);
}

}  // namespace

void FindingSink::Add(AuditFinding finding) {
  ++count_;
  ++counts_[static_cast<size_t>(finding.code)];
  if (capacity_ == 0) return;
  if (heap_.size() == capacity_) {
    if (!MoreImportant(finding, heap_.front())) return;
    std::pop_heap(heap_.begin(), heap_.end(), MoreImportant);
    heap_.pop_back();
  }
  heap_.push_back(std::move(finding));
  std::push_heap(heap_.begin(), heap_.end(), MoreImportant);
}

std::vector<AuditFinding> FindingSink::Kept() const {
  return FindingSink(*this).Take();
}

std::vector<AuditFinding> FindingSink::Take() {
  std::sort(heap_.begin(), heap_.end(), Earlier);
  return std::exchange(heap_, {});
}

}  // namespace plog

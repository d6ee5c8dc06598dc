#include "checker/state/old_events.h"

#include <algorithm>
#include <span>

namespace plog {
namespace {

// For a binary search among findings of single events.
struct ByIndex {
  bool operator()(const AuditFinding& finding, uint64_t index) const {
    return finding.ingest_index < index;
  }
  bool operator()(uint64_t index, const AuditFinding& finding) const {
    return index < finding.ingest_index;
  }
};

}  // namespace

OldEvents::OldEvents(const Facts& facts, Increment* increment)
    : increment_(increment),
      auditor_(std::span(facts.agents).first(facts.agents.size() - 1)) {}

// An event without findings has the content that its hash says. One with a
// wrong hash has the content whose hash its finding names.
bool OldEvents::HasSameFindings(const AuditedEvent& event) const {
  const std::vector<AuditFinding>& known = increment_->old_findings();
  const auto [first, last] =
      std::equal_range(known.begin(), known.end(), event.index, ByIndex());
  return std::is_permutation(first, last, event.findings.begin(),
                             event.findings.end());
}

bool OldEvents::IsUnchanged(const StoredEvent& row, EventContent* content) {
  const AuditedEvent event = auditor_.Audit(row, content);
  const LeafMark mark =
      increment_->old_leaves().Of(static_cast<uint32_t>(row.index - 1));
  const bool same = std::equal(mark.begin(), mark.end(), event.leaf.begin()) &&
                    HasSameFindings(event);
  if (!same) increment_->NoteChanged(row.index);
  return same;
}

void OldEvents::NoteGone(uint32_t ordinal) {
  increment_->NoteChanged(uint64_t{ordinal} + 1);
}

}  // namespace plog

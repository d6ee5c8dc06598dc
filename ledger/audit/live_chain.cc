#include "ledger/audit/live_chain.h"

#include <algorithm>

namespace plog {

namespace {

bool HasHashMismatch(const AuditedEvent& event) {
  return std::any_of(event.findings.begin(), event.findings.end(),
                     [](const AuditFinding& finding) {
                       return finding.code == FindingCode::kHashMismatch;
                     });
}

}  // namespace

void LiveChain::Follow(const AuditedEvent& event, size_t limit,
                       size_t* listed) {
  const ChainLink link{event.index, event.sequence, event.hash, event.prev_hash,
                       event.time};
  const bool is_first = events == 0;
  if (is_first) first = link;
  const uint64_t expected_sequence = is_first ? 1 : last.sequence + 1;
  const Digest& expected_prev = is_first ? kZeroDigest : last.hash;
  whole = whole && link.sequence == expected_sequence &&
          link.prev_hash == expected_prev && !HasHashMismatch(event);
  if (!whole) {
    // The second walk finds them again.
    *listed -= regressions.size();
    regressions.clear();
    unlisted_regressions = 0;
  } else if (!is_first && link.time && last.time && *link.time < *last.time) {
    if (*listed < limit) {
      regressions.push_back(TimeRegression(link, *last.time));
      ++*listed;
    } else {
      ++unlisted_regressions;
    }
  }
  last = link;
  ++events;
}

void LiveChain::NoteBreak(uint64_t sequence, uint64_t index) {
  const std::pair place(sequence, index);
  first_break = first_break ? std::min(*first_break, place) : place;
}

}  // namespace plog

#include "checker/engine/facts.h"

namespace plog {

void EventBits::Append(uint32_t at, const EventBits& more) {
  if (more.words_.empty()) return;
  const size_t first = at / 64;
  const uint32_t shift = at % 64;
  const size_t needed = first + more.words_.size() + (shift == 0 ? 0 : 1);
  if (words_.size() < needed) words_.resize(needed, 0);
  for (size_t i = 0; i < more.words_.size(); ++i) {
    words_[first + i] |= more.words_[i] << shift;
    if (shift != 0) words_[first + i + 1] |= more.words_[i] >> (64 - shift);
  }
}

std::optional<uint32_t> OrdinalOf(const Facts& facts,
                                  const AuditFinding& finding) {
  if (!finding.ingest_index) return std::nullopt;
  return facts.indices.OrdinalOf(*finding.ingest_index);
}

}  // namespace plog

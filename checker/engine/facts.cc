#include "checker/engine/facts.h"

namespace plog {

std::optional<uint32_t> OrdinalOf(const Facts& facts,
                                  const AuditFinding& finding) {
  if (!finding.ingest_index) return std::nullopt;
  return facts.indices.OrdinalOf(*finding.ingest_index);
}

}  // namespace plog

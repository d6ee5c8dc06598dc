#ifndef PLOG_LEDGER_INGEST_SOURCE_SURVEY_H_
#define PLOG_LEDGER_INGEST_SOURCE_SURVEY_H_

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/ingest/byte_source.h"
#include "ledger/store/rows.h"

namespace plog {

// What a first pass over a source finds: its digest, and which of the sources
// already ingested is a prefix of it.
struct SourceSurvey {
  Digest digest{};
  uint64_t bytes = 0;
  std::vector<SourceRow> prefixes;  // those rows that match, shortest first
};

// Those of `rows` whose first bytes agree with `head`, the source's own: only
// these are worth a first pass.
std::vector<SourceRow> PlausiblePrefixes(const std::vector<SourceRow>& rows,
                                         std::string_view head);

// Reads `source` to its end.
Result<SourceSurvey> SurveySource(ByteSource* source,
                                  std::vector<SourceRow> candidates);

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_SOURCE_SURVEY_H_

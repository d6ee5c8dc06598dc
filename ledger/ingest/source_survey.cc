#include "ledger/ingest/source_survey.h"

#include <algorithm>

namespace plog {

std::vector<SourceRow> PlausiblePrefixes(const std::vector<SourceRow>& rows,
                                         std::string_view head) {
  Sha256 sha;
  std::vector<SourceRow> plausible;
  for (const SourceRow& row : rows) {
    const uint64_t size = std::min(row.bytes, kSourceHeadBytes);
    if (size > 0 && size <= head.size() &&
        sha.Of(head.substr(0, static_cast<size_t>(size))) == row.head) {
      plausible.push_back(row);
    }
  }
  return plausible;
}

Result<SourceSurvey> SurveySource(ByteSource* source,
                                  std::vector<SourceRow> candidates) {
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [](const SourceRow& a, const SourceRow& b) { return a.bytes < b.bytes; });
  SourceSurvey survey;
  Sha256 sha;
  size_t next = 0;
  while (true) {
    const Result<std::string_view> block = source->Read();
    if (!block) return tl::make_unexpected(block.error());
    std::string_view rest = *block;
    while (next < candidates.size() &&
           candidates[next].bytes <= survey.bytes + rest.size()) {
      const auto part =
          static_cast<size_t>(candidates[next].bytes - survey.bytes);
      sha.Update(rest.substr(0, part));
      rest.remove_prefix(part);
      survey.bytes += part;
      if (sha.SoFar() == candidates[next].digest) {
        survey.prefixes.push_back(candidates[next]);
      }
      ++next;
    }
    if (block->empty()) break;
    sha.Update(rest);
    survey.bytes += rest.size();
  }
  survey.digest = sha.Finish();
  return survey;
}

}  // namespace plog

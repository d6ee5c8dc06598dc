#include "ledger/audit/row_lookup.h"

#include <algorithm>
#include <map>
#include <string>

#include "ledger/event/content.h"

namespace plog {

namespace {

// Stepping over a row is cheaper than starting a scan.
constexpr uint64_t kNear = 32;

// How many of `indices` one scan from the first of them covers.
size_t RunLength(std::span<const uint64_t> indices) {
  size_t length = 1;
  while (length < indices.size() &&
         indices[length] - indices[length - 1] <= kNear) {
    ++length;
  }
  return length;
}

}  // namespace

Status VisitRows(const LedgerReader& reader, std::span<const uint64_t> indices,
                 const std::function<void(const StoredEvent&)>& visit) {
  while (!indices.empty()) {
    const auto run = indices.first(RunLength(indices));
    auto cursor = reader.Scan(run.front(), run.back());
    if (!cursor) return tl::make_unexpected(cursor.error());
    StoredEvent row;
    while (true) {
      const auto more = cursor->Next(&row);
      if (!more) return tl::make_unexpected(more.error());
      if (!*more) break;
      if (std::binary_search(run.begin(), run.end(), row.index)) visit(row);
    }
    indices = indices.subspan(run.size());
  }
  return {};
}

Status NameEvents(const LedgerReader& reader,
                  std::vector<AuditFinding>* findings) {
  std::vector<uint64_t> indices;
  for (const AuditFinding& finding : *findings) {
    const bool nameless = finding.ingest_index && !finding.event_id;
    if (nameless) indices.push_back(*finding.ingest_index);
  }
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  std::map<uint64_t, std::string> names;
  ContentParser parser;
  EventContent content;
  auto read = VisitRows(reader, indices, [&](const StoredEvent& row) {
    parser.Parse(row.content, &content);
    if (!content.id().empty()) names.emplace(row.index, content.id());
  });
  if (!read) return read;
  for (AuditFinding& finding : *findings) {
    if (!finding.ingest_index || finding.event_id) continue;
    const auto found = names.find(*finding.ingest_index);
    if (found != names.end()) finding.event_id = found->second;
  }
  return {};
}

}  // namespace plog

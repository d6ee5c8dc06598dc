#include "ledger/audit/ledger_end.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/audit/row_lookup.h"

namespace plog {

Status CompareIds(const LedgerReader& reader, RunningAudit* audit) {
  size_t stored = 0;
  std::vector<uint64_t> differing;
  Status read = reader.VisitIdKeys([&](std::span<const uint64_t> keys) {
    audit->ids.AppendDiffering(
        std::min<size_t>(stored, audit->tree.tree().size()), keys, &differing);
    stored += keys.size();
  });
  if (!read) return read;
  if (stored != audit->tree.tree().size()) {
    audit->sink.Add(
        LedgerFinding(FindingCode::kColumnMismatch,
                      "the list of event ids does not match the events",
                      fmt::format("{} ids", audit->tree.tree().size()),
                      fmt::format("{} ids", stored)));
    return {};
  }
  return VisitRows(reader, differing, [audit](const auto& row) {
    AuditFinding finding =
        LedgerFinding(FindingCode::kColumnMismatch,
                      "the list of event ids has another id for this event",
                      "its id", "another id");
    finding.sequence = row.sequence;
    finding.ingest_index = row.index;
    audit->ReportEvent(row.agent, std::move(finding));
  });
}

Status FindDuplicates(const LedgerReader& reader, RunningAudit* audit) {
  return audit->ids.Find(reader, [audit](const DuplicateId& duplicate) {
    AuditFinding finding =
        LedgerFinding(FindingCode::kDuplicateId,
                      "an earlier event has the same id", "an id of its own",
                      fmt::format("also the id of the event at ingest index {}",
                                  duplicate.first_index));
    finding.sequence = duplicate.sequence;
    finding.ingest_index = duplicate.index;
    finding.event_id = duplicate.id;
    audit->ReportEvent(duplicate.agent, std::move(finding));
  });
}

Status CompareTree(const LedgerReader& reader, RunningAudit* audit) {
  const CompactRange& recomputed = audit->tree.tree();
  if (reader.event_count() != recomputed.size()) {
    audit->sink.Add(
        LedgerFinding(FindingCode::kTreeMismatch,
                      "the number of events differs from the largest "
                      "ingest index",
                      std::to_string(reader.event_count()),
                      std::to_string(recomputed.size())));
  }
  if (!reader.keeps_tree()) return {};
  const auto stored = reader.TreeFrontier();
  if (!stored) return tl::make_unexpected(stored.error());
  if (stored->size == recomputed.size() &&
      stored->hashes == recomputed.hashes()) {
    return {};
  }
  audit->sink.Add(
      LedgerFinding(FindingCode::kTreeMismatch,
                    "the tree of the events is not the tree that was stored",
                    fmt::format("a stored tree of size {} with root {}",
                                recomputed.size(), ToHex(recomputed.Root())),
                    fmt::format("a stored tree of size {} with other subtrees",
                                stored->size)));
  return {};
}

Status CheckSources(const LedgerReader& reader, RunningAudit* audit) {
  const auto sources = reader.Sources();
  if (!sources) return tl::make_unexpected(sources.error());
  for (const SourceRow& source : *sources) {
    if (!source.rewritten) continue;
    audit->sink.Add(LedgerFinding(
        FindingCode::kSourceRewritten,
        fmt::format("the part of {} that had been ingested was changed "
                    "afterwards",
                    source.name),
        ToHex(source.digest), "another prefix"));
  }
  return {};
}

void CheckRoster(RunningAudit* audit) {
  std::set<std::string_view> present;
  for (size_t i = 0; i < audit->agents.size(); ++i) {
    if (audit->chains[i].events != 0 || !audit->chains[i].selected) {
      present.insert(audit->agents[i].agent_id);
    }
  }
  for (const std::string& expected : audit->options.expected_agents) {
    if (!present.insert(expected).second) continue;
    AuditFinding finding =
        LedgerFinding(FindingCode::kAgentMissing,
                      "an expected agent has no event in the ledger",
                      "at least one event", "no event");
    finding.agent_id = expected;
    audit->sink.Add(std::move(finding));
  }
}

}  // namespace plog

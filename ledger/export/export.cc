#include "ledger/export/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/export/event_text.h"
#include "ledger/json/json_writer.h"
#include "ledger/tree/grouped_tree.h"

namespace plog {

namespace {

bool HasLabels(const EventContent& content, const ExportOptions& options) {
  if (options.labels.empty()) return true;
  const JsonView labels = content.Get(Member::kLabels);
  if (!labels.valid()) return false;
  return std::all_of(options.labels.begin(), options.labels.end(),
                     [labels](const auto& wanted) {
                       const JsonView value = labels.Find(wanted.first);
                       return value.is_string() &&
                              value.AsString() == wanted.second;
                     });
}

bool Selected(const ExportOptions& options, const EventContent& content,
              std::string_view agent_id) {
  if (!options.agent_id.empty() && agent_id != options.agent_id) return false;
  if (!options.session_id.empty() &&
      content.Text(Member::kSessionId) != options.session_id) {
    return false;
  }
  if (!HasLabels(content, options)) return false;
  if (!options.since && !options.until) return true;
  const std::optional<Instant> time = content.timestamp();
  return time && (!options.since || *time >= *options.since) &&
         (!options.until || *time < *options.until);
}

void WriteTime(std::string_view name, const std::optional<Instant>& time,
               JsonWriter* w) {
  w->Member(name, time ? std::optional(FormatRfc3339(*time)) : std::nullopt);
}

// Without the braces around it: the events follow.
std::string Header(const ExportOptions& options, const GroupedTree& tree,
                   const std::vector<AgentRow>& agents,
                   const std::string& checkpoint) {
  std::set<std::string_view> profiles;
  for (const AgentRow& agent : agents) {
    if (options.agent_id.empty() || agent.agent_id == options.agent_id) {
      profiles.insert(agent.hash_profile);
    }
  }
  std::string out;
  JsonWriter w(&out);
  w.BeginObject();
  w.Member("version", "1.0");
  w.Member("exported_at", FormatRfc3339(options.exported_at));
  w.Name("filter");
  w.BeginObject();
  w.Member("agent_id", options.agent_id.empty()
                           ? std::nullopt
                           : std::optional(options.agent_id));
  WriteTime("since", options.since, &w);
  WriteTime("until", options.until, &w);
  if (!options.session_id.empty()) w.Member("session_id", options.session_id);
  if (!options.labels.empty()) {
    w.Name("labels");
    w.BeginObject();
    for (const auto& [name, value] : options.labels) w.Member(name, value);
    w.EndObject();
  }
  w.EndObject();
  w.Member("merkle_root", ToHex(tree.Root()));
  w.Member("tree_size", tree.size());
  w.Name("hash_profile");
  if (profiles.size() == 1 && !profiles.begin()->empty()) {
    w.String(*profiles.begin());
  } else if (profiles.size() > 1) {
    w.BeginObject();
    for (const AgentRow& agent : agents) {
      w.Member(agent.agent_id, agent.hash_profile);
    }
    w.EndObject();
  } else {
    w.Null();
  }
  w.Member("checkpoint",
           checkpoint.empty() ? std::nullopt : std::optional(checkpoint));
  w.EndObject();
  out.pop_back();
  return out;
}

// An exported event of the group of leaves at hand.
struct Exported {
  uint64_t leaf_index;
  Digest leaf_hash;
  std::string event_id;
};

// Writes the proofs of one group of leaves after the other.
class ProofWriter {
 public:
  ProofWriter(const GroupedTree& tree, const TextSink& sink)
      : tree_(tree), sink_(sink) {}

  // REQUIRES: every leaf, in order. Exported ones say whose they are.
  Status Add(const Digest& leaf, bool exported, std::string_view event_id) {
    if (exported) events_.push_back({next_, leaf, std::string(event_id)});
    leaves_.push_back(leaf);
    ++next_;
    const bool ends =
        leaves_.size() == GroupedTree::kGroup || next_ == tree_.size();
    return ends ? WriteGroup() : Status();
  }

 private:
  Status WriteGroup() {
    const FullTree group(std::exchange(leaves_, {}));
    for (const Exported& event : std::exchange(events_, {})) {
      Status done =
          sink_((written_++ == 0 ? "\n" : ",\n") +
                ProofText(event, tree_.Inclusion(event.leaf_index, group)));
      if (!done) return done;
    }
    return {};
  }

  std::string ProofText(const Exported& event,
                        const std::vector<Digest>& siblings) const {
    std::string out;
    JsonWriter w(&out);
    w.BeginObject();
    w.Member("event_id", event.event_id);
    w.Name("proof");
    w.BeginObject();
    w.Member("leaf_hash", ToHex(event.leaf_hash));
    w.Member("leaf_index", event.leaf_index);
    w.Name("siblings");
    w.BeginArray();
    for (const Digest& hash : siblings) w.String(ToHex(hash));
    w.EndArray();
    w.Member("tree_size", tree_.size());
    w.EndObject();
    w.EndObject();
    return out;
  }

  const GroupedTree& tree_;
  const TextSink& sink_;
  std::vector<Digest> leaves_;
  std::vector<Exported> events_;
  uint64_t next_ = 0;
  uint64_t written_ = 0;
};

// Reads every row; `visit` gets the row, its leaf hash and whether the options
// select it.
Status ForEveryRow(
    const LedgerReader& reader, const ExportOptions& options,
    const std::vector<AgentRow>& agents,
    const std::function<Status(const StoredEvent&, const EventContent&,
                               const Digest&, bool)>& visit) {
  auto cursor = reader.Scan(1, reader.event_count());
  if (!cursor) return tl::make_unexpected(cursor.error());
  EventAuditor auditor(agents);
  EventContent content;
  StoredEvent row;
  while (true) {
    const auto more = cursor->Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return {};
    const Digest leaf = auditor.Audit(row, &content).leaf;
    const bool selected = Selected(options, content, content.agent_id());
    if (Status status = visit(row, content, leaf, selected); !status) {
      return status;
    }
  }
}

// The header names the root, so all leaves are read before the events are
// written.
Result<GroupedTree> ReadTree(const LedgerReader& reader,
                             const ExportOptions& options,
                             const std::vector<AgentRow>& agents) {
  GroupedTree tree;
  const Status read = ForEveryRow(reader, options, agents,
                                  [&](const StoredEvent&, const EventContent&,
                                      const Digest& leaf, bool) -> Status {
                                    tree.Add(leaf);
                                    return {};
                                  });
  if (!read) return tl::make_unexpected(read.error());
  tree.Finish();
  return tree;
}

// The number of events written.
Result<uint64_t> WriteEvents(const LedgerReader& reader,
                             const ExportOptions& options,
                             const std::vector<AgentRow>& agents,
                             const TextSink& sink) {
  uint64_t written = 0;
  EventTextWriter events;
  const Status done =
      ForEveryRow(reader, options, agents,
                  [&](const StoredEvent& row, const EventContent& content,
                      const Digest&, bool selected) -> Status {
                    if (!selected) return {};
                    return sink((written++ == 0 ? "\n" : ",\n") +
                                events.Text(row, content));
                  });
  if (!done) return tl::make_unexpected(done.error());
  return written;
}

Status WriteProofs(const LedgerReader& reader, const ExportOptions& options,
                   const std::vector<AgentRow>& agents, const GroupedTree& tree,
                   const TextSink& sink) {
  ProofWriter proofs(tree, sink);
  return ForEveryRow(reader, options, agents,
                     [&](const StoredEvent&, const EventContent& content,
                         const Digest& leaf, bool selected) -> Status {
                       return proofs.Add(leaf, selected, content.id());
                     });
}

}  // namespace

Result<ExportSummary> ExportLedger(const LedgerReader& reader,
                                   const ExportOptions& options,
                                   const TextSink& sink) {
  const auto agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  const auto checkpoint = reader.NewestCheckpoint();
  if (!checkpoint) return tl::make_unexpected(checkpoint.error());
  const auto tree = ReadTree(reader, options, *agents);
  if (!tree) return tl::make_unexpected(tree.error());
  Status status =
      sink(Header(options, *tree, *agents, *checkpoint) + ",\"events\":[");
  if (!status) return tl::make_unexpected(status.error());
  const auto events = WriteEvents(reader, options, *agents, sink);
  if (!events) return tl::make_unexpected(events.error());
  status = sink("\n],\"merkle_proofs\":[");
  if (status) status = WriteProofs(reader, options, *agents, *tree, sink);
  if (status) status = sink("\n]}\n");
  if (!status) return tl::make_unexpected(status.error());
  return ExportSummary{*events, tree->size()};
}

}  // namespace plog

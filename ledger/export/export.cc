#include "ledger/export/export.h"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/json/json_writer.h"
#include "ledger/tree/full_tree.h"

namespace plog {

namespace {

// What is kept of an exported event until its proof is written.
struct Exported {
  uint64_t leaf_index;
  std::string event_id;
};

bool Selected(const ExportOptions& options, const EventContent& content,
              std::string_view agent_id) {
  if (!options.agent_id.empty() && agent_id != options.agent_id) return false;
  if (!options.since && !options.until) return true;
  const std::optional<Instant> time = content.timestamp();
  return time && (!options.since || *time >= *options.since) &&
         (!options.until || *time < *options.until);
}

// The event with all its members: the hashed bytes as they are wherever input
// may be so, so that every escape stays what was hashed, then the others. A
// damaged row becomes null, which verification will name.
std::string EventText(const StoredEvent& row, const EventContent& content,
                      bool unhashed_is_object) {
  if (!content.root().valid()) return "null";
  std::string text = ContentAsInput(content, row.content);
  text.erase(text.rfind('}'));
  text += fmt::format(R"({}"sequence":{},"hash":"{}","prev_hash":"{}")",
                      content.root().size() == 0 ? "" : ",", row.sequence,
                      ToHex(row.hash), ToHex(row.prev_hash));
  if (unhashed_is_object) {
    const size_t begin = row.unhashed.find('{') + 1;
    text += ",";
    text += row.unhashed.substr(begin, row.unhashed.rfind('}') - begin);
  }
  return text + "}";
}

// Whether there are unhashed members to write.
bool HasMembers(JsonParser* parser, std::string_view unhashed) {
  JsonDocument document;
  return !unhashed.empty() && !parser->Parse(unhashed, {}, &document) &&
         document.root().is(JsonType::kObject) && document.root().size() != 0;
}

void WriteTime(std::string_view name, const std::optional<Instant>& time,
               JsonWriter* w) {
  w->Member(name, time ? std::optional(FormatRfc3339(*time)) : std::nullopt);
}

// Without the braces around it: the events follow.
std::string Header(const ExportOptions& options, const FullTree& tree,
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

std::string ProofText(const Exported& event, const FullTree& tree,
                      const Digest& leaf_hash) {
  std::string out;
  JsonWriter w(&out);
  w.BeginObject();
  w.Member("event_id", event.event_id);
  w.Name("proof");
  w.BeginObject();
  w.Member("leaf_hash", ToHex(leaf_hash));
  w.Member("leaf_index", event.leaf_index);
  w.Name("siblings");
  w.BeginArray();
  for (const Digest& hash : tree.Inclusion(event.leaf_index)) {
    w.String(ToHex(hash));
  }
  w.EndArray();
  w.Member("tree_size", tree.size());
  w.EndObject();
  w.EndObject();
  return out;
}

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

}  // namespace

Result<ExportSummary> ExportLedger(const LedgerReader& reader,
                                   const ExportOptions& options,
                                   const TextSink& sink) {
  const auto agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  const auto checkpoint = reader.NewestCheckpoint();
  if (!checkpoint) return tl::make_unexpected(checkpoint.error());

  // The header names the root, so the leaves are read before the events.
  std::vector<Digest> leaves;
  Status status = ForEveryRow(reader, options, *agents,
                              [&](const StoredEvent&, const EventContent&,
                                  const Digest& leaf, bool) -> Status {
                                leaves.push_back(leaf);
                                return {};
                              });
  if (!status) return tl::make_unexpected(status.error());
  const FullTree tree(leaves);
  status = sink(Header(options, tree, *agents, *checkpoint) + ",\"events\":[");
  std::vector<Exported> exported;
  uint64_t position = 0;
  JsonParser parser;
  if (status) {
    status = ForEveryRow(
        reader, options, *agents,
        [&](const StoredEvent& row, const EventContent& content, const Digest&,
            bool selected) -> Status {
          const uint64_t leaf_index = position++;
          if (!selected || leaf_index >= leaves.size()) return {};
          const char* separator = exported.empty() ? "\n" : ",\n";
          exported.push_back({leaf_index, std::string(content.id())});
          return sink(separator + EventText(row, content,
                                            HasMembers(&parser, row.unhashed)));
        });
  }
  if (status) status = sink("\n],\"merkle_proofs\":[");
  for (size_t i = 0; i < exported.size() && status; ++i) {
    status = sink((i == 0 ? "\n" : ",\n") +
                  ProofText(exported[i], tree, leaves[exported[i].leaf_index]));
  }
  if (status) status = sink("\n]}\n");
  if (!status) return tl::make_unexpected(status.error());
  return ExportSummary{exported.size(), tree.size()};
}

}  // namespace plog

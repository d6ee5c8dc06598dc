#include "ledger/export/export.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "ledger/audit/find_agent.h"
#include "ledger/crypto/hex.h"
#include "ledger/event/content.h"
#include "ledger/event/labels.h"
#include "ledger/export/event_text.h"
#include "ledger/json/json_writer.h"
#include "ledger/store/effective_clock.h"
#include "ledger/tree/grouped_tree.h"
#include "ledger/tree/merkle.h"

namespace plog {

namespace {

bool Selected(const ExportOptions& options, const EventContent& content,
              std::optional<Instant> time) {
  if (!options.agent_id.empty() && content.agent_id() != options.agent_id) {
    return false;
  }
  if (!options.session_id.empty() &&
      content.Text(Member::kSessionId) != options.session_id) {
    return false;
  }
  if (!HasLabels(content, options.labels)) return false;
  if (!options.since && !options.until) return true;
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
      text_ = written_++ == 0 ? "\n" : ",\n";
      AppendProof(event, tree_.Inclusion(event.leaf_index, group));
      if (Status done = sink_(text_); !done) return done;
    }
    return {};
  }

  // Some twenty digests each: most of an export of short events, and nothing
  // that had to be escaped.
  void AppendProof(const Exported& event, const std::vector<Digest>& siblings) {
    text_ += "{\"event_id\":";
    JsonWriter(&text_).String(event.event_id);
    text_ += ",\"proof\":{\"leaf_hash\":";
    AppendQuotedHex(event.leaf_hash, &text_);
    text_ += ",\"leaf_index\":";
    text_ += std::to_string(event.leaf_index);
    text_ += ",\"siblings\":[";
    for (size_t i = 0; i < siblings.size(); ++i) {
      if (i > 0) text_ += ',';
      AppendQuotedHex(siblings[i], &text_);
    }
    text_ += "],\"tree_size\":";
    text_ += std::to_string(tree_.size());
    text_ += "}}";
  }

  const GroupedTree& tree_;
  const TextSink& sink_;
  std::vector<Digest> leaves_;
  std::vector<Exported> events_;
  std::string text_;
  uint64_t next_ = 0;
  uint64_t written_ = 0;
};

// The rows of a ledger without an audit: what of them is exported, and its
// leaves. What is wrong with them, verification of the export finds.
class RowSource {
 public:
  // `clock` only for an export of an interval.
  RowSource(const std::vector<AgentRow>& agents,
            std::optional<EffectiveClock> clock)
      : agents_(agents), clock_(std::move(clock)) {}

  // Calls visit for every row.
  Status ForEach(const LedgerReader& reader,
                 const std::function<Status()>& visit) {
    auto cursor = reader.Scan(1, reader.event_count());
    if (!cursor) return tl::make_unexpected(cursor.error());
    if (clock_) clock_->Restart();
    while (true) {
      const auto more = cursor->Next(&row_);
      if (!more) return tl::make_unexpected(more.error());
      if (!*more) return {};
      is_damaged_ = parser_.Parse(row_.content, &content_).has_value();
      time_.reset();  // a damaged event is in no interval
      if (clock_ && !is_damaged_) time_ = clock_->At(row_, content_);
      if (Status status = visit(); !status) return status;
    }
  }

  // Of the row at hand:
  const StoredEvent& row() const { return row_; }
  const EventContent& content() const { return content_; }
  bool Selected(const ExportOptions& options) const {
    return plog::Selected(options, content_, time_);
  }
  // As EventAuditor gives it.
  Digest Leaf() {
    std::string_view agent_id = content_.agent_id();
    const auto agent = FindAgent(agents_, row_.agent);
    if (is_damaged_ && agent) agent_id = agents_[*agent].agent_id;
    leaf_data_.clear();
    AppendLeafData(agent_id, row_.hash, row_.prev_hash, row_.sequence,
                   &leaf_data_);
    return LeafHash(&sha_, leaf_data_);
  }

 private:
  const std::vector<AgentRow>& agents_;
  std::optional<EffectiveClock> clock_;
  std::optional<Instant> time_;  // of the row at hand
  ContentParser parser_;
  StoredEvent row_;
  EventContent content_;
  bool is_damaged_ = false;
  Sha256 sha_;
  std::string leaf_data_;
};

// The header names the root, so all leaves are read before the events are
// written.
Result<GroupedTree> ReadTree(const LedgerReader& reader, RowSource* rows) {
  GroupedTree tree;
  const Status read = rows->ForEach(reader, [&]() -> Status {
    tree.Add(rows->Leaf());
    return {};
  });
  if (!read) return tl::make_unexpected(read.error());
  tree.Finish();
  return tree;
}

// The number of events written.
Result<uint64_t> WriteEvents(const LedgerReader& reader,
                             const ExportOptions& options, RowSource* rows,
                             const TextSink& sink) {
  uint64_t written = 0;
  EventTextWriter events;
  std::string text;
  const Status done = rows->ForEach(reader, [&]() -> Status {
    if (!rows->Selected(options)) return {};
    text = written++ == 0 ? "\n" : ",\n";
    events.Append(rows->row(), rows->content(), &text);
    return sink(text);
  });
  if (!done) return tl::make_unexpected(done.error());
  return written;
}

Status WriteProofs(const LedgerReader& reader, const ExportOptions& options,
                   RowSource* rows, const GroupedTree& tree,
                   const TextSink& sink) {
  ProofWriter proofs(tree, sink);
  return rows->ForEach(reader, [&]() -> Status {
    return proofs.Add(rows->Leaf(), rows->Selected(options),
                      rows->content().id());
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
  std::optional<EffectiveClock> clock;
  if (options.since || options.until) {
    auto prepared = EffectiveClock::Of(reader);
    if (!prepared) return tl::make_unexpected(prepared.error());
    clock = *std::move(prepared);
  }
  RowSource rows(*agents, std::move(clock));
  const auto tree = ReadTree(reader, &rows);
  if (!tree) return tl::make_unexpected(tree.error());
  Status status =
      sink(Header(options, *tree, *agents, *checkpoint) + ",\"events\":[");
  if (!status) return tl::make_unexpected(status.error());
  const auto events = WriteEvents(reader, options, &rows, sink);
  if (!events) return tl::make_unexpected(events.error());
  status = sink("\n],\"merkle_proofs\":[");
  if (status) status = WriteProofs(reader, options, &rows, *tree, sink);
  if (status) status = sink("\n]}\n");
  if (!status) return tl::make_unexpected(status.error());
  return ExportSummary{*events, tree->size()};
}

}  // namespace plog

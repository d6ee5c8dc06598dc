#include "ledger/store/scratch_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "ledger/event/content.h"
#include "ledger/store/event_cursor.h"
#include "ledger/tree/merkle.h"

namespace plog {
namespace {

class ScratchCursor final : public EventCursor::Impl {
 public:
  // `noted`: as ScanNoted.
  ScratchCursor(const ScratchContents& contents, bool noted, uint64_t first,
                uint64_t last)
      : contents_(contents), reader_(contents.rows), noted_(noted) {
    Restart(first, last);
  }

  Result<bool> Next(StoredEvent* row) override {
    if (next_ > last_ || next_ > contents_.rows.size()) return false;
    const uint64_t index = next_++;
    const uint64_t ahead = last_ - index + 1;
    const Status read = noted_ ? reader_.ReadNoted(index, ahead, row)
                               : reader_.Read(index, ahead, row);
    if (!read) return tl::make_unexpected(read.error());
    row->id_key = contents_.ids.keys()[static_cast<size_t>(index - 1)];
    return true;
  }

  void Restart(uint64_t first, uint64_t last) override {
    next_ = std::max<uint64_t>(first, 1);
    last_ = last;
  }

 private:
  const ScratchContents& contents_;
  ScratchRowReader reader_;
  const bool noted_;
  uint64_t next_ = 1;
  uint64_t last_ = 0;
};

// Walks rows in an order of their own.
class ListCursor final : public EventCursor::Impl {
 public:
  ListCursor(const ScratchRows& rows, std::vector<uint64_t> indices)
      : reader_(rows), indices_(std::move(indices)) {}

  Result<bool> Next(StoredEvent* row) override {
    if (next_ == indices_.size()) return false;
    const Status read = reader_.Read(indices_[next_++], 1, row);
    if (!read) return tl::make_unexpected(read.error());
    return true;
  }
  void Restart(uint64_t, uint64_t) override { next_ = 0; }

 private:
  ScratchRowReader reader_;
  std::vector<uint64_t> indices_;
  size_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<LedgerReader>> ScratchReader::Clone() const {
  return std::make_unique<ScratchReader>(&contents_);
}

Result<std::vector<AgentRow>> ScratchReader::Agents() const {
  return std::vector<AgentRow>(contents_.agents.begin(),
                               contents_.agents.end());
}

Result<std::vector<RejectRow>> ScratchReader::Rejects() const {
  std::vector<RejectRow> rejects;
  ScratchRowReader reader(contents_.raw);
  for (const ScratchContents::Reject& reject : contents_.rejects) {
    StoredEvent raw;
    const Status read = reader.Read(reject.raw, 1, &raw);
    if (!read) return tl::make_unexpected(read.error());
    rejects.push_back(reject.row);
    rejects.back().raw = raw.content;
  }
  return rejects;
}

Result<std::vector<SourceRow>> ScratchReader::Sources() const {
  return contents_.sources;
}

Result<EventCursor> ScratchReader::Scan(uint64_t first, uint64_t last) const {
  return EventCursor(
      std::make_unique<ScratchCursor>(contents_, false, first, last));
}

Result<EventCursor> ScratchReader::ScanNoted(uint64_t first,
                                             uint64_t last) const {
  return EventCursor(
      std::make_unique<ScratchCursor>(contents_, true, first, last));
}

Result<EventCursor> ScratchReader::NewestToolCalls(uint32_t agent,
                                                   uint64_t first) const {
  std::vector<uint64_t> calls;
  ScratchCursor cursor(contents_, false, first, contents_.rows.size());
  StoredEvent row;
  while (true) {
    const Result<bool> more = cursor.Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) break;
    const bool wanted = row.agent == agent && row.action_type == "TOOL_CALL";
    if (wanted) calls.push_back(row.index);
  }
  std::reverse(calls.begin(), calls.end());
  return EventCursor(
      std::make_unique<ListCursor>(contents_.rows, std::move(calls)));
}

Status ScratchReader::VisitPlaces(
    const std::function<void(const EventPlace&)>& visit) const {
  ScratchCursor cursor(contents_, true, 1, contents_.rows.size());
  StoredEvent row;
  while (true) {
    const Result<bool> more = cursor.Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return {};
    visit({row.agent, row.sequence, row.index});
  }
}

Result<std::vector<uint64_t>> ScratchReader::FindById(
    std::string_view id) const {
  Sha256 sha;
  std::vector<uint64_t> found;
  ScratchRowReader reader(contents_.rows);
  ContentParser parser;
  EventContent content;
  for (const uint64_t index : contents_.ids.Find(
           IdKey(id, &sha), std::numeric_limits<size_t>::max())) {
    StoredEvent row;
    const Status read = reader.Read(index, 1, &row);
    if (!read) return tl::make_unexpected(read.error());
    if (parser.Parse(row.content, &content)) continue;
    if (content.id() == id) found.push_back(index);
  }
  return found;
}

Status ScratchReader::VisitIdKeys(
    const std::function<void(std::span<const uint64_t>)>& visit) const {
  visit(contents_.ids.keys());
  return {};
}

Result<LedgerReader::Frontier> ScratchReader::TreeFrontier() const {
  CompactRange tree;
  Sha256 sha;
  std::string leaf;
  ScratchCursor cursor(contents_, true, 1, contents_.rows.size());
  StoredEvent row;
  while (true) {
    const Result<bool> more = cursor.Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return Frontier{tree.size(), tree.hashes()};
    leaf.clear();
    AppendLeafData(contents_.agents[row.agent].agent_id, row.hash,
                   row.prev_hash, row.sequence, &leaf);
    tree.Append(LeafHash(&sha, leaf));
  }
}

Result<std::string> ScratchReader::NewestCheckpoint() const {
  return contents_.checkpoint;
}

}  // namespace plog

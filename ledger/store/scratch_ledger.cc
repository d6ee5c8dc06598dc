#include "ledger/store/scratch_ledger.h"

#include <tuple>
#include <utility>

namespace plog {
namespace {

constexpr size_t kLookupLimit = 64;

}  // namespace

std::unique_ptr<LedgerWriter> LedgerWriter::OpenScratch(
    const std::string& folder) {
  return std::make_unique<ScratchLedger>(folder);
}

ScratchLedger::ScratchLedger(const std::string& folder)
    : contents_(folder),
      reader_(&contents_),
      rejects_by_place_(ByPlace{contents_.rejects}) {}

bool ScratchLedger::ByPlace::operator()(size_t a, size_t b) const {
  const auto key = [this](size_t at) {
    const RejectRow& row = rejects[at].row;
    return std::tie(row.source, row.line, row.column, row.code, row.raw_sha256);
  };
  return key(a) < key(b);
}

Status ScratchLedger::Checked(Status status) {
  if (failure_) return tl::make_unexpected(*failure_);
  if (!status) {
    failure_ = status.error();
    Undo();
  }
  return status;
}

Status ScratchLedger::Begin() {
  if (in_transaction_) {
    return Checked(Fail(ErrorKind::kDefect, "a transaction is open already"));
  }
  in_transaction_ = true;
  return Checked({});
}

Status ScratchLedger::Flush() {
  if (failure_) return tl::make_unexpected(*failure_);
  return Checked(contents_.rows.Flush());
}

Result<std::vector<uint64_t>> ScratchLedger::Flushed(
    std::vector<uint64_t> indices) {
  if (indices.empty()) return indices;
  if (Status done = Flush(); !done) return tl::make_unexpected(done.error());
  return indices;
}

Status ScratchLedger::Commit() {
  if (Status done = Flush(); !done) return done;
  contents_.rows.Commit();
  contents_.raw.Commit();
  undo_.clear();
  is_changed_.assign(contents_.agents.size(), false);
  in_transaction_ = false;
  return {};
}

Status ScratchLedger::Rollback() {
  if (!failure_) Undo();  // else it was undone when it failed
  return {};
}

void ScratchLedger::Undo() {
  const uint64_t events = contents_.rows.size();
  contents_.rows.RollBack();
  contents_.raw.RollBack();
  for (; !undo_.empty(); undo_.pop_back()) undo_.back()();
  if (contents_.rows.size() < events) {
    for (SequenceIndex& chain : contents_.sequences) {
      chain.CutTo(contents_.rows.size());
    }
    const std::vector<uint64_t> keys = contents_.ids.keys();
    contents_.ids = IdTable();
    for (size_t i = 0; i < contents_.rows.size(); ++i) {
      contents_.ids.Add(keys[i]);
    }
  }
  is_changed_.assign(contents_.agents.size(), false);
  in_transaction_ = false;
}

AgentRow& ScratchLedger::Changed(uint32_t agent) {
  AgentRow& row = contents_.agents[agent];
  if (!is_changed_[agent]) {
    is_changed_[agent] = true;
    undo_.emplace_back([&row, old = row] { row = old; });
  }
  return row;
}

Result<std::optional<AgentRow>> ScratchLedger::FindAgent(
    std::string_view agent_id) {
  const auto found = agent_keys_.find(agent_id);
  if (found == agent_keys_.end()) return std::optional<AgentRow>();
  return contents_.agents[found->second];
}

Result<AgentRow> ScratchLedger::Agent(std::string_view agent_id,
                                      ChainKind kind) {
  if (const auto found = agent_keys_.find(agent_id);
      found != agent_keys_.end()) {
    return contents_.agents[found->second];
  }
  AgentRow agent = NewAgent(agent_id, kind);
  agent.key = static_cast<uint32_t>(contents_.agents.size());
  const AgentRow& added = contents_.agents.emplace_back(std::move(agent));
  contents_.sequences.emplace_back();
  is_changed_.push_back(true);  // there is nothing to restore
  agent_keys_.emplace(added.agent_id, added.key);
  undo_.emplace_back([this] {
    agent_keys_.erase(contents_.agents.back().agent_id);
    contents_.agents.pop_back();
    contents_.sequences.pop_back();
  });
  return added;
}

Status ScratchLedger::SetProfile(uint32_t agent, std::string_view profile,
                                 const std::vector<std::string>& equivalents,
                                 bool settled) {
  AgentRow& row = Changed(agent);
  row.hash_profile = profile;
  row.equivalent_profiles = equivalents;
  row.profile_settled = settled;
  return {};
}

Result<uint64_t> ScratchLedger::Append(const StoredEvent& row,
                                       uint64_t id_key) {
  if (failure_) return tl::make_unexpected(*failure_);
  const Status stored = Checked(contents_.rows.Append(row));
  if (!stored) return tl::make_unexpected(stored.error());
  AgentRow& agent = Changed(row.agent);
  ++agent.events;
  agent.head_sequence = row.sequence;
  agent.head_hash = row.hash;
  contents_.ids.Add(id_key);
  const uint64_t index = contents_.rows.size();
  if (agent.kind == ChainKind::kRecorded) {
    contents_.sequences[row.agent].Add(row.sequence, index);
  }
  return index;
}

Status ScratchLedger::ReplaceContent(uint64_t index, std::string_view content) {
  if (failure_) return tl::make_unexpected(*failure_);
  return Checked(contents_.rows.ReplaceContent(index, content));
}

Result<std::vector<uint64_t>> ScratchLedger::FindByIdKey(uint64_t id_key) {
  return Flushed(contents_.ids.Find(id_key, kLookupLimit));
}

Result<uint64_t> ScratchLedger::MaxSequence(uint32_t agent) {
  return contents_.sequences[agent].largest();
}

Result<std::vector<uint64_t>> ScratchLedger::FindBySequence(uint32_t agent,
                                                            uint64_t sequence) {
  return Flushed(contents_.sequences[agent].Find(sequence, kLookupLimit));
}

Result<std::vector<uint64_t>> ScratchLedger::RecordedEvents(uint32_t agent) {
  return Flushed(contents_.sequences[agent].Indices());
}

Status ScratchLedger::AddReject(const RejectRow& reject) {
  if (failure_) return tl::make_unexpected(*failure_);
  const size_t position = contents_.rejects.size();
  contents_.rejects.push_back({reject, 0});
  if (!rejects_by_place_.insert(position).second) {
    contents_.rejects.pop_back();  // it is known
    return {};
  }
  ScratchContents::Reject& added = contents_.rejects.back();
  std::string().swap(added.row.raw);  // assigning would keep the memory
  undo_.emplace_back([this, position] {
    rejects_by_place_.erase(position);
    contents_.rejects.pop_back();
  });
  StoredEvent raw;
  raw.content = reject.raw;
  Status kept = contents_.raw.Append(raw);
  if (kept) kept = contents_.raw.Flush();
  added.raw = contents_.raw.size();
  return Checked(kept);
}

Result<std::optional<SourceRow>> ScratchLedger::FindSource(
    std::string_view name) {
  for (size_t i = contents_.sources.size(); i-- > 0;) {
    if (contents_.sources[i].name == name) return contents_.sources[i];
  }
  return std::optional<SourceRow>();
}

Result<uint64_t> ScratchLedger::PutSource(const SourceRow& source) {
  if (failure_) return tl::make_unexpected(*failure_);
  std::vector<SourceRow>& sources = contents_.sources;
  if (source.key == 0) {
    sources.push_back(source);
    sources.back().key = sources.size();
    undo_.emplace_back([&sources] { sources.pop_back(); });
    return sources.back().key;
  }
  const auto at = static_cast<size_t>(source.key - 1);
  undo_.emplace_back([&sources, at, old = sources[at]] { sources[at] = old; });
  sources[at] = source;
  return source.key;
}

Status ScratchLedger::AddCheckpoint(uint64_t, std::string_view note) {
  undo_.emplace_back(
      [this, old = contents_.checkpoint] { contents_.checkpoint = old; });
  contents_.checkpoint = note;
  return {};
}

}  // namespace plog

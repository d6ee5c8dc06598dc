#include "ledger/ingest/chain_appender.h"

#include <algorithm>
#include <utility>

#include "ledger/ingest/profile_detection.h"
#include "ledger/json/canonical.h"

namespace plog {

ChainAppender::ChainAppender(LedgerWriter* writer, const HashProfile* named,
                             ProfileHints* hints)
    : writer_(writer), named_(named), hints_(hints) {}

Result<ChainAppender::Outcome> ChainAppender::Add(
    const PreparedRecord& record) {
  const Result<Chain*> chain = ChainOf(record);
  if (!chain) return tl::make_unexpected(chain.error());
  const ChainKind kind =
      record.link ? ChainKind::kRecorded : ChainKind::kSealed;
  if ((*chain)->row.kind != kind) return Outcome::kMixedChain;
  return record.link ? AddRecorded(record, *chain) : AddBare(record, *chain);
}

Result<ChainAppender::Chain*> ChainAppender::ChainOf(
    const PreparedRecord& record) {
  const auto found = chains_.find(record.agent_id);
  if (found != chains_.end()) return &found->second;
  Result<AgentRow> row = writer_->Agent(
      record.agent_id, record.link ? ChainKind::kRecorded : ChainKind::kSealed);
  if (!row) return tl::make_unexpected(row.error());
  Chain chain;
  chain.row = std::move(*row);
  if (Status loaded = LoadChain(&chain); !loaded) {
    return tl::make_unexpected(loaded.error());
  }
  return &chains_.emplace(record.agent_id, std::move(chain)).first->second;
}

Status ChainAppender::LoadChain(Chain* chain) {
  const AgentRow& row = chain->row;
  chain->profile = FindHashProfile(row.hash_profile);
  if (row.kind == ChainKind::kSealed) return {};
  const Result<uint64_t> largest = writer_->MaxSequence(row.key);
  if (!largest) return tl::make_unexpected(largest.error());
  chain->max_sequence = *largest;
  if (!row.profile_settled) {
    Result<std::vector<uint64_t>> first = writer_->RecordedEvents(row.key);
    if (!first) return tl::make_unexpected(first.error());
    chain->first = std::move(*first);
  }
  const bool lacks_profile = !row.profile_settled || chain->profile == nullptr;
  if (named_ != nullptr && lacks_profile) return UseNamedProfile(chain);
  if (hints_ != nullptr && row.profile_settled) {
    hints_->Set(row.agent_id, &chain->storing());
  }
  return {};
}

Status ChainAppender::UseNamedProfile(Chain* chain) {
  if (Status done = NameChainProfile(writer_, chain->row, *named_); !done) {
    return done;
  }
  chain->profile = named_;
  chain->row.profile_settled = true;
  chain->first.clear();
  if (hints_ != nullptr) hints_->Set(chain->row.agent_id, named_);
  return {};
}

Result<ChainAppender::Outcome> ChainAppender::AddBare(
    const PreparedRecord& record, Chain* chain) {
  if (record.id_given) {
    const Result<bool> present = IsPresentBare(record);
    if (!present) return tl::make_unexpected(present.error());
    if (*present) return Outcome::kPresent;
  }
  StoredEvent row;
  row.sequence = chain->row.head_sequence + 1;
  row.prev_hash = chain->row.head_hash;
  row.content = record.content;
  Sha256 hash = record.content_hash;
  row.hash = CompleteHash(row.prev_hash, NativeProfile(), &hash);
  const Status done = Append(record, &row, chain);
  if (!done) return tl::make_unexpected(done.error());
  return Outcome::kAppended;
}

// The same content, but for the time of sealing where the input gave none.
Result<bool> ChainAppender::IsPresentBare(const PreparedRecord& record) {
  const Result<std::vector<uint64_t>> found =
      writer_->FindByIdKey(record.id_key);
  if (!found) return tl::make_unexpected(found.error());
  const std::string_view content = record.content;
  const size_t time_end = record.sealed_time_at + record.sealed_time_size;
  return AnyOf(*found, [&](const StoredEvent& row) {
    if (row.content == content) return true;
    if (record.sealed_time_size == 0) return false;
    // The time is a string literal that both have at the same place.
    if (!row.content.starts_with(content.substr(0, record.sealed_time_at))) {
      return false;
    }
    const size_t stored_end = row.content.find('"', record.sealed_time_at + 1);
    return stored_end != std::string_view::npos &&
           row.content.substr(stored_end + 1) == content.substr(time_end);
  });
}

Result<bool> ChainAppender::AnyOf(
    const std::vector<uint64_t>& indices,
    const std::function<bool(const StoredEvent&)>& matches) {
  if (indices.empty()) return false;
  if (!rows_) {
    Result<EventCursor> cursor = writer_->reader().Scan(0, 0);
    if (!cursor) return tl::make_unexpected(cursor.error());
    rows_.emplace(std::move(*cursor));
  }
  bool any = false;
  for (size_t i = 0; i < indices.size() && !any; ++i) {
    rows_->Restart(indices[i], indices[i]);
    StoredEvent row;
    const Result<bool> more = rows_->Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    any = *more && matches(row);
  }
  rows_->Restart(0, 0);  // it is not to be in the middle when a commit comes
  return any;
}

Result<ChainAppender::Outcome> ChainAppender::AddRecorded(
    const PreparedRecord& record, Chain* chain) {
  std::string_view content = record.content;
  bool verifies = record.verifies && chain->profile != nullptr;
  if (record.profile != &chain->storing()) {
    // Cannot fail: the same text was parsed when the record was prepared.
    (void)parser_.Parse(record.text, &parsed_);
    recanonicalised_.clear();
    AppendContent(parsed_.event, record.text, chain->storing(),
                  &recanonicalised_);
    content = recanonicalised_;
    verifies = chain->profile != nullptr &&
               ContentHash(content, record.link->prev_hash, *chain->profile,
                           &sha_) == record.link->hash;
  }
  const Result<bool> present = IsPresentRecorded(record, *chain, content);
  if (!present) return tl::make_unexpected(present.error());
  if (*present) return Outcome::kPresent;
  StoredEvent row;
  row.sequence = record.link->sequence;
  row.hash = record.link->hash;
  row.prev_hash = record.link->prev_hash;
  row.content = content;
  const bool keep = !verifies || !chain->row.profile_settled;
  row.original = keep ? record.text : std::string_view();
  Status done = Append(record, &row, chain);
  // The next record takes the place of this text.
  if (done && content.data() == recanonicalised_.data())
    done = writer_->Flush();
  if (!done) return tl::make_unexpected(done.error());
  return Outcome::kAppended;
}

Result<bool> ChainAppender::IsPresentRecorded(const PreparedRecord& record,
                                              const Chain& chain,
                                              std::string_view content) {
  if (record.link->sequence > chain.max_sequence) return false;
  const Result<std::vector<uint64_t>> found =
      writer_->FindBySequence(chain.row.key, record.link->sequence);
  if (!found) return tl::make_unexpected(found.error());
  return AnyOf(*found, [&](const StoredEvent& row) {
    return row.agent == chain.row.key &&
           row.sequence == record.link->sequence &&
           row.hash == record.link->hash && row.content == content;
  });
}

Status ChainAppender::Append(const PreparedRecord& record, StoredEvent* row,
                             Chain* chain) {
  row->agent = chain->row.key;
  if (record.session) row->session = *record.session;
  row->time_seconds = record.time_seconds;
  row->action_type = record.action_type;
  row->unhashed = record.unhashed;
  row->note = record.note;
  row->time_nanos = record.time_nanos;
  const Result<uint64_t> index = writer_->Append(*row, record.id_key);
  if (!index) return tl::make_unexpected(index.error());
  chain->row.head_sequence = row->sequence;
  chain->row.head_hash = row->hash;
  chain->max_sequence = std::max(chain->max_sequence, row->sequence);
  if (chain->row.profile_settled) return {};
  chain->first.push_back(*index);
  undecided_.insert(record.agent_id);
  return chain->first.size() == kDetectionEvents ? Detect(chain) : Status();
}

Status ChainAppender::Detect(Chain* chain) {
  const bool settled = chain->first.size() >= kDetectionEvents;
  const Result<DetectedProfile> detected =
      DetectChainProfile(writer_, chain->row.key, chain->first, settled);
  if (!detected) return tl::make_unexpected(detected.error());
  chain->profile = detected->profile;
  chain->row.profile_settled = settled;
  if (settled) chain->first.clear();
  if (hints_ != nullptr) hints_->Set(chain->row.agent_id, &chain->storing());
  return {};
}

Status ChainAppender::BeforeCommit() {
  for (const std::string& agent_id : std::exchange(undecided_, {})) {
    Chain& chain = chains_.at(agent_id);
    if (chain.row.profile_settled) continue;
    if (Status done = Detect(&chain); !done) return done;
  }
  return {};
}

}  // namespace plog

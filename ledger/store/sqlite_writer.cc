#include "ledger/store/sqlite_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/json/hash_profile.h"
#include "ledger/store/ledger_path.h"
#include "ledger/store/schema.h"
#include "ledger/store/schema_check.h"

namespace plog {
namespace {

// journal_mode comes before the lock is kept; page_size counts only for a
// file without pages, and cache_size is turned into pages by the page size that
// counts when it is given. A transaction stays in the cache: kCommitBytes of
// ledger/ingest/batch_storer.cc. What is overwritten or freed is of the ledger
// itself, so that no zeros need be written over it, as Debian's SQLite would.
constexpr char kWriterPragmas[] =
    "PRAGMA page_size=16384;"
    "PRAGMA cache_size=-32768;"
    "PRAGMA secure_delete=OFF;"
    "PRAGMA journal_mode=DELETE;"
    "PRAGMA synchronous=EXTRA;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA locking_mode=EXCLUSIVE;";

std::string JoinNames(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    if (!joined.empty()) joined += ' ';
    joined += name;
  }
  return joined;
}

}  // namespace

const std::array<SqliteWriter::NamedStatement, 11> SqliteWriter::kStatements = {
    {{&SqliteWriter::insert_events_,
      "INSERT INTO events SELECT * FROM pending_events"},
     {&SqliteWriter::put_agent_,
      "INSERT OR REPLACE INTO agents VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)"},
     {&SqliteWriter::put_tree_, "INSERT OR REPLACE INTO tree VALUES(1,?1,?2)"},
     {&SqliteWriter::put_ids_, "INSERT INTO event_ids VALUES(?1,?2)"},
     {&SqliteWriter::replace_content_,
      "UPDATE events SET content = ?2 WHERE idx = ?1"},
     {&SqliteWriter::max_sequence_,
      "SELECT sequence FROM events INDEXED BY recorded_events "
      "WHERE original IS NOT NULL AND agent = ?1 "
      "ORDER BY sequence DESC LIMIT 1"},
     {&SqliteWriter::by_sequence_,
      "SELECT idx FROM events INDEXED BY recorded_events "
      "WHERE original IS NOT NULL AND agent = ?1 AND sequence = ?2 "
      "ORDER BY idx DESC LIMIT 64"},
     {&SqliteWriter::recorded_,
      "SELECT idx FROM events INDEXED BY recorded_events "
      "WHERE original IS NOT NULL AND agent = ?1"},
     {&SqliteWriter::add_reject_,
      "INSERT INTO rejects VALUES(NULL,?1,?2,?3,?4,?5,?6,?7)"},
     {&SqliteWriter::has_reject_,
      "SELECT 1 FROM rejects WHERE source = ?1 AND line = ?2 AND col = ?3 "
      "AND code = ?4 AND raw_sha256 = ?5"},
     {&SqliteWriter::put_source_,
      "INSERT OR REPLACE INTO sources "
      "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)"}}};

Result<std::unique_ptr<LedgerWriter>> LedgerWriter::Open(
    const std::string& path) {
  const Result<std::string> absolute = LedgerPathForWriting(path);
  if (!absolute) return tl::make_unexpected(absolute.error());
  Result<Connection> connection =
      Connection::Open(*absolute, Connection::Mode::kWrite);
  if (!connection) return tl::make_unexpected(connection.error());
  auto writer = std::make_unique<SqliteWriter>(
      std::make_unique<Connection>(std::move(*connection)));
  Status ready = writer->Prepare(*absolute);
  if (!ready) return tl::make_unexpected(ready.error());
  return writer;
}

Result<std::unique_ptr<LedgerWriter>> LedgerWriter::OpenMemory() {
  Result<Connection> connection =
      Connection::Open("", Connection::Mode::kMemory);
  if (!connection) return tl::make_unexpected(connection.error());
  auto writer = std::make_unique<SqliteWriter>(
      std::make_unique<Connection>(std::move(*connection)));
  Status ready = writer->Prepare("ledger in memory");
  if (!ready) return tl::make_unexpected(ready.error());
  return writer;
}

SqliteWriter::SqliteWriter(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)),
      reader_(connection_.get(), ""),
      agents_(&reader_) {}

template <class T>
Result<T> SqliteWriter::Checked(Result<T> result) {
  if (failure_) return tl::make_unexpected(*failure_);
  if (!result) {
    failure_ = result.error();
    // Going on after a failed write is how later rows come to stand without
    // earlier ones.
    (void)connection_->Execute("ROLLBACK");
  }
  return result;
}

Status SqliteWriter::Prepare(const std::string& path) {
  // The schema decides before anything is written: a foreign database must
  // not even have its journal mode changed.
  const Result<int64_t> pages = connection_->QueryInteger("PRAGMA page_count");
  if (!pages) return tl::make_unexpected(pages.error());
  if (*pages > 0) {
    if (Status ours = CheckSchema(*connection_, path); !ours) return ours;
  }
  if (Status done = connection_->Execute(kWriterPragmas); !done) return done;
  if (Status done = connection_->Execute("BEGIN EXCLUSIVE"); !done) return done;
  Status ready;
  // Asked again under the lock: another process may have been first.
  const Result<int64_t> objects =
      connection_->QueryInteger("SELECT count(*) FROM sqlite_schema");
  if (!objects) return tl::make_unexpected(objects.error());
  ready = *objects == 0 ? CreateSchema() : CheckSchema(*connection_, path);
  if (ready) ready = connection_->Execute("COMMIT");
  if (ready) ready = PrepareStatements();
  if (ready) ready = LoadState();
  return ready;
}

Status SqliteWriter::CreateSchema() {
  Status done = connection_->Execute(
      fmt::format("PRAGMA application_id={}; PRAGMA user_version={}",
                  kApplicationId, kSchemaVersion));
  for (const SchemaObject& object : kSchema) {
    if (done) done = connection_->Execute(object.sql);
  }
  return done;
}

Status SqliteWriter::PrepareStatements() {
  Status done = pending_.Register(connection_.get());
  if (!done) return done;
  for (const auto& [statement, sql] : kStatements) {
    Result<Statement> prepared = connection_->Prepare(sql);
    if (!prepared) return tl::make_unexpected(prepared.error());
    this->*statement = std::move(*prepared);
  }
  return {};
}

// REQUIRES: no transaction of ours has uncommitted rows.
Status SqliteWriter::LoadState() {
  if (Status counted = agents_.Reset(); !counted) return counted;
  Result<LedgerReader::Frontier> frontier = reader_.TreeFrontier();
  if (!frontier) return tl::make_unexpected(frontier.error());
  events_ = reader_.event_count();
  const auto subtrees =
      static_cast<size_t>(__builtin_popcountll(frontier->size));
  if (frontier->size != events_ || frontier->hashes.size() != subtrees) {
    return Fail(ErrorKind::kUnreadable,
                fmt::format("ledger is damaged: its tree has {} leaves, its "
                            "last event is number {}",
                            frontier->size, events_),
                "`plog verify` reports what was altered; nothing can be added");
  }
  tree_.Reset(CompactRange(frontier->size, std::move(frontier->hashes)));
  new_ids_.clear();
  ids_.reset();
  return {};
}

Status SqliteWriter::Begin() {
  return Checked(connection_->Execute("BEGIN EXCLUSIVE"));
}

Status SqliteWriter::Commit() {
  // Rolled back: what is flushed now would be written at once, by itself.
  if (failure_) return tl::make_unexpected(*failure_);
  Status done = FlushAll();
  if (done) done = connection_->Execute("COMMIT");
  return Checked(done);
}

// Out of exclusive mode SQLite ends a transaction by removing the journal; in
// it, by writing over its header and syncing that, and removes it later.
Status SqliteWriter::CommitAndRelease() {
  if (failure_) return tl::make_unexpected(*failure_);
  Status done = FlushAll();
  if (done) done = connection_->Execute("PRAGMA locking_mode=NORMAL;COMMIT");
  return Checked(done);
}

Status SqliteWriter::FlushAll() {
  Status done = Flush();
  if (done) done = FlushAgents();
  if (done) done = FlushTree();
  if (done) done = FlushIds();
  return done;
}

Status SqliteWriter::Rollback() {
  pending_.rows.clear();
  if (failure_) return {};  // rolled back when it failed
  Status done = connection_->Execute("ROLLBACK");
  if (done) done = LoadState();
  return Checked(done);
}

Status SqliteWriter::FlushAgents() {
  for (const AgentRow* agent : agents_.TakeChanged()) {
    const std::string equivalents = JoinNames(agent->equivalent_profiles);
    put_agent_.Bind(1, uint64_t{agent->key});
    put_agent_.BindText(2, agent->agent_id);
    put_agent_.Bind(3, int64_t{agent->kind == ChainKind::kRecorded});
    put_agent_.BindText(4, agent->hash_profile);
    put_agent_.BindText(5, equivalents);
    put_agent_.Bind(6, int64_t{agent->profile_settled});
    put_agent_.Bind(7, agent->events);
    put_agent_.Bind(8, agent->head_sequence);
    put_agent_.BindBlob(9, AsBytes(agent->head_hash));
    if (Status done = put_agent_.Run(); !done) return done;
  }
  return {};
}

Status SqliteWriter::FlushTree() {
  if (new_ids_.empty()) return {};  // no event was appended
  std::string hashes;
  const CompactRange& tree = tree_.Finish();
  for (const Digest& digest : tree.hashes()) hashes += AsBytes(digest);
  put_tree_.Bind(1, tree.size());
  put_tree_.BindBlob(2, hashes);
  return put_tree_.Run();
}

Status SqliteWriter::FlushIds() {
  // Small blocks keep a reader's rows small; a block per transaction at least.
  constexpr size_t kBlock = 4096;
  const uint64_t first = events_ - new_ids_.size() + 1;
  std::string hashes;
  for (size_t at = 0; at < new_ids_.size(); at += kBlock) {
    hashes.clear();
    const size_t end = std::min(new_ids_.size(), at + kBlock);
    for (size_t i = at; i < end; ++i) AppendIdKey(new_ids_[i], &hashes);
    put_ids_.Bind(1, first + at);
    put_ids_.BindBlob(2, hashes);
    if (Status done = put_ids_.Run(); !done) return done;
  }
  new_ids_.clear();
  return {};
}

Result<std::optional<AgentRow>> SqliteWriter::FindAgent(
    std::string_view agent_id) {
  const Result<AgentRow*> found = agents_.Find(agent_id);
  if (!found) return tl::make_unexpected(found.error());
  return *found == nullptr ? std::nullopt : std::optional(**found);
}

Result<AgentRow> SqliteWriter::Agent(std::string_view agent_id,
                                     ChainKind kind) {
  const Result<AgentRow*> found = agents_.Find(agent_id);
  if (!found) return tl::make_unexpected(found.error());
  if (*found != nullptr) return **found;
  AgentRow agent;
  agent.agent_id = agent_id;
  agent.kind = kind;
  if (kind == ChainKind::kSealed) {
    agent.hash_profile = NativeProfile().name;
    agent.profile_settled = true;
  }
  return *agents_.Add(std::move(agent));
}

Status SqliteWriter::SetProfile(uint32_t agent, std::string_view profile,
                                const std::vector<std::string>& equivalents,
                                bool settled) {
  const Result<AgentRow*> row = agents_.Find(agent);
  if (!row) return tl::make_unexpected(row.error());
  (*row)->hash_profile = profile;
  (*row)->equivalent_profiles = equivalents;
  (*row)->profile_settled = settled;
  agents_.MarkChanged(agent);
  return {};
}

Result<uint64_t> SqliteWriter::Append(const StoredEvent& row, uint64_t id_key) {
  if (failure_) return tl::make_unexpected(*failure_);
  ++events_;
  pending_.rows.push_back(row);
  pending_.rows.back().index = events_;
  AgentRow& agent = agents_.Known(row.agent);
  ++agent.events;
  agent.head_sequence = row.sequence;
  agent.head_hash = row.hash;
  agents_.MarkChanged(row.agent);
  tree_.Add(agent.key, agent.agent_id, row.hash, row.prev_hash, row.sequence);
  new_ids_.push_back(id_key);
  if (ids_) ids_->Add(new_ids_.back());
  return events_;
}

Status SqliteWriter::Flush() {
  if (failure_) return tl::make_unexpected(*failure_);
  if (pending_.rows.empty()) return {};
  Status done = Checked(insert_events_.Run());
  pending_.rows.clear();
  return done;
}

Status SqliteWriter::ReplaceContent(uint64_t index, std::string_view content) {
  if (Status stored = Flush(); !stored) return stored;
  replace_content_.Bind(1, index);
  replace_content_.BindBlob(2, content);
  return Checked(replace_content_.Run());
}

Status SqliteWriter::AddReject(const RejectRow& reject) {
  has_reject_.BindText(1, reject.source);
  has_reject_.Bind(2, reject.line);
  has_reject_.Bind(3, reject.column);
  has_reject_.BindText(4, reject.code);
  has_reject_.BindBlob(5, AsBytes(reject.raw_sha256));
  const Result<bool> known = has_reject_.Step();
  has_reject_.Reset();
  if (!known) return Checked(Status(tl::make_unexpected(known.error())));
  if (*known) return {};
  add_reject_.BindText(1, reject.source);
  add_reject_.Bind(2, reject.line);
  add_reject_.Bind(3, reject.column);
  add_reject_.BindText(4, reject.code);
  add_reject_.BindText(5, reject.message);
  add_reject_.BindBlob(6, reject.raw);
  add_reject_.BindBlob(7, AsBytes(reject.raw_sha256));
  return Checked(add_reject_.Run());
}

Result<uint64_t> SqliteWriter::PutSource(const SourceRow& source) {
  uint64_t key = source.key;
  if (key == 0) {
    const Result<int64_t> last =
        connection_->QueryInteger("SELECT max(key) FROM sources");
    if (!last) return tl::make_unexpected(last.error());
    key = static_cast<uint64_t>(*last) + 1;
  }
  put_source_.Bind(1, key);
  put_source_.BindText(2, source.name);
  put_source_.BindText(3, source.format);
  put_source_.BindBlob(4, AsBytes(source.digest));
  put_source_.Bind(5, source.bytes);
  put_source_.BindBlob(6, AsBytes(source.head));
  put_source_.Bind(7, source.lines);
  put_source_.Bind(8, source.events);
  put_source_.Bind(9, source.rejects);
  put_source_.Bind(10, int64_t{source.rewritten});
  const Status done = Checked(put_source_.Run());
  if (!done) return tl::make_unexpected(done.error());
  return key;
}

Status SqliteWriter::AddCheckpoint(uint64_t tree_size, std::string_view note) {
  Result<Statement> insert =
      connection_->Prepare("INSERT INTO checkpoints VALUES(NULL,?1,?2)");
  if (!insert) return tl::make_unexpected(insert.error());
  insert->Bind(1, tree_size);
  insert->BindText(2, note);
  return Checked(insert->Run());
}

}  // namespace plog

#include "ledger/store/sqlite_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "ledger/event/content.h"
#include "ledger/store/event_cursor.h"
#include "ledger/store/id_table.h"
#include "ledger/store/ledger_path.h"
#include "ledger/store/schema_check.h"

namespace plog {
namespace {

std::vector<std::string> SplitNames(std::string_view names) {
  std::vector<std::string> list;
  while (!names.empty()) {
    const size_t space = std::min(names.find(' '), names.size());
    list.emplace_back(names.substr(0, space));
    names.remove_prefix(std::min(space + 1, names.size()));
  }
  return list;
}

constexpr char kGapInAgents[] = "the table of agents has a gap";
constexpr char kAgentTwice[] = "the table of agents has an agent twice";
constexpr char kAgentColumns[] =
    "key, agent_id, kind, hash_profile, equivalent_profiles, profile_settled, "
    "events, head_sequence, head_hash";

AgentRow ReadAgent(const Statement& row) {
  AgentRow agent;
  // A key that does not fit becomes one that no agent has.
  constexpr uint32_t kLargest = std::numeric_limits<uint32_t>::max();
  const uint64_t key = row.Unsigned(0);
  agent.key = key < kLargest ? static_cast<uint32_t>(key) : kLargest;
  agent.agent_id = row.Bytes(1);
  agent.kind = row.Integer(2) == 0 ? ChainKind::kSealed : ChainKind::kRecorded;
  agent.hash_profile = row.Bytes(3);
  agent.equivalent_profiles = SplitNames(row.Bytes(4));
  agent.profile_settled = row.Integer(5) != 0;
  agent.events = row.Unsigned(6);
  agent.head_sequence = row.Unsigned(7);
  agent.head_hash = row.DigestAt(8);
  return agent;
}

RejectRow ReadReject(const Statement& row) {
  RejectRow reject;
  reject.source = row.Bytes(0);
  reject.line = row.Unsigned(1);
  reject.column = row.Unsigned(2);
  reject.code = row.Bytes(3);
  reject.message = row.Bytes(4);
  reject.raw = row.Bytes(5);
  reject.raw_sha256 = row.DigestAt(6);
  return reject;
}

SourceRow ReadSource(const Statement& row) {
  SourceRow source;
  source.key = row.Unsigned(0);
  source.name = row.Bytes(1);
  source.format = row.Bytes(2);
  source.digest = row.DigestAt(3);
  source.bytes = row.Unsigned(4);
  source.head = row.DigestAt(5);
  source.lines = row.Unsigned(6);
  source.events = row.Unsigned(7);
  source.rejects = row.Unsigned(8);
  source.rewritten = row.Integer(9) != 0;
  return source;
}

template <class T>
Result<std::vector<T>> ReadAll(const Connection& connection,
                               std::string_view sql,
                               T (*read)(const Statement&)) {
  Result<Statement> rows = connection.Prepare(sql);
  if (!rows) return tl::make_unexpected(rows.error());
  std::vector<T> all;
  while (true) {
    const Result<bool> more = rows->Step();
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return all;
    all.push_back(read(*rows));
  }
}

Result<EventCursor> OpenCursor(const Connection& connection,
                               std::string_view source, uint64_t first,
                               uint64_t second) {
  Result<Statement> statement = connection.Prepare(
      fmt::format("SELECT {} FROM {}", kEventColumns, source));
  if (!statement) return tl::make_unexpected(statement.error());
  auto cursor = std::make_unique<EventCursor::Impl>(
      EventCursor::Impl{std::move(*statement)});
  cursor->Bind(first, second);
  return EventCursor(std::move(cursor));
}

}  // namespace

SqliteReader::SqliteReader(std::unique_ptr<Connection> connection,
                           std::string path)
    : owned_(std::move(connection)),
      connection_(owned_.get()),
      path_(std::move(path)) {}

SqliteReader::SqliteReader(const Connection* writer, std::string path)
    : connection_(writer), path_(std::move(path)) {}

Status SqliteReader::Pin() {
  if (Status begun = owned_->Execute("BEGIN"); !begun) return begun;
  if (Status ours = CheckSchema(*owned_, path_); !ours) return ours;
  // Scans begin at 1: a row below that would be in the ledger and never seen.
  const Result<int64_t> hidden = owned_->QueryInteger(
      "SELECT count(*) FROM events NOT INDEXED WHERE idx < 1");
  if (!hidden) return tl::make_unexpected(hidden.error());
  if (*hidden != 0) return Foreign(path_, "an event has an index below 1");
  const Result<int64_t> largest = owned_->QueryInteger(
      "SELECT idx FROM events NOT INDEXED ORDER BY idx DESC LIMIT 1");
  if (!largest) return tl::make_unexpected(largest.error());
  event_count_ = static_cast<uint64_t>(*largest);
  return {};
}

Result<std::unique_ptr<LedgerReader>> LedgerReader::Open(
    const std::string& path) {
  const Result<std::string> absolute = LedgerPathForReading(path);
  if (!absolute) return tl::make_unexpected(absolute.error());
  Result<Connection> connection =
      Connection::Open(*absolute, Connection::Mode::kRead);
  if (!connection) return tl::make_unexpected(connection.error());
  Status done = connection->Execute("PRAGMA query_only=ON");
  auto reader = std::make_unique<SqliteReader>(
      std::make_unique<Connection>(std::move(*connection)), *absolute);
  if (done) done = reader->Pin();
  if (!done) return tl::make_unexpected(done.error());
  return reader;
}

Result<std::unique_ptr<LedgerReader>> SqliteReader::Clone() const {
  if (owned_ == nullptr) {
    return Fail(ErrorKind::kUsage,
                "a ledger in memory can be read on one thread only");
  }
  return LedgerReader::Open(path_);
}

uint64_t SqliteReader::event_count() const {
  if (owned_ != nullptr) return event_count_;
  const Result<int64_t> largest = connection_->QueryInteger(
      "SELECT idx FROM events NOT INDEXED ORDER BY idx DESC LIMIT 1");
  return largest ? static_cast<uint64_t>(*largest) : 0;
}

Result<std::vector<AgentRow>> SqliteReader::Agents() const {
  Result<std::vector<AgentRow>> agents =
      ReadAll(*connection_,
              fmt::format("SELECT {} FROM agents ORDER BY key", kAgentColumns),
              &ReadAgent);
  if (!agents) return agents;
  // Two chains of one agent would be a fork that neither of them shows.
  std::vector<std::string_view> names;
  names.reserve(agents->size());
  for (size_t i = 0; i < agents->size(); ++i) {
    if ((*agents)[i].key != i) return Foreign(path_, kGapInAgents);
    names.emplace_back((*agents)[i].agent_id);
  }
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) {
    return Foreign(path_, kAgentTwice);
  }
  return agents;
}

Result<uint32_t> SqliteReader::AgentCount() const {
  const Result<int64_t> count =
      connection_->QueryInteger("SELECT count(*) FROM agents");
  const Result<int64_t> next =
      connection_->QueryInteger("SELECT max(key) + 1 FROM agents");
  if (!count || !next) {
    return tl::make_unexpected(count ? next.error() : count.error());
  }
  constexpr int64_t kMost = std::numeric_limits<uint32_t>::max();
  if (*count != *next || *count > kMost) return Foreign(path_, kGapInAgents);
  return static_cast<uint32_t>(*count);
}

Result<std::optional<AgentRow>> SqliteReader::AgentNamed(
    std::string_view agent_id) const {
  Result<Statement> rows = connection_->Prepare(
      fmt::format("SELECT {} FROM agents WHERE agent_id = ?1", kAgentColumns));
  if (!rows) return tl::make_unexpected(rows.error());
  rows->BindText(1, agent_id);
  std::optional<AgentRow> found;
  while (true) {
    const Result<bool> more = rows->Step();
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return found;
    if (found) return Foreign(path_, kAgentTwice);
    found = ReadAgent(*rows);
  }
}

Result<std::vector<RejectRow>> SqliteReader::Rejects() const {
  return ReadAll(*connection_,
                 "SELECT source, line, col, code, message, raw, raw_sha256 "
                 "FROM rejects ORDER BY key",
                 &ReadReject);
}

Result<std::vector<SourceRow>> SqliteReader::Sources() const {
  return ReadAll(*connection_,
                 "SELECT key, name, format, digest, bytes, head, lines, "
                 "events, rejects, rewritten FROM sources ORDER BY key",
                 &ReadSource);
}

Result<EventCursor> SqliteReader::Scan(uint64_t first, uint64_t last) const {
  return OpenCursor(
      *connection_,
      "events NOT INDEXED WHERE idx BETWEEN ?1 AND ?2 ORDER BY idx", first,
      last);
}

Result<EventCursor> SqliteReader::NewestToolCalls(uint32_t agent,
                                                  uint64_t first) const {
  return OpenCursor(*connection_,
                    "events NOT INDEXED WHERE agent = ?1 AND idx >= ?2 AND "
                    "action_type = 'TOOL_CALL' ORDER BY idx DESC",
                    agent, first);
}

Status SqliteReader::VisitPlaces(
    const std::function<void(const EventPlace&)>& visit) const {
  Result<Statement> rows = connection_->Prepare(
      "SELECT idx, agent, sequence FROM events NOT INDEXED ORDER BY idx");
  if (!rows) return tl::make_unexpected(rows.error());
  while (true) {
    const Result<bool> more = rows->Step();
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return {};
    visit(
        {ReadAgentKey(rows->Integer(1)), rows->Unsigned(2), rows->Unsigned(0)});
  }
}

Result<std::vector<uint64_t>> SqliteReader::FindById(
    std::string_view id) const {
  Sha256 sha;
  const uint64_t key = IdKey(id, &sha);
  if (key == 0) return std::vector<uint64_t>();
  Result<Statement> blocks = connection_->Prepare(
      "SELECT first, hashes FROM event_ids ORDER BY first");
  if (!blocks) return tl::make_unexpected(blocks.error());
  std::vector<uint64_t> candidates;
  while (true) {
    const Result<bool> more = blocks->Step();
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return WithId(candidates, id);
    const std::string_view hashes = blocks->Bytes(1);
    for (size_t at = 0; at + kIdKeyBytes <= hashes.size(); at += kIdKeyBytes) {
      if (ReadIdKey(hashes.substr(at, kIdKeyBytes)) != key) continue;
      candidates.push_back(blocks->Unsigned(0) + at / kIdKeyBytes);
    }
  }
}

Status SqliteReader::VisitIdKeys(
    const std::function<void(std::span<const uint64_t>)>& visit) const {
  Result<Statement> blocks = connection_->Prepare(
      "SELECT first, hashes FROM event_ids ORDER BY first");
  if (!blocks) return tl::make_unexpected(blocks.error());
  uint64_t visited = 0;
  std::vector<uint64_t> keys;
  while (true) {
    const Result<bool> more = blocks->Step();
    if (!more) return tl::make_unexpected(more.error());
    // A block that does not follow ends the list: what is behind it is
    // nothing that lookups would find at its place.
    if (!*more || blocks->Unsigned(0) != visited + 1) return {};
    const std::string_view hashes = blocks->Bytes(1);
    keys.clear();
    for (size_t at = 0; at + kIdKeyBytes <= hashes.size(); at += kIdKeyBytes) {
      keys.push_back(ReadIdKey(hashes.substr(at, kIdKeyBytes)));
    }
    visited += keys.size();
    visit(keys);
  }
}

Result<std::vector<uint64_t>> SqliteReader::WithId(
    std::span<const uint64_t> candidates, std::string_view id) const {
  std::vector<uint64_t> found;
  if (candidates.empty()) return found;
  Result<EventCursor> cursor = Scan(0, 0);
  if (!cursor) return tl::make_unexpected(cursor.error());
  ContentParser parser;
  EventContent content;
  for (const uint64_t index : candidates) {
    cursor->Restart(index, index);
    StoredEvent row;
    const Result<bool> more = cursor->Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more || parser.Parse(row.content, &content)) continue;
    if (content.id() == id) found.push_back(index);
  }
  return found;
}

Result<LedgerReader::Frontier> SqliteReader::TreeFrontier() const {
  Result<Statement> row =
      connection_->Prepare("SELECT size, hashes FROM tree WHERE key = 1");
  if (!row) return tl::make_unexpected(row.error());
  const Result<bool> more = row->Step();
  if (!more) return tl::make_unexpected(more.error());
  Frontier frontier;
  if (!*more) return frontier;
  frontier.size = row->Unsigned(0);
  const std::string_view hashes = row->Bytes(1);
  for (size_t at = 0; at + 32 <= hashes.size(); at += 32) {
    Digest digest;
    std::copy_n(hashes.begin() + static_cast<std::ptrdiff_t>(at), 32,
                digest.begin());
    frontier.hashes.push_back(digest);
  }
  return frontier;
}

// SQLite reads a cut page as if it ended in zeros, and nothing behind the last.
Result<std::string> SqliteReader::SizeFault() const {
  if (owned_ == nullptr) return std::string();
  const Result<int64_t> pages = connection_->QueryInteger("PRAGMA page_count");
  const Result<int64_t> page = connection_->QueryInteger("PRAGMA page_size");
  if (!pages || !page) {
    return tl::make_unexpected(pages ? page.error() : pages.error());
  }
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path_, error);
  const auto expected = static_cast<uintmax_t>(*pages * *page);
  if (!error && size == expected) return std::string();
  return fmt::format("the file has {} bytes, its pages {}", size, expected);
}

Result<std::string> SqliteReader::DamageReport() const {
  Result<std::string> size_fault = SizeFault();
  if (!size_fault || !size_fault->empty()) return size_fault;
  Result<std::string> first =
      connection_->QueryText("PRAGMA integrity_check(1)");
  if (first && *first == "ok") first->clear();
  return first;
}

Result<std::string> SqliteReader::NewestCheckpoint() const {
  return connection_->QueryText(
      "SELECT note FROM checkpoints ORDER BY key DESC LIMIT 1");
}

}  // namespace plog

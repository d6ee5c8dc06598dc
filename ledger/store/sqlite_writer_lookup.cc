// What the writer is asked about rows it or an earlier writer stored.

#include <algorithm>
#include <utility>

#include "ledger/store/sqlite_writer.h"

namespace plog {
namespace {

constexpr size_t kIdLookupLimit = 64;

// The first column of every row; resets the statement.
Result<std::vector<uint64_t>> ReadIndices(Statement* statement) {
  std::vector<uint64_t> found;
  Result<bool> row = statement->Step();
  for (; row && *row; row = statement->Step()) {
    found.push_back(statement->Unsigned(0));
  }
  statement->Reset();
  if (!row) return tl::make_unexpected(row.error());
  return found;
}

}  // namespace

Status SqliteWriter::LoadIds() {
  ids_.emplace();
  Status read = reader_.VisitIdKeys([this](std::span<const uint64_t> keys) {
    for (const uint64_t key : keys) ids_->Add(key);
  });
  if (!read) {
    ids_.reset();
    return read;
  }
  for (const uint64_t key : new_ids_) ids_->Add(key);
  if (ids_->size() == events_) return {};
  return Fail(ErrorKind::kUnreadable,
              "ledger is damaged: its list of event ids does not match its "
              "events",
              "`plog verify` reports what was altered; nothing can be added");
}

void SqliteWriter::ExpectId(uint64_t id_key) {
  if (ids_) ids_->Prefetch(id_key);
}

Result<std::vector<uint64_t>> SqliteWriter::FindByIdKey(uint64_t id_key) {
  if (!ids_) {
    if (Status loaded = LoadIds(); !loaded) {
      return tl::make_unexpected(loaded.error());
    }
  }
  std::vector<uint64_t> found = ids_->Find(id_key, kIdLookupLimit);
  const bool stored =
      found.empty() || found.back() <= events_ - pending_.rows.size();
  if (stored) return found;
  if (Status done = Flush(); !done) return tl::make_unexpected(done.error());
  return found;
}

Result<uint64_t> SqliteWriter::MaxSequence(uint32_t agent) {
  if (Status done = Flush(); !done) return tl::make_unexpected(done.error());
  max_sequence_.Bind(1, uint64_t{agent});
  const Result<bool> row = max_sequence_.Step();
  const uint64_t largest = row && *row ? max_sequence_.Unsigned(0) : 0;
  max_sequence_.Reset();
  if (!row) return tl::make_unexpected(row.error());
  return largest;
}

Result<std::vector<uint64_t>> SqliteWriter::FindBySequence(uint32_t agent,
                                                           uint64_t sequence) {
  if (Status done = Flush(); !done) return tl::make_unexpected(done.error());
  by_sequence_.Bind(1, uint64_t{agent});
  by_sequence_.Bind(2, sequence);
  return ReadIndices(&by_sequence_);
}

Result<std::vector<uint64_t>> SqliteWriter::RecordedEvents(uint32_t agent) {
  if (Status done = Flush(); !done) return tl::make_unexpected(done.error());
  recorded_.Bind(1, uint64_t{agent});
  Result<std::vector<uint64_t>> found = ReadIndices(&recorded_);
  if (found) std::sort(found->begin(), found->end());
  return found;
}

Result<std::optional<SourceRow>> SqliteWriter::FindSource(
    std::string_view name) {
  const Result<std::vector<SourceRow>> all = reader_.Sources();
  if (!all) return tl::make_unexpected(all.error());
  std::optional<SourceRow> newest;
  for (const SourceRow& source : *all) {
    if (source.name == name) newest = source;
  }
  return newest;
}

}  // namespace plog

// What the writer is asked about rows it or an earlier writer stored.

#include <utility>

#include "ledger/store/sqlite_writer.h"

namespace plog {
namespace {

constexpr size_t kIdLookupLimit = 64;

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
  return ids_->Find(id_key, kIdLookupLimit);
}

Result<uint64_t> SqliteWriter::MaxSequence(uint32_t agent) {
  max_sequence_.Bind(1, uint64_t{agent});
  const Result<bool> row = max_sequence_.Step();
  const uint64_t largest = row && *row ? max_sequence_.Unsigned(0) : 0;
  max_sequence_.Reset();
  if (!row) return tl::make_unexpected(row.error());
  return largest;
}

Result<std::vector<uint64_t>> SqliteWriter::FindBySequence(uint32_t agent,
                                                           uint64_t sequence) {
  by_sequence_.Bind(1, uint64_t{agent});
  by_sequence_.Bind(2, sequence);
  std::vector<uint64_t> found;
  Result<bool> row = by_sequence_.Step();
  for (; row && *row; row = by_sequence_.Step()) {
    found.push_back(by_sequence_.Unsigned(0));
  }
  by_sequence_.Reset();
  if (!row) return tl::make_unexpected(row.error());
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

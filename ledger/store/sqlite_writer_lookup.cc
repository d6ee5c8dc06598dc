// What the writer is asked about rows it or an earlier writer stored.

#include <utility>

#include "ledger/store/sqlite_writer.h"

namespace plog {
namespace {

constexpr size_t kIdLookupLimit = 64;

uint64_t BigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

}  // namespace

Status SqliteWriter::LoadIds() {
  Result<Statement> blocks = connection_->Prepare(
      "SELECT first, hashes FROM event_ids ORDER BY first");
  if (!blocks) return tl::make_unexpected(blocks.error());
  ids_.emplace();
  while (true) {
    const Result<bool> more = blocks->Step();
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) break;
    const std::string_view hashes = blocks->Bytes(1);
    for (size_t at = 0; at + 8 <= hashes.size(); at += 8) {
      ids_->Add(BigEndian(hashes.substr(at, 8)));
    }
  }
  for (const uint64_t key : new_ids_) ids_->Add(key);
  if (ids_->size() == events_) return {};
  return Fail(ErrorKind::kUnreadable,
              "ledger is damaged: its list of event ids does not match its "
              "events",
              "`plog verify` reports what was altered; nothing can be added");
}

Result<std::vector<uint64_t>> SqliteWriter::FindById(std::string_view id) {
  if (!ids_) {
    if (Status loaded = LoadIds(); !loaded) {
      return tl::make_unexpected(loaded.error());
    }
  }
  std::vector<uint64_t> candidates =
      ids_->Find(IdKey(id, &sha_), kIdLookupLimit);
  if (candidates.empty()) return candidates;
  return reader_.WithId(std::move(candidates), id);
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

#include "ledger/store/schema_check.h"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "ledger/store/schema.h"

namespace plog {

tl::unexpected<Error> Foreign(const std::string& path, std::string what) {
  return Fail(ErrorKind::kUnreadable, fmt::format("{}: {}", path, what),
              "it was not written by plog, or was altered since: restore it "
              "from a backup");
}

namespace {

Status CheckHeader(const Connection& connection, const std::string& path) {
  const Result<int64_t> application =
      connection.QueryInteger("PRAGMA application_id");
  if (!application) return tl::make_unexpected(application.error());
  if (*application != kApplicationId) {
    return Fail(ErrorKind::kUnreadable,
                fmt::format("{}: not a plog ledger", path),
                "it is a database of another program: name a ledger with --db");
  }
  const Result<int64_t> version =
      connection.QueryInteger("PRAGMA user_version");
  if (!version) return tl::make_unexpected(version.error());
  if (*version > kSchemaVersion) {
    return Fail(ErrorKind::kUnreadable,
                fmt::format("{}: ledger version {} is newer than this plog "
                            "(version {})",
                            path, *version, kSchemaVersion),
                "use the plog that wrote it, or a later one");
  }
  if (*version == 1) {
    return Fail(ErrorKind::kUnreadable,
                fmt::format("{}: ledger version 1 is from before the first "
                            "release of plog",
                            path),
                "ingest its sources again, into a new ledger");
  }
  if (*version != kSchemaVersion) {
    return Foreign(path, fmt::format("unknown ledger version {}", *version));
  }
  const Result<std::string> journal =
      connection.QueryText("PRAGMA journal_mode");
  if (!journal) return tl::make_unexpected(journal.error());
  if (*journal == "wal") {
    return Foreign(path, "another program switched the ledger to WAL mode");
  }
  return {};
}

bool IsObject(const Statement& row, const SchemaObject& expected) {
  return row.Bytes(0) == expected.type && row.Bytes(1) == expected.name &&
         row.Bytes(2) == expected.table && row.Bytes(3) == expected.sql;
}

}  // namespace

Status CheckSchema(const Connection& connection, const std::string& path) {
  if (Status header = CheckHeader(connection, path); !header) return header;
  Result<Statement> rows = connection.Prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid");
  if (!rows) return tl::make_unexpected(rows.error());
  for (const SchemaObject& expected : kSchema) {
    const Result<bool> more = rows->Step();
    if (!more) return tl::make_unexpected(more.error());
    if (!*more || !IsObject(*rows, expected)) {
      return Foreign(path, fmt::format("{} {} is not what plog created",
                                       expected.type, expected.name));
    }
  }
  const Result<bool> more = rows->Step();
  if (!more) return tl::make_unexpected(more.error());
  if (*more) {
    return Foreign(
        path, fmt::format("unexpected {} {}", rows->Bytes(0), rows->Bytes(1)));
  }
  return {};
}

}  // namespace plog

#include "ledger/store/sqlite.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cstring>
#include <utility>

namespace plog {
namespace {

tl::unexpected<Error> Translate(int code, std::string_view what,
                                std::string_view file) {
  const std::string where =
      file.empty() ? "ledger in memory" : std::string(file);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Fail(ErrorKind::kLocked,
                  fmt::format("{}: ledger is locked by another process", where),
                  "wait until the other plog has finished, or stop it");
    case SQLITE_NOTADB:
      return Fail(ErrorKind::kUnreadable,
                  fmt::format("{}: not a plog ledger", where),
                  "the file is not a SQLite database");
    case SQLITE_CORRUPT:
      return Fail(ErrorKind::kUnreadable,
                  fmt::format("{}: ledger is damaged: {}", where, what),
                  "restore the file from a backup");
    case SQLITE_FULL:
      return Fail(ErrorKind::kIo, fmt::format("{}: no space left", where),
                  "free some space and ingest again: what was committed stays");
    default:
      return Fail(ErrorKind::kIo, fmt::format("{}: {}", where, what));
  }
}

tl::unexpected<Error> Translate(sqlite3* db, int code) {
  const char* name = sqlite3_db_filename(db, "main");
  return Translate(code, sqlite3_errmsg(db), name == nullptr ? "" : name);
}

struct Setting {
  int option;
  int value;
};

void Harden(sqlite3* db) {
  constexpr std::array<Setting, 7> kOptions = {{
      {SQLITE_DBCONFIG_DEFENSIVE, 1},
      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},
  }};
  constexpr std::array<Setting, 11> kLimits = {{
      {SQLITE_LIMIT_LENGTH, 1 << 29},
      {SQLITE_LIMIT_SQL_LENGTH, 100000},
      {SQLITE_LIMIT_COLUMN, 100},
      {SQLITE_LIMIT_EXPR_DEPTH, 10},
      {SQLITE_LIMIT_COMPOUND_SELECT, 3},
      {SQLITE_LIMIT_VDBE_OP, 25000},
      {SQLITE_LIMIT_FUNCTION_ARG, 8},
      {SQLITE_LIMIT_ATTACHED, 0},
      {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
      {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
      {SQLITE_LIMIT_WORKER_THREADS, 0},
  }};
  for (const Setting& setting : kOptions) {
    sqlite3_db_config(db, setting.option, setting.value, nullptr);
  }
  for (const Setting& setting : kLimits) {
    sqlite3_limit(db, setting.option, setting.value);
  }
}

constexpr char kCommonPragmas[] =
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA cell_size_check=ON;"
    "PRAGMA mmap_size=0;"
    "PRAGMA temp_store=MEMORY;";

// Readers go through the file once, each thread with a connection of its own:
// what they keep is of no use. (A writer sets a cache of its own.)
constexpr char kReaderCache[] = "PRAGMA cache_size=-2048;";

// Statistics of SQLite's memory that nobody reads cost a lock for every
// allocation, which the threads of a scan fight for. A setting of the process;
// refused, harmlessly, if another user of SQLite was first.
void DropMemoryStatistics() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

}  // namespace

Statement::~Statement() { sqlite3_finalize(statement_); }
Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  return *this;
}

void Statement::Bind(int at, int64_t value) {
  sqlite3_bind_int64(statement_, at, value);
}
// An empty string_view may have a null pointer, which SQLite would read as
// NULL; hence the literal.
void Statement::BindText(int at, std::string_view text) {
  sqlite3_bind_text64(statement_, at, text.empty() ? "" : text.data(),
                      text.size(), SQLITE_STATIC, SQLITE_UTF8);
}
void Statement::BindBlob(int at, std::string_view bytes) {
  sqlite3_bind_blob64(statement_, at, bytes.empty() ? "" : bytes.data(),
                      bytes.size(), SQLITE_STATIC);
}
void Statement::BindNull(int at) { sqlite3_bind_null(statement_, at); }

Result<bool> Statement::Step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return Translate(sqlite3_db_handle(statement_), code);
}
void Statement::Reset() { sqlite3_reset(statement_); }

Status Statement::Run() {
  const Result<bool> row = Step();
  Reset();
  if (!row) return tl::make_unexpected(row.error());
  return {};
}

// A column is fetched as a value once and asked through that: half the calls of
// the sqlite3_column functions in the loops over events. Its use is unprotected
// by a mutex, as is the whole connection (SQLITE_OPEN_NOMUTEX).
bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
std::string_view Statement::Bytes(int column) const {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  const void* data = sqlite3_value_blob(value);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<size_t>(sqlite3_value_bytes(value))};
}
Digest Statement::DigestAt(int column) const {
  Digest digest;
  digest.fill(0xff);
  const std::string_view bytes = Bytes(column);
  if (bytes.size() == digest.size()) {
    std::memcpy(digest.data(), bytes.data(), digest.size());
  }
  return digest;
}

struct Connection::Impl {
  SQLite::Database database;
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

Result<Connection> Connection::Open(const std::string& path, Mode mode) {
  constexpr int kBusyMilliseconds = 200;
  DropMemoryStatistics();
  int flags = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
  flags |= mode == Mode::kRead ? SQLITE_OPEN_READONLY
                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  try {
    auto impl = std::make_unique<Impl>(Impl{SQLite::Database(
        mode == Mode::kMemory ? ":memory:" : path, flags, kBusyMilliseconds)});
    Connection connection(std::move(impl));
    Harden(connection.impl_->database.getHandle());
    Status done = connection.Execute(kCommonPragmas);
    if (done && mode == Mode::kRead) done = connection.Execute(kReaderCache);
    if (!done) return tl::make_unexpected(done.error());
    return connection;
  } catch (const SQLite::Exception& error) {
    return Translate(error.getErrorCode(), error.what(), path);
  }
}

Status Connection::Execute(std::string_view sql) {
  SQLite::Database& database = impl_->database;
  try {
    database.exec(std::string(sql));
    return {};
  } catch (const SQLite::Exception& error) {
    return Translate(database.getHandle(), error.getErrorCode());
  }
}

Result<Statement> Connection::Prepare(std::string_view sql) const {
  sqlite3* db = impl_->database.getHandle();
  Statement statement;
  const int code = sqlite3_prepare_v3(
      db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
      &statement.statement_, nullptr);
  if (code != SQLITE_OK) return Translate(db, code);
  return statement;
}

Status Connection::AddModule(const char* name, const sqlite3_module* module,
                             void* context) {
  sqlite3* db = impl_->database.getHandle();
  const int code = sqlite3_create_module_v2(db, name, module, context, nullptr);
  if (code != SQLITE_OK) return Translate(db, code);
  return {};
}

Result<int64_t> Connection::QueryInteger(std::string_view sql) const {
  Result<Statement> statement = Prepare(sql);
  if (!statement) return tl::make_unexpected(statement.error());
  const Result<bool> row = statement->Step();
  if (!row) return tl::make_unexpected(row.error());
  return *row ? statement->Integer(0) : 0;
}

Result<std::string> Connection::QueryText(std::string_view sql) const {
  Result<Statement> statement = Prepare(sql);
  if (!statement) return tl::make_unexpected(statement.error());
  const Result<bool> row = statement->Step();
  if (!row) return tl::make_unexpected(row.error());
  return *row ? std::string(statement->Bytes(0)) : std::string();
}

}  // namespace plog

#ifndef PLOG_LEDGER_STORE_SQLITE_H_
#define PLOG_LEDGER_STORE_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

struct sqlite3;
struct sqlite3_module;
struct sqlite3_stmt;

namespace plog {

// SQLite behind Result, for the store only. Connections go through SQLiteCpp;
// statements use the C API, whose column getters are half as dear in the loops
// over events.

// A prepared statement. Binds are numbered from 1, columns from 0. Text and
// blobs are bound without a copy: they must live until Reset.
class Statement {
 public:
  Statement() = default;
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  void Bind(int at, int64_t value);
  void Bind(int at, uint64_t value) { Bind(at, static_cast<int64_t>(value)); }
  void BindText(int at, std::string_view text);
  void BindBlob(int at, std::string_view bytes);
  void BindNull(int at);

  // True while there is a row.
  Result<bool> Step();
  void Reset();
  // One step of a statement that gives no rows, and Reset.
  Status Run();

  bool IsNull(int column) const;
  int64_t Integer(int column) const;
  uint64_t Unsigned(int column) const {
    return static_cast<uint64_t>(Integer(column));
  }
  // Text or blob, NULs included; valid until the next Step or Reset.
  std::string_view Bytes(int column) const;
  // 32 bytes of 0xff if the column is not 32 bytes long.
  Digest DigestAt(int column) const;

 private:
  friend class Connection;
  sqlite3_stmt* statement_ = nullptr;
};

class Connection {
 public:
  enum class Mode { kRead, kWrite, kMemory };
  // `path` is absolute (so that it can never be taken for a URI); ignored for
  // kMemory. The connection comes hardened: no extensions, triggers or views,
  // no ATTACH, no double-quoted strings, small limits, defensive.
  static Result<Connection> Open(const std::string& path, Mode mode);
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;

  Status Execute(std::string_view sql);  // a script without results
  Result<Statement> Prepare(std::string_view sql) const;
  // A virtual table of that name. `module` and `context`, which it is given,
  // must outlive the connection's statements.
  Status AddModule(const char* name, const sqlite3_module* module,
                   void* context);
  // The single integer, or text, that `sql` yields; 0 and "" without a row.
  Result<int64_t> QueryInteger(std::string_view sql) const;
  Result<std::string> QueryText(std::string_view sql) const;

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SQLITE_H_

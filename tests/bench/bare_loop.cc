#include "tests/bench/bare_loop.h"

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
  }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Database Open(const std::string& path) {
  sqlite3* db = nullptr;
  sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  return Database(db);
}

Statement Prepare(const Database& db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db.get(), sql, -1, &statement, nullptr);
  return Statement(statement);
}

bool HashRange(const std::string& path, int64_t first, int64_t last) {
  const Database db = Open(path);
  const Statement rows = Prepare(
      db, "SELECT content, hash FROM events WHERE rowid BETWEEN ?1 AND ?2");
  if (!rows) return false;
  sqlite3_bind_int64(rows.get(), 1, first);
  sqlite3_bind_int64(rows.get(), 2, last);
  Sha256 sha;
  while (sqlite3_step(rows.get()) == SQLITE_ROW) {
    const auto* bytes =
        static_cast<const char*>(sqlite3_column_blob(rows.get(), 0));
    const auto size = static_cast<size_t>(sqlite3_column_bytes(rows.get(), 0));
    sha.Of({bytes, size});
  }
  return true;
}

}  // namespace

int BareLoop(const std::string& ledger, unsigned threads) {
  const Database db = Open(ledger);
  const Statement count = Prepare(db, "SELECT max(rowid) FROM events");
  if (!count || sqlite3_step(count.get()) != SQLITE_ROW) return 1;
  const int64_t rows = sqlite3_column_int64(count.get(), 0);
  std::atomic<bool> ok{true};
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < threads; ++i) {
      const int64_t first = rows * i / threads + 1;
      const int64_t last = rows * (i + 1) / threads;
      workers.emplace_back([&ledger, &ok, first, last] {
        if (!HashRange(ledger, first, last)) ok = false;
      });
    }
  }
  return ok ? 0 : 1;
}

}  // namespace plog

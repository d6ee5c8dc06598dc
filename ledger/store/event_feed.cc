#include "ledger/store/event_feed.h"

#include <sqlite3.h>

#include <memory>
#include <string_view>

#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

struct Table : sqlite3_vtab {
  const std::vector<StoredEvent>* rows = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
  const StoredEvent* row = nullptr;
  const StoredEvent* end = nullptr;
};

// SQLite calls these from C, so they do not throw.

int Connect(sqlite3* db, void* rows, int, const char* const*,
            sqlite3_vtab** out, char**) {
  const int declared = sqlite3_declare_vtab(
      db,
      "CREATE TABLE x(idx, agent, sequence, time, session, action_type, hash, "
      "prev_hash, unhashed, original, content)");
  if (declared != SQLITE_OK) return declared;
  auto table = std::unique_ptr<Table>(new (std::nothrow) Table());
  if (table == nullptr) return SQLITE_NOMEM;
  table->rows = static_cast<const std::vector<StoredEvent>*>(rows);
  *out = table.release();
  return SQLITE_OK;
}

int Disconnect(sqlite3_vtab* table) {
  delete static_cast<Table*>(table);
  return SQLITE_OK;
}

// All rows in their order is the only way to read it.
int BestIndex(sqlite3_vtab*, sqlite3_index_info*) { return SQLITE_OK; }

int Open(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
  *out = new (std::nothrow) Cursor();
  return *out == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

int Close(sqlite3_vtab_cursor* cursor) {
  delete static_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

int Filter(sqlite3_vtab_cursor* base, int, const char*, int, sqlite3_value**) {
  auto* cursor = static_cast<Cursor*>(base);
  const auto& rows = *static_cast<Table*>(cursor->pVtab)->rows;
  cursor->row = rows.data();
  cursor->end = rows.data() + rows.size();
  return SQLITE_OK;
}

int Next(sqlite3_vtab_cursor* cursor) {
  ++static_cast<Cursor*>(cursor)->row;
  return SQLITE_OK;
}

int Eof(sqlite3_vtab_cursor* base) {
  const auto* cursor = static_cast<Cursor*>(base);
  return cursor->row == cursor->end ? 1 : 0;
}

void Give(sqlite3_context* out, uint64_t number) {
  sqlite3_result_int64(out, static_cast<int64_t>(number));
}

// An empty string_view may have a null pointer, which SQLite would read as
// NULL; hence the literals.
void GiveText(sqlite3_context* out, std::string_view text) {
  sqlite3_result_text64(out, text.empty() ? "" : text.data(), text.size(),
                        SQLITE_STATIC, SQLITE_UTF8);
}
void GiveBlob(sqlite3_context* out, std::string_view bytes) {
  sqlite3_result_blob64(out, bytes.empty() ? "" : bytes.data(), bytes.size(),
                        SQLITE_STATIC);
}

// What is not given is NULL.
int Column(sqlite3_vtab_cursor* base, sqlite3_context* out, int column) {
  const StoredEvent& row = *static_cast<const Cursor*>(base)->row;
  switch (column) {
    case 0:
      Give(out, row.index);
      break;
    case 1:
      Give(out, row.agent);
      break;
    case 2:
      Give(out, row.sequence);
      break;
    case 3:
      if (row.time_seconds) sqlite3_result_int64(out, *row.time_seconds);
      break;
    case 4:
      if (row.session) GiveText(out, *row.session);
      break;
    case 5:
      GiveText(out, row.action_type);
      break;
    case 6:
      GiveBlob(out, AsBytes(row.hash));
      break;
    case 7:
      GiveBlob(out, AsBytes(row.prev_hash));
      break;
    case 8:
      GiveText(out, row.unhashed);
      break;
    case 9:
      if (row.original) GiveBlob(out, *row.original);
      break;
    default:
      GiveBlob(out, row.content);
  }
  return SQLITE_OK;
}

int Rowid(sqlite3_vtab_cursor* base, sqlite3_int64* out) {
  *out =
      static_cast<sqlite3_int64>(static_cast<const Cursor*>(base)->row->index);
  return SQLITE_OK;
}

sqlite3_module Module() {
  sqlite3_module module{};
  module.xConnect = &Connect;
  module.xBestIndex = &BestIndex;
  module.xDisconnect = &Disconnect;
  module.xOpen = &Open;
  module.xClose = &Close;
  module.xFilter = &Filter;
  module.xNext = &Next;
  module.xEof = &Eof;
  module.xColumn = &Column;
  module.xRowid = &Rowid;
  return module;
}

}  // namespace

Status EventFeed::Register(Connection* connection) {
  static const sqlite3_module module = Module();
  return connection->AddModule("pending_events", &module, &rows);
}

}  // namespace plog

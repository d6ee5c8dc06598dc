#ifndef PLOG_LEDGER_STORE_SCHEMA_H_
#define PLOG_LEDGER_STORE_SCHEMA_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace plog {

// The ledger file as SQLite sees it. These texts are executed to create it and
// compared byte for byte with sqlite_schema whenever it is opened: a view in a
// table's place, a trigger or a loosened column is another text. Changing one
// means a new kSchemaVersion and a forward migration.
inline constexpr int64_t kApplicationId = 0x504C4F47;  // "PLOG"
inline constexpr int64_t kSchemaVersion = 2;

struct SchemaObject {
  std::string_view type;
  std::string_view name;
  std::string_view table;
  std::string_view sql;
};

// Nothing is UNIQUE but the row number: forks and duplicate ids must be
// storable, or they could not be reported. Narrow columns come first, so that
// a scan of them does not touch the overflow pages of the content.
//
// `original` is NULL for sealed events. Only recorded ones may come in any
// order and be looked up by sequence, so only they pay for an index.
// Verification follows none.
//
// event_ids holds the ids of the events as 64-bit hashes, big endian, in
// blocks: `first` is the index of the first event of a block. An index on
// random UUIDs would cost more than the events themselves.
inline constexpr std::array<SchemaObject, 9> kSchema = {{
    {"table", "agents", "agents",
     "CREATE TABLE agents(key INTEGER PRIMARY KEY, agent_id TEXT NOT NULL, "
     "kind INTEGER NOT NULL, hash_profile TEXT NOT NULL, "
     "equivalent_profiles TEXT NOT NULL, profile_settled INTEGER NOT NULL, "
     "events INTEGER NOT NULL, head_sequence INTEGER NOT NULL, "
     "head_hash BLOB NOT NULL) STRICT"},
    {"table", "events", "events",
     "CREATE TABLE events(idx INTEGER PRIMARY KEY, agent INTEGER NOT NULL, "
     "sequence INTEGER NOT NULL, time INTEGER, session TEXT, "
     "action_type TEXT NOT NULL, hash BLOB NOT NULL, "
     "prev_hash BLOB NOT NULL, unhashed TEXT NOT NULL, "
     "original BLOB, content BLOB NOT NULL) STRICT"},
    {"index", "recorded_events", "events",
     "CREATE INDEX recorded_events ON events(agent, sequence) "
     "WHERE original IS NOT NULL"},
    {"table", "event_ids", "event_ids",
     "CREATE TABLE event_ids(first INTEGER PRIMARY KEY, "
     "hashes BLOB NOT NULL) STRICT"},
    {"table", "tree", "tree",
     "CREATE TABLE tree(key INTEGER PRIMARY KEY, size INTEGER NOT NULL, "
     "hashes BLOB NOT NULL) STRICT"},
    {"table", "sources", "sources",
     "CREATE TABLE sources(key INTEGER PRIMARY KEY, name TEXT NOT NULL, "
     "format TEXT NOT NULL, digest BLOB NOT NULL, bytes INTEGER NOT NULL, "
     "head BLOB NOT NULL, lines INTEGER NOT NULL, events INTEGER NOT NULL, "
     "rejects INTEGER NOT NULL, rewritten INTEGER NOT NULL) STRICT"},
    {"table", "rejects", "rejects",
     "CREATE TABLE rejects(key INTEGER PRIMARY KEY, source TEXT NOT NULL, "
     "line INTEGER NOT NULL, col INTEGER NOT NULL, code TEXT NOT NULL, "
     "message TEXT NOT NULL, raw BLOB NOT NULL, raw_sha256 BLOB NOT NULL) "
     "STRICT"},
    {"index", "rejects_by_line", "rejects",
     "CREATE INDEX rejects_by_line ON rejects(source, line)"},
    {"table", "checkpoints", "checkpoints",
     "CREATE TABLE checkpoints(key INTEGER PRIMARY KEY, "
     "tree_size INTEGER NOT NULL, note TEXT NOT NULL) STRICT"},
}};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SCHEMA_H_

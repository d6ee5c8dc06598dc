#ifndef PLOG_LEDGER_STORE_AGENT_TABLE_H_
#define PLOG_LEDGER_STORE_AGENT_TABLE_H_

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/store/sqlite_reader.h"

namespace plog {

// The agents of a ledger as its writer needs them. There may be as many as
// sessions, and a hook that adds one event must not read them all: the first
// few that are asked for are looked up one by one, and after those all are read
// at once.
class AgentTable {
 public:
  // `reader` must outlive it, and see what the writer has not committed.
  explicit AgentTable(const SqliteReader* reader) : reader_(*reader) {}

  // Forgets what was read and changed. kUnreadable for a table with a gap.
  Status Reset();

  // The pointers are valid until Reset.
  Result<AgentRow*> Find(std::string_view agent_id);  // nullptr: there is none
  Result<AgentRow*> Find(uint32_t key);               // REQUIRES: there is one
  // A new agent: assigns its key, the next one, and counts it as changed.
  AgentRow* Add(AgentRow agent);

  // REQUIRES: found or added since Reset.
  AgentRow& Known(uint32_t key) { return by_key_[key]->row; }
  void MarkChanged(uint32_t key) { by_key_[key]->changed = true; }

  // Those that were changed and not yet taken, by key.
  std::vector<const AgentRow*> TakeChanged();

 private:
  struct Entry {
    AgentRow row;
    bool changed = false;
  };

  AgentRow* Keep(AgentRow agent);
  Status ReadOne(std::string_view agent_id);
  Status ReadAll();

  const SqliteReader& reader_;
  std::deque<Entry> entries_;   // never move
  std::vector<Entry*> by_key_;  // null: not read yet
  std::unordered_map<std::string_view, Entry*> by_id_;
  unsigned looked_up_ = 0;  // one by one
  bool complete_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_AGENT_TABLE_H_

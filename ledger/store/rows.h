#ifndef PLOG_LEDGER_STORE_ROWS_H_
#define PLOG_LEDGER_STORE_ROWS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/crypto/sha256.h"

namespace plog {

// Where the hashes of an agent's chain come from.
enum class ChainKind { kSealed, kRecorded };

// An agent and its chain. `key` is the small integer that event rows use:
// 0, 1, 2, … in the order in which agents first appeared.
struct AgentRow {
  uint32_t key = 0;
  std::string agent_id;
  ChainKind kind = ChainKind::kSealed;
  std::string hash_profile;  // "jcs" for sealed; empty while unverifiable
  std::vector<std::string> equivalent_profiles;  // without hash_profile itself
  // The profile is final: sealed, named by the user, or detected from as many
  // events as detection looks at.
  bool profile_settled = false;
  uint64_t events = 0;
  uint64_t head_sequence = 0;  // of the last event stored
  Digest head_hash{};
};

// A row for an agent that is new, without its key.
AgentRow NewAgent(std::string_view agent_id, ChainKind kind);

// One row of the events table. The views live until the cursor moves on. A
// digest column that is not 32 bytes long (a damaged row) is given as 32 bytes
// of 0xff, which nothing hashes to; an agent key that no agent can have as the
// largest uint32_t.
struct StoredEvent {
  uint64_t index = 0;  // ingest index, from 1, without gaps
  uint32_t agent = 0;  // AgentRow::key
  uint64_t sequence = 0;
  std::optional<std::string_view> session;
  std::optional<int64_t> time_seconds;  // of the timestamp, rounded down
  std::string_view action_type;         // empty if the event has none
  std::string_view content;             // the bytes that were hashed
  Digest hash{};
  Digest prev_hash{};
  std::string_view unhashed;  // JSON object of unhashed members, or empty
  // Of a recorded event: the line as it came, where kept, or empty. Sealed
  // events have none.
  std::optional<std::string_view> original;
  // This very process made `hash` from `content`, and nobody else could change
  // either: hashing again would say nothing. Never so in a file with a name.
  bool hashed_here = false;

  // Of a row that LedgerReader::ScanNoted gives without content: what a
  // NoteTaker (ledger/ingest/note_taker.h) noted of that, never empty, and what
  // an audit wants of it.
  std::string_view note;
  int32_t time_nanos = 0;  // of the timestamp, beyond time_seconds
  uint64_t id_key = 0;     // IdKey (ledger/store/id_table.h)
};

// Where a row stands in its chain.
struct EventPlace {
  uint32_t agent = 0;
  uint64_t sequence = 0;
  uint64_t index = 0;

  auto operator<=>(const EventPlace&) const = default;
};

// A refused line of input, kept as evidence of what was offered.
struct RejectRow {
  std::string source;
  uint64_t line = 0;
  uint64_t column = 0;
  std::string code;
  std::string message;
  std::string raw;  // at most 64 KiB
  Digest raw_sha256{};
};

// A source that was ingested: a file by its absolute path, or "-". The first
// `bytes` of its decompressed content are in the ledger; a source that has
// since grown is continued there.
struct SourceRow {
  uint64_t key = 0;     // 0: not stored yet
  std::string name;     // absolute path, or "-"
  std::string format;   // name of the input format it was read as
  Digest digest{};      // of the decompressed bytes ingested so far
  uint64_t bytes = 0;   // decompressed
  Digest head{};        // of the first min(bytes, kSourceHeadBytes) of them
  uint64_t lines = 0;   // lines, or records of a format without lines
  uint64_t events = 0;  // accepted, already present ones included
  uint64_t rejects = 0;
  // The file was offered again and what had been ingested was no longer there:
  // reported by `verify` as source-rewritten.
  bool rewritten = false;
};
inline constexpr uint64_t kSourceHeadBytes = 4096;

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_ROWS_H_

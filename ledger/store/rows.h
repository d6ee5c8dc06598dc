#ifndef PLOG_LEDGER_STORE_ROWS_H_
#define PLOG_LEDGER_STORE_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/crypto/sha256.h"

namespace plog {

// Where the hashes of an agent's chain come from.
enum class ChainKind { kSealed, kRecorded };

// An agent and its chain. `key` is the small integer that event rows use.
struct AgentRow {
  uint32_t key = 0;
  std::string agent_id;
  ChainKind kind = ChainKind::kSealed;
  std::string hash_profile;  // "jcs" for sealed; empty while unverifiable
  std::vector<std::string> equivalent_profiles;  // without hash_profile itself
  uint64_t events = 0;
  uint64_t head_sequence = 0;  // of the last event stored
  Digest head_hash{};
};

// One row of the events table. The views live until the cursor moves on.
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
  std::string_view original;  // the line as it came, where kept, or empty
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

// A source that was ingested.
struct SourceRow {
  uint64_t key = 0;
  std::string name;    // path as given, or "-"
  Digest digest{};     // of the decompressed bytes ingested so far
  uint64_t bytes = 0;  // decompressed
  uint64_t lines = 0;
  // The file was offered again and what had been ingested was no longer there:
  // reported by `verify` as source-rewritten.
  bool rewritten = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_ROWS_H_

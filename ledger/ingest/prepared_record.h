#ifndef PLOG_LEDGER_INGEST_PREPARED_RECORD_H_
#define PLOG_LEDGER_INGEST_PREPARED_RECORD_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/text_arena.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/line_parser.h"
#include "ledger/json/hash_profile.h"

namespace plog {

// One record of a source on its way into the ledger. The collector fills the
// first part, the preparer the rest: everything that can be computed without
// knowing what is stored already, and therefore on other threads. Reused; its
// strings keep their buffers, and its long texts are kept by its batch.
struct PreparedRecord {
  uint64_t record = 0;  // InputRecord::record
  uint64_t nth = 0;     // among the events of that record, from 0
  uint64_t line = 0;
  uint64_t column = 1;
  // Of an event in the incomplete last line: that line's offset in the source.
  std::optional<uint64_t> torn_at;
  // As it came; of a refused one at most kMaxRejectBytes.
  std::string_view text;

  // A refused record has only this.
  std::optional<Reject> reject;
  Digest raw_sha256{};

  std::string agent_id;
  std::string id;       // empty: the event has none (only a recorded one)
  uint64_t id_key = 0;  // IdKey (ledger/store/id_table.h)
  bool id_given = false;
  std::string action_type;
  std::optional<std::string> session;
  std::optional<int64_t> time_seconds;
  int32_t time_nanos = 0;  // beyond the seconds
  std::optional<RecordedLink> link;
  std::string unhashed;
  // Content under `profile`: native for a bare event, a guess for a recorded
  // one. `verifies`: the recorded hash is that of this content.
  std::string_view content;
  const HashProfile* profile = nullptr;
  bool verifies = false;
  // Of a bare event: fed with `content`; the head of its chain completes it.
  Sha256 content_hash;
  // Of a bare event, see NoteTaker; else empty. Not among the texts, so that
  // the contents lie side by side there.
  std::string note;
  // Where in `content` the time stands that sealing put in (with its quotes);
  // size 0 if the input gave one.
  size_t sealed_time_at = 0;
  size_t sealed_time_size = 0;
};

// Whether the end of the source, rather than its author, is to blame.
bool ComesFromCut(RejectCode code);
// Makes a refused record of `record`, whose text is all of what was refused:
// turns the reject's column into the record's place in the source, and what
// comes from a cut in a torn line into kTornLine.
void Refuse(Reject reject, PreparedRecord* record);

// How far a source has been read.
struct SourcePosition {
  uint64_t bytes = 0;
  uint64_t lines = 0;  // or records
  Digest digest{};     // of `bytes`
};

struct PreparedBatch {
  uint64_t number = 0;  // in the order in which batches were collected
  // The clock when it was: the time of events that come without one.
  Instant collected_at;
  std::vector<PreparedRecord> records;  // the first `used` count
  TextArena texts;                      // of the records
  size_t used = 0;
  size_t text_bytes = 0;
  SourcePosition end;  // after the last record: what a commit makes durable
  // How often a warning (by code) or a note (code and detail) occurred.
  std::map<std::string, uint64_t, std::less<>> warnings;
  std::map<std::string, uint64_t, std::less<>> notes;

  // Empty again, buffers kept.
  void Clear();
};

// Adds one to the count of `key`.
void CountOne(std::string_view key,
              std::map<std::string, uint64_t, std::less<>>* counts);

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_PREPARED_RECORD_H_

#ifndef PLOG_LEDGER_EXPORT_EXPORT_READER_H_
#define PLOG_LEDGER_EXPORT_EXPORT_READER_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/event/line_parser.h"
#include "ledger/export/export_parts.h"
#include "ledger/export/json_stream.h"

namespace plog {

// One element of `events`, with the element of `merkle_proofs` at its place.
struct ExportedEvent {
  uint64_t number = 0;    // in the file, from 1
  std::string_view text;  // until the next one is read
  // Why it is no event, or nullopt; then `event` is unspecified.
  std::optional<Reject> reject;
  ParsedEvent event;
  std::optional<ExportProof> proof;

  bool recorded() const { return !reject && event.link.has_value(); }
  // What findings call it: where its proof says that it is.
  uint64_t ingest_index() const {
    return proof ? proof->leaf_index + 1 : number;
  }
};

// Walks both arrays of an export side by side, holding one element of each.
class ExportReader {
 public:
  // `bytes` must outlive it. An element longer than `max_value` is an error.
  ExportReader(const ReadBytesAt& bytes, const ExportHead& head,
               size_t max_value);

  // False at the end of the events.
  Result<bool> Next(ExportedEvent* out);
  // After the end: whether there are more proofs than events.
  bool more_proofs() const { return more_proofs_; }

 private:
  Status Finish();

  JsonArrayStream events_;
  JsonArrayStream proofs_;
  EventLineParser event_parser_;
  JsonParser proof_parser_;
  JsonDocument proof_;
  uint64_t read_ = 0;
  bool more_proofs_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_EXPORT_READER_H_

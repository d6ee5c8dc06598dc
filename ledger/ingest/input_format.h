#ifndef PLOG_LEDGER_INGEST_INPUT_FORMAT_H_
#define PLOG_LEDGER_INGEST_INPUT_FORMAT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/event/line_parser.h"
#include "ledger/json/json.h"

namespace plog {

// The seam for input formats. A format is one file that defines an
// InputFormat, and one row of the table in input_format.cc. Its decoder is fed
// the decompressed source and hands out events as JSON text, which then go the
// way of every native line: strictly parsed, sealed or checked, and stored.
//
//   source ──► lines or chunks ──► InputDecoder ──► RecordSink
//
// A decoder keeps what state it needs between calls, but bounded: never the
// whole source (a format that is one document may collect up to
// SourceInfo::max_record bytes and must refuse more).

// Something found in the source, and where.
struct InputRecord {
  // The event as one JSON object; for Refuse, the raw bytes. Need only live
  // for the call.
  std::string_view json;
  // What identifies it in the source, from 1: the line number in a format of
  // lines, else a running number of records. A source that has grown is decoded
  // again from its start, and records up to the number that was committed are
  // skipped; so the same bytes must give the same numbers, and what Finish
  // emits carries the number of the record it comes from. 0, with Refuse: a
  // fault of the source as a whole, which is never skipped.
  uint64_t record = 0;
  // Where it begins: line, and byte column, both from 1.
  uint64_t line = 0;
  uint64_t column = 1;
};

class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void Event(const InputRecord& record) = 0;
  // What the decoder could not read: counted, stored, never dropped silently.
  // `reject.column` counts from the beginning of record.json.
  virtual void Refuse(const InputRecord& record, const Reject& reject) = 0;
  // Counted per code and detail and shown in the summary: unknown record types
  // ("unknown-record", "progress"), records that stand for nothing.
  virtual void Note(std::string_view code, std::string_view detail) = 0;
};

// One line of a format of lines.
struct InputLine {
  std::string_view text;  // without its newline; may end in '\r'
  uint64_t number = 0;    // from 1
};

class InputDecoder {
 public:
  virtual ~InputDecoder() = default;
  // Only for InputFormat::Unit::kLines. Lines of white space do not come here.
  virtual void Line(const InputLine& /*line*/, RecordSink* /*sink*/) {}
  // Only for InputFormat::Unit::kBytes.
  virtual void Chunk(std::string_view /*bytes*/, RecordSink* /*sink*/) {}
  // Only for InputFormat::holds_back: the source ended here when it was
  // ingested before. What Finish emitted then is to be emitted now, under the
  // same numbers, and forgotten.
  virtual void EndedBefore(RecordSink* /*sink*/) {}
  // After the last line or chunk, once.
  virtual void Finish(RecordSink* /*sink*/) {}
};

// What a decoder may want to know about its source.
struct SourceInfo {
  std::string name;        // as the user gave it
  std::string sha256_hex;  // of all its decompressed bytes; empty unless the
                           // format says needs_digest
  size_t max_record = 0;   // --max-line
};

// The beginning of a source, for detection.
class InputHead {
 public:
  static constexpr size_t kBytes = 64 * 1024;
  InputHead(std::string_view bytes, bool whole);

  std::string_view bytes;       // at most kBytes
  bool whole = false;           // `bytes` is all of the source
  std::string_view first_line;  // first line that is not white space
  // The first line's value, invalid if it is not JSON (or longer than the
  // head).
  JsonView first;
  // Names of the members of the object that the source begins with, as far as
  // the head shows them, also when it stretches over lines.
  std::vector<std::string> top_level_names;
  bool HasName(std::string_view name) const;

 private:
  JsonDocument document_;
};

struct InputFormat {
  enum class Unit { kLines, kBytes };

  std::string_view name;     // for --format
  std::string_view summary;  // one line for help
  Unit unit = Unit::kLines;
  bool needs_digest = false;  // costs a first pass over the source
  bool stateless = false;     // a line's events depend on that line alone
  // Its decoder emits at the end what it held back until then. Such a source is
  // committed in one piece: one that was interrupted is read anew.
  bool holds_back = false;
  // Why the source looks like this format ("first line has …"), or nothing.
  // Two formats that claim one source make it an error: be specific.
  std::optional<std::string> (*detect)(const InputHead& head) = nullptr;
  std::function<std::unique_ptr<InputDecoder>(const SourceInfo& source)> make;
};

// All formats, native ones first. Pointers live for ever.
std::span<const InputFormat* const> InputFormats();
const InputFormat* FindInputFormat(std::string_view name);

struct DetectedFormat {
  const InputFormat* format = nullptr;
  std::string reason;
  bool claimed = true;  // false: the fallback, because no format claims it
};
// The one format that claims the source; JSON Lines (or a JSON array, if it
// begins with a bracket) if none does. kUsage if several do.
Result<DetectedFormat> DetectInputFormat(const InputHead& head,
                                         std::string_view source_name);

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_INPUT_FORMAT_H_

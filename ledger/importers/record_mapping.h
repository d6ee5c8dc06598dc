#ifndef PLOG_LEDGER_IMPORTERS_RECORD_MAPPING_H_
#define PLOG_LEDGER_IMPORTERS_RECORD_MAPPING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/ingest/input_format.h"
#include "ledger/json/json_pointer.h"

namespace plog {

// How records of a format that plog does not know become events, as data. It
// is written by users in YAML and compiled in rules/mapping, where YAML lives;
// what it does is in record_mapper.h.

// Reads a time in a form that is not RFC 3339. Immutable.
class TimeReader {
 public:
  virtual ~TimeReader() = default;
  // nullopt if `text` is not of that form.
  virtual std::optional<Instant> Read(std::string_view text) const = 0;
};

// A member of the event: the first of some places of the record that hold a
// value (null is none), or a constant.
struct MappedValue {
  struct Place {
    std::optional<size_t> pointer;  // index into RecordMapping::pointers
    std::string text;               // the constant, as a text
    std::string json;               // ... and as JSON
  };
  std::vector<Place> places;  // none: the event has no such member
  // By the text of the value found. With `translated`, a value that is not
  // among them becomes `otherwise`, or none.
  bool translated = false;
  std::map<std::string, std::string, std::less<>> values;
  std::optional<std::string> otherwise;

  bool mapped() const { return !places.empty(); }
};

struct MappedTime {
  MappedValue value;
  std::string format;                        // for messages
  std::unique_ptr<const TimeReader> reader;  // null: RFC 3339, kept as it is
};

// A record counts only if all its filters hold.
struct RecordFilter {
  size_t pointer = 0;  // index into RecordMapping::pointers
  enum class Kind { kOneOf, kNoneOf, kExists, kAbsent };
  Kind kind = Kind::kOneOf;
  std::vector<std::string> texts;  // of scalars: "true", "7", "null", "x"
};

struct RecordMapping {
  std::string name;
  std::string format_name;  // "map:NAME": of the source and of its events
  std::string sha256_hex;   // of the mapping's text
  std::vector<JsonPointer> pointers;
  // To the array of records in a document; none: one record per line.
  std::optional<JsonPointer> records;
  std::vector<RecordFilter> filters;
  // A record is a call and its result: the result has the members from
  // `output` on, and the time `end`.
  bool split = false;

  MappedValue agent_id, session_id, action_type, action_name, call_id, id;
  MappedValue input, output, status, error_message, duration;
  double milliseconds_per_unit = 1;  // of `duration`
  MappedTime timestamp, end;
  std::vector<std::pair<std::string, MappedValue>> labels, metadata;
};

// The mapping as an input format. `mapping` must outlive it and what it makes.
InputFormat MappedFormat(const RecordMapping* mapping);

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_RECORD_MAPPING_H_

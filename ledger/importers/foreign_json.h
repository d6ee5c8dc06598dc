#ifndef PLOG_LEDGER_IMPORTERS_FOREIGN_JSON_H_
#define PLOG_LEDGER_IMPORTERS_FOREIGN_JSON_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/event/line_parser.h"
#include "ledger/json/json.h"

namespace plog {

// Other people's JSON: read by the strict parser, with two allowances.
//
// A number that plog's own events may not hold (an integer beyond 2^53-1, such
// as nanoseconds since 1970; a number that is no finite double, also
// written NaN or Infinity) is read as a
// string with exactly its digits, so that none is lost. Nesting may be as deep
// as kMaxDepth; what does not fit into an event is kept there as text (see
// EventEmitter). Everything else that is not strict JSON is refused.
class ForeignJson {
 public:
  static constexpr size_t kMaxDepth = 512;

  // On success root() is the value. Otherwise says why not; the column counts
  // from the beginning of `text`.
  std::optional<Reject> Parse(std::string_view text);

  JsonView root() const { return document_.root(); }
  // Numbers of the last text that became strings.
  size_t quoted_numbers() const { return quoted_numbers_; }

 private:
  JsonParser parser_;
  JsonDocument document_;
  size_t quoted_numbers_ = 0;
};

// Member of an object as text: the string itself; empty if it is absent or
// not a string.
std::string_view TextOf(JsonView object, std::string_view name);
// The first of `names` that holds a non-empty string.
std::string_view FirstTextOf(JsonView object,
                             std::initializer_list<std::string_view> names);
// A string or a number as text ("7" for 7); empty for anything else.
std::string ScalarText(JsonView value);
// Message content: a string, or the `text` members of a list of blocks, joined
// by newlines.
std::string TextOfBlocks(JsonView content);
bool IsTrue(JsonView object, std::string_view name);
// A number, or a string that is a decimal number, as an integer.
std::optional<int64_t> IntegerOf(JsonView value);
// The same, if it is not negative: a duration.
std::optional<int64_t> CountOf(JsonView value);

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_FOREIGN_JSON_H_

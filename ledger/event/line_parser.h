#ifndef PLOG_LEDGER_EVENT_LINE_PARSER_H_
#define PLOG_LEDGER_EVENT_LINE_PARSER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/event/content.h"

namespace plog {

// Why a line of input is not an event. The names are stable.
enum class RejectCode {
  kNotJson,
  kNotObject,
  kInvalidUtf8,
  kLoneSurrogate,
  kDuplicateName,
  kCaseVariant,
  kNumberRange,
  kTooDeep,
  kLineTooLong,
  kMissingAgent,  // missing or empty agent_id
  kWrongType,
  kBadTimestamp,
  kPartialRecord,  // only some of sequence, hash, prev_hash
  kBadDigest,      // hash or prev_hash is not 64 lower-case hex digits
  kMixedChain,     // bare event for a recorded chain, or the reverse
  kTornLine,       // last line without newline that is not valid
};
std::string_view Name(RejectCode code);  // "not-json", "mixed-chain", …
RejectCode ToRejectCode(JsonFaultCode code);

struct Reject {
  RejectCode code = RejectCode::kNotJson;
  size_t column = 1;  // byte, from 1
  std::string message;
};

// What an event recorded about its place in a chain.
struct RecordedLink {
  uint64_t sequence = 0;
  Digest hash{};
  Digest prev_hash{};
};

// A note about an accepted event: never a reason to refuse it.
struct Warning {
  std::string_view code;  // "unhashed-field", "unknown-action-type", …
  std::string detail;
};

// One accepted line. Reused between lines.
struct ParsedEvent {
  EventContent event;                // all members, hashed or not
  std::optional<RecordedLink> link;  // present: recorded; absent: bare
  std::vector<Warning> warnings;
  // The unhashed members other than sequence, hash and prev_hash, as a compact
  // JSON object; empty if there are none.
  std::string unhashed;
};

class EventLineParser {
 public:
  // `line` without its newline. Fills `out` and returns nothing, or says why
  // the line is not an event.
  std::optional<Reject> Parse(std::string_view line, ParsedEvent* out);

 private:
  JsonParser parser_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_EVENT_LINE_PARSER_H_

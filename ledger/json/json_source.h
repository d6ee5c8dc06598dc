#ifndef PLOG_LEDGER_JSON_JSON_SOURCE_H_
#define PLOG_LEDGER_JSON_JSON_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/json/json.h"

namespace plog {

// From a parsed value back to its place in the source text. The nodes of a
// JsonDocument are the tokens of the text, in order, without punctuation, so
// a scan that counts tokens finds them; parsing itself keeps no positions.
// REQUIRES, for all three: `text` was parsed without a fault.

// Byte offset of the node with this index.
size_t OffsetOfNode(std::string_view text, uint32_t index);
// The source text of the node's whole value.
std::string_view RawValue(std::string_view text, uint32_t index);
// Appends `raw` without the white space outside strings.
void AppendMinified(std::string_view raw, std::string* out);

// Marks the integers of `nodes` that are written "-0".
void MarkNegativeZeros(std::string_view text, JsonNode* nodes);

// `text` with ".0" after every integer literal beyond ±(2^53−1). RFC 8785 and
// Go write doubles from there to 1e21 like integers; in this spelling the
// strict parser takes them for the doubles they are. For any text.
std::string SpellOutDoubles(std::string_view text);

// The first fault of a text that is not one strict JSON value: an independent
// scan, used only to say where and why. nullopt if it sees none.
std::optional<JsonFault> FindSyntaxFault(std::string_view text);

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_JSON_SOURCE_H_

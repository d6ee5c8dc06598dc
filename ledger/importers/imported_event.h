#ifndef PLOG_LEDGER_IMPORTERS_IMPORTED_EVENT_H_
#define PLOG_LEDGER_IMPORTERS_IMPORTED_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/ingest/input_format.h"
#include "ledger/json/json.h"

namespace plog {

// A value on its way into an event, as JSON text.
struct Payload {
  std::string json;  // empty: the event has no such member
  // How it stood in the source, where that is not plain to see:
  // "json-string" (a string that held one JSON object or array and was
  // parsed), "string", "too-deep" (nested deeper than an event may be: here it
  // is a string with the JSON text).
  std::string_view form;

  bool present() const { return !json.empty(); }

  // As it stands; a string that holds a whole object or array is parsed. An
  // absent value gives an absent payload, null gives null.
  static Payload Of(JsonView value);
  static Payload Of(std::string_view text);
  // A string that is what somebody said: never parsed.
  static Payload Said(std::string_view text);
  // {"name": text}, the form of prompts and responses.
  static Payload Member(std::string_view name, std::string_view text);
  // {"name": value, …} of those that are present.
  static Payload Members(
      std::initializer_list<std::pair<std::string_view, JsonView>> members);
};

// What an importer makes of a record: the members of an event, in our words.
// Empty strings stand for absent.
struct ImportedEvent {
  std::string action_type;
  std::string action_name;
  std::string agent_id;
  std::string session_id;
  Payload input;
  Payload output;
  std::string status;  // "success", "error", "timeout"
  std::string error_message;
  std::string timestamp;  // RFC 3339, as the source has it
  std::optional<int64_t> duration_ms;
  bool duration_from_times = false;  // a difference, not measured by anybody
  std::string call_id;
  bool call_id_made_up = false;
  std::string original_id;
  std::vector<std::pair<std::string, std::string>> labels;
  // Further members of metadata: name and JSON text.
  std::vector<std::pair<std::string, std::string>> metadata;

  // Those that say something.
  void Label(std::string_view name, std::string_view value);
  void Meta(std::string_view name, std::string_view text);  // a string
  void Meta(std::string_view name, JsonView value);         // any value
};

// The agent of one session: "claude-code/SESSION", "claude-code/SESSION/SUB";
// an empty part is left out. For formats whose sources are sessions that ran
// beside each other, under one agent name of the product.
//
// An agent's events are one chain, and time never goes back in a chain: an
// event counts as no earlier than the ones before it (effective time). In a
// chain that all sessions share, one that is ingested after a later one, or
// overlaps with it, would be lifted to that one's end and all its intervals
// would be nothing. A chain per session makes verdicts independent of the order
// in which sources are ingested. A rule over all sessions of a product selects
// them by `agent_id: {glob: "claude-code/*"}` or `metadata.import.format`.
std::string AgentOfSession(std::string_view agent, std::string_view session,
                           std::string_view sub_agent = {});

namespace action {
inline constexpr std::string_view kToolCall = "TOOL_CALL";
inline constexpr std::string_view kToolResult = "TOOL_RESULT";
inline constexpr std::string_view kLlmCall = "LLM_CALL";
inline constexpr std::string_view kLlmResponse = "LLM_RESPONSE";
inline constexpr std::string_view kCustom = "CUSTOM";
inline constexpr std::string_view kPolicyDecision = "POLICY_DECISION";
}  // namespace action

// Whole milliseconds between two RFC 3339 times; nothing if one is not a time
// or the second is earlier.
std::optional<int64_t> MillisecondsBetween(std::string_view begin,
                                           std::string_view end);
// "12.3" seconds as a JSON number -> 12300; nothing for what is no number, is
// negative or absurd.
std::optional<int64_t> MillisecondsOfSeconds(JsonView seconds);
// RFC 3339 text of a decimal count of units since 1970; `per_second` is 1, 1e3,
// 1e6 or 1e9. Empty if it is not a non-negative decimal number that fits.
std::string TimeOfCount(std::string_view count, int64_t per_second);

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_IMPORTED_EVENT_H_

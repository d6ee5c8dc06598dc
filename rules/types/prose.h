#ifndef PLOG_RULES_TYPES_PROSE_H_
#define PLOG_RULES_TYPES_PROSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/matcher/matcher.h"
#include "rules/types/rule_type.h"

namespace plog {

// The words that the rule types' sentences share. Names come from logs and
// policies: whoever prints a sentence sanitises it.

// What a violation calls the event a matcher asks for: its action_type if that
// is one scalar, else its action_name, else the matcher as compact JSON.
std::string ExpectedEvent(const Matcher& matcher);

// The most telling name of what `matcher` matches: "delete_file", "TOOL_CALL",
// or its compact JSON; "event" for the empty matcher.
std::string NounOf(const Matcher& matcher);
// The same, but where the matcher names nothing, of the event at hand.
std::string NounOf(const Matcher& matcher, const DescribedEvent* event);
// The event's own action_name, else action_type, else "event".
std::string NounOf(const DescribedEvent* event);

// "TOOL_CALL at sequence 42".
std::string Located(std::string_view noun, const DescribedEvent* event);

// Times below two minutes in seconds, as people write them ("60s", "90s"),
// longer ones in the largest units ("1h30m").
std::string Spoken(const Duration& duration);

// "1 event", "3 events"; "1 match", "2 matches".
std::string Counted(uint64_t count, std::string_view one,
                    std::string_view many);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_PROSE_H_

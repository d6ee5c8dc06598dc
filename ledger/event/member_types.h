#ifndef PLOG_LEDGER_EVENT_MEMBER_TYPES_H_
#define PLOG_LEDGER_EVENT_MEMBER_TYPES_H_

#include <string_view>

#include "ledger/event/members.h"
#include "ledger/json/json.h"

namespace plog {

// Whether `value` is of the JSON type that `type` asks for. Says nothing about
// the form of timestamps and digests, which have faults of their own.
bool HasType(JsonView value, MemberType type);
// "a string or null", for messages.
std::string_view Describe(MemberType type);

}  // namespace plog

#endif  // PLOG_LEDGER_EVENT_MEMBER_TYPES_H_

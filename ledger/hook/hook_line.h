#ifndef PLOG_LEDGER_HOOK_HOOK_LINE_H_
#define PLOG_LEDGER_HOOK_HOOK_LINE_H_

#include <string>
#include <string_view>

#include "ledger/base/instant.h"

namespace plog {

// What a hook was given, as one line of the claude-code-hooks format, without
// the newline: a JSON object with `received` as its `timestamp`, which hooks
// do not carry, unless it has one. Nothing else of it is changed but line
// breaks between its values. What is no JSON object is kept byte by byte:
//
//   {"hook_input_base64":"…","timestamp":"2026-02-17T00:00:00Z"}
//
// which the importer refuses, so that it ends among the rejects.
std::string HookLine(std::string_view input, const Instant& received);

}  // namespace plog

#endif  // PLOG_LEDGER_HOOK_HOOK_LINE_H_

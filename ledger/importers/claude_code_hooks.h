#ifndef PLOG_LEDGER_IMPORTERS_CLAUDE_CODE_HOOKS_H_
#define PLOG_LEDGER_IMPORTERS_CLAUDE_CODE_HOOKS_H_

#include <memory>
#include <string_view>

#include "ledger/importers/event_emitter.h"

namespace plog {

// The importer of collected hooks, for one record on its own: the call that a
// result answers is in the ledger, not in the source, and `search` finds it.
// A record without tool_use_id (old clients) gets no call id at all.
std::unique_ptr<InputDecoder> MakeHookDecoder(const SourceInfo& source,
                                              EventEmitter::CallSearch search);

// The member that holds what a hook was given and was no JSON object.
inline constexpr std::string_view kUnreadableHook = "hook_input_base64";

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_CLAUDE_CODE_HOOKS_H_

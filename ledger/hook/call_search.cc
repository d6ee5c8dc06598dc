#include "ledger/hook/call_search.h"

#include <algorithm>

#include "ledger/event/content.h"
#include "ledger/importers/foreign_json.h"

namespace plog {
namespace {

// Events looked back, of all agents. Tools that run side by side are a handful,
// and so are agents that run tools at a time.
constexpr uint64_t kLookBack = 1024;

std::optional<OpenCall> AsCall(std::string_view content,
                               const std::string& call_id) {
  // Cheap for the many that are another call.
  if (content.find(call_id) == std::string_view::npos) return std::nullopt;
  JsonParser parser;
  JsonDocument document;
  if (parser.Parse(content, JsonLimits{}, &document)) return std::nullopt;
  const JsonView event = document.root();
  if (TextOf(event.Find("metadata"), "call_id") != call_id) return std::nullopt;
  OpenCall call;
  call.name = TextOf(event, "action_name");
  call.time = TextOf(event, "timestamp");
  call.call_id = call_id;
  return call;
}

}  // namespace

EventEmitter::CallSearch SearchCallsIn(LedgerWriter* writer) {
  return [writer](const ImportedEvent& result) -> std::optional<OpenCall> {
    const auto agent = writer->FindAgent(result.agent_id);
    if (!agent || !*agent || result.call_id.empty()) return std::nullopt;
    const LedgerReader& reader = writer->reader();
    const uint64_t last = reader.event_count();
    Result<EventCursor> calls = reader.NewestToolCalls(
        (*agent)->key, last - std::min(last, kLookBack) + 1);
    if (!calls) return std::nullopt;
    StoredEvent row;
    for (auto more = calls->Next(&row); more && *more;
         more = calls->Next(&row)) {
      if (row.session.value_or("") != result.session_id) continue;
      if (auto call = AsCall(row.content, result.call_id)) return call;
    }
    return std::nullopt;
  };
}

}  // namespace plog

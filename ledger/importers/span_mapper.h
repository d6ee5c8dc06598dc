#ifndef PLOG_LEDGER_IMPORTERS_SPAN_MAPPER_H_
#define PLOG_LEDGER_IMPORTERS_SPAN_MAPPER_H_

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ledger/importers/event_emitter.h"
#include "ledger/importers/span_attributes.h"

namespace plog {

// A span of a trace, whatever its encoding was.
struct Span {
  std::string trace_id;  // hexadecimal, lower case
  std::string span_id;
  std::string parent_id;  // may be empty
  std::string name;
  std::string start;  // RFC 3339
  std::string end;
  std::optional<int64_t> duration_ms;
  std::string service;  // the resource's service.name
  std::string scope;
  enum class Status { kUnset, kOk, kError } status = Status::kUnset;
  std::string status_message;
  SpanAttributes attributes;
};

// What spans mean, by the GenAI semantic conventions (current names and older
// ones), OpenInference, OpenLLMetry (traceloop) and Claude Code's own:
//
//   tool span   TOOL_CALL at its start, TOOL_RESULT at its end
//   model span  LLM_CALL at its start, LLM_RESPONSE at its end
//   other span  CUSTOM, named like the span
//
// A client's and a framework's span for one and the same call (same call id,
// or parent and child with the same name) give one pair; the later one in the
// file becomes CUSTOM.
//
// `plain`: what is called what goes by OpenTelemetry's own names alone, for
// trails and rules that were made so: action_name is the name of the span, and
// session_id the id of its trace.
class SpanMapper {
 public:
  SpanMapper(EventEmitter* out, bool plain) : out_(out), plain_(plain) {}
  void Map(const Span& span);

 private:
  enum class Kind { kTool, kModel, kOther };
  static Kind KindOf(const Span& span);
  static std::string ToolName(const Span& span);
  ImportedEvent Begin(const Span& span, std::string_view action_type) const;
  static void SetStatus(const Span& span, ImportedEvent* event);
  // Whether another span has told this call already; remembers it if not.
  bool IsTold(const Span& span, const std::string& what,
              const std::string& call_id);
  void Tool(const Span& span);
  void Model(const Span& span);
  void Other(const Span& span, bool told_already);

  EventEmitter* out_;
  bool plain_;
  // Per trace and span: what a span, or the parent of one, has told.
  std::unordered_map<std::string, std::string> told_;
  RecentTexts call_ids_{65536};
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_SPAN_MAPPER_H_

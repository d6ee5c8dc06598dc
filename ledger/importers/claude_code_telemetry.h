#ifndef PLOG_LEDGER_IMPORTERS_CLAUDE_CODE_TELEMETRY_H_
#define PLOG_LEDGER_IMPORTERS_CLAUDE_CODE_TELEMETRY_H_

#include <string>

#include "ledger/importers/event_emitter.h"
#include "ledger/importers/span_attributes.h"

namespace plog {

// A record of an OTLP log export.
struct LogRecord {
  std::string time;  // RFC 3339
  std::string trace_id;
  std::string body;
  std::string event_name;
  std::string service;
  std::string scope;
  SpanAttributes attributes;
};

// Emits what a log record stands for. Claude Code's own events are known by
// name: a tool_result gives the call and its result, at the same time, for the
// log tells both at the end. Of others, those with an event name become CUSTOM;
// the rest is no action.
void MapLogRecord(const LogRecord& record, EventEmitter* out);

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_CLAUDE_CODE_TELEMETRY_H_

// OTLP/JSON: traces and logs as collectors write them, one export per line or
// one document; Tempo's `batches`; flat lists of spans.
//
// 64-bit integers come as strings or as numbers above 2^53 and are read digit
// by digit. The order of spans means nothing: those of one resource come out by
// time.

#include "ledger/importers/claude_code_telemetry.h"
#include "ledger/importers/document_importer.h"
#include "ledger/importers/head_inspection.h"
#include "ledger/importers/span_mapper.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "otlp";
// Only where it is asked for.
constexpr std::string_view kPlainFormat = "otlp-plain";

// The first of the names that is there.
JsonView FindAny(JsonView object,
                 std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const JsonView value = object.Find(name);
    if (value.valid()) return value;
  }
  return {};
}

std::string LowerHex(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Nanoseconds since 1970, or RFC 3339 in flat lists. 0 is no time.
std::string TimeOf(JsonView value) {
  const std::string text = ScalarText(value);
  if (text.empty() || text == "0") return {};
  std::string time = TimeOfCount(text, 1000000000);
  return time.empty() ? text : time;
}

Span::Status StatusOf(JsonView status) {
  const std::string code =
      ScalarText(FindAny(status, {"code", "status_code", "statusCode"}));
  if (code == "2" || code == "STATUS_CODE_ERROR" || code == "ERROR") {
    return Span::Status::kError;
  }
  if (code == "1" || code == "STATUS_CODE_OK" || code == "OK") {
    return Span::Status::kOk;
  }
  return Span::Status::kUnset;
}

// Calls `visit(scope name, item)` for all items of all scopes of a resource.
template <class Visit>
void EachItem(JsonView resource,
              std::initializer_list<std::string_view> scope_lists,
              std::initializer_list<std::string_view> item_lists,
              const Visit& visit) {
  const JsonView scopes = FindAny(resource, scope_lists);
  for (JsonView s = scopes.First(); scopes.is(JsonType::kArray) && s.valid();
       s = scopes.After(s)) {
    const JsonView items = FindAny(s, item_lists);
    const std::string_view scope =
        TextOf(FindAny(s, {"scope", "instrumentationLibrary"}), "name");
    for (JsonView i = items.First(); items.is(JsonType::kArray) && i.valid();
         i = items.After(i)) {
      visit(scope, i);
    }
  }
}

class OtlpImporter : public DocumentImporter {
 public:
  OtlpImporter(std::string_view format, const SourceInfo& source)
      : DocumentImporter(format, source,
                         {"resourceSpans", "resource_spans", "batches",
                          "resourceLogs", "resource_logs"}),
        mapper_(&out(), format == kPlainFormat) {}

 protected:
  void Record(JsonView record, const Context& context) override {
    if (!context.member.empty()) return Resource(record);
    if (FindAny(record, {"span_id", "spanId"}).valid()) {
      return mapper_.Map(ReadSpan(record, "", ""));
    }
    for (const std::string_view name :
         {"resourceSpans", "resource_spans", "batches", "resourceLogs",
          "resource_logs"}) {
      if (record.Find(name).valid()) return;  // its elements were read
    }
    const bool metrics =
        FindAny(record, {"resourceMetrics", "resource_metrics"}).valid();
    if (metrics) return out().NotAnAction("metrics");
    out().Unknown("a value without resourceSpans and resourceLogs");
  }

 private:
  void Resource(JsonView resource) {
    const std::string service =
        SpanAttributes::OfOtlp(resource.Find("resource").Find("attributes"))
            .Text("service.name");
    out().BeginSorting();
    EachItem(resource,
             {"scopeSpans", "scope_spans", "instrumentationLibrarySpans",
              "instrumentation_library_spans"},
             {"spans"}, [&](std::string_view scope, JsonView span) {
               mapper_.Map(ReadSpan(span, service, scope));
             });
    EachItem(resource, {"scopeLogs", "scope_logs"},
             {"logRecords", "log_records"},
             [&](std::string_view scope, JsonView record) {
               MapLogRecord(ReadLogRecord(record, service, scope), &out());
             });
    out().EndSorting();
  }

  static Span ReadSpan(JsonView item, std::string_view service,
                       std::string_view scope) {
    Span span;
    span.trace_id =
        LowerHex(ScalarText(FindAny(item, {"traceId", "trace_id"})));
    span.span_id = LowerHex(ScalarText(FindAny(item, {"spanId", "span_id"})));
    span.parent_id = LowerHex(ScalarText(
        FindAny(item, {"parentSpanId", "parent_span_id", "parent_id"})));
    span.name = TextOf(item, "name");
    const JsonView start = FindAny(
        item, {"startTimeUnixNano", "start_time_unix_nano", "start_time"});
    const JsonView end =
        FindAny(item, {"endTimeUnixNano", "end_time_unix_nano", "end_time"});
    span.start = TimeOf(start);
    span.end = TimeOf(end);
    const JsonView attributes = item.Find("attributes");
    span.attributes = attributes.is(JsonType::kObject)
                          ? SpanAttributes::OfObject(attributes)
                          : SpanAttributes::OfOtlp(attributes);
    span.duration_ms = MillisecondsBetween(span.start, span.end);
    span.service = service.empty() ? span.attributes.Text("service.name")
                                   : std::string(service);
    span.scope = scope;
    const JsonView status = item.Find("status");
    span.status = StatusOf(status);
    span.status_message = FirstTextOf(status, {"message", "description"});
    return span;
  }

  static LogRecord ReadLogRecord(JsonView item, std::string_view service,
                                 std::string_view scope) {
    LogRecord record;
    record.attributes = SpanAttributes::OfOtlp(item.Find("attributes"));
    record.time = TimeOf(FindAny(item, {"timeUnixNano", "time_unix_nano"}));
    if (record.time.empty()) {
      record.time = TimeOf(
          FindAny(item, {"observedTimeUnixNano", "observed_time_unix_nano"}));
    }
    record.trace_id =
        LowerHex(ScalarText(FindAny(item, {"traceId", "trace_id"})));
    record.body = TextOf(item.Find("body"), "stringValue");
    record.event_name = FirstTextOf(item, {"eventName", "event_name"});
    if (record.event_name.empty()) {
      record.event_name = record.attributes.Text("event.name");
    }
    record.service = service;
    record.scope = scope;
    return record;
  }

  SpanMapper mapper_;
};

std::optional<std::string> Detect(const InputHead& head) {
  const InputHead first = FirstObject(head);
  for (const std::string_view name :
       {"resourceSpans", "resource_spans", "resourceLogs", "resource_logs",
        "batches"}) {
    if (first.HasName(name)) {
      return "an object with " + std::string(name);
    }
  }
  if (first.HasName("trace_id") && first.HasName("span_id") &&
      first.HasName("name")) {
    return "an object with trace_id, span_id and name";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kOtlpFormat;
const InputFormat kOtlpFormat = {
    .name = kFormat,
    .summary = "OTLP/JSON traces and logs, Tempo exports, flat span lists",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<OtlpImporter>(kFormat, source);
    }};

extern const InputFormat kOtlpPlainFormat;
const InputFormat kOtlpPlainFormat = {
    .name = kPlainFormat,
    .summary = "OTLP, named by spans and traces alone (--format)",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = [](const InputHead&) -> std::optional<std::string> {
      return std::nullopt;
    },
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<OtlpImporter>(kPlainFormat, source);
    }};

}  // namespace plog

// Jaeger's JSON export: {data: [{traceID, spans: […], processes: {…}}]}, times
// in microseconds. Mapped like OTLP spans; a trace comes out by time.

#include "ledger/importers/document_importer.h"
#include "ledger/importers/span_mapper.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "jaeger";

Span::Status StatusOf(const SpanAttributes& tags) {
  const std::string code = tags.Text("otel.status_code");
  if (code == "ERROR" || tags.Text("error") == "true") {
    return Span::Status::kError;
  }
  return code == "OK" ? Span::Status::kOk : Span::Status::kUnset;
}

class JaegerImporter : public DocumentImporter {
 public:
  explicit JaegerImporter(const SourceInfo& source)
      : DocumentImporter(kFormat, source, {"data"}) {}

 protected:
  void Record(JsonView record, const Context& context) override {
    const JsonView spans = record.Find("spans");
    if (!spans.is(JsonType::kArray)) {
      const bool envelope =
          context.member.empty() && record.Find("data").valid();
      if (!envelope) out().Unknown("a value without spans");
      return;
    }
    out().BeginSorting();
    for (JsonView s = spans.First(); s.valid(); s = spans.After(s)) {
      mapper_.Map(ReadSpan(s, record.Find("processes")));
    }
    out().EndSorting();
  }

 private:
  static Span ReadSpan(JsonView item, JsonView processes) {
    Span span;
    span.trace_id = TextOf(item, "traceID");
    span.span_id = TextOf(item, "spanID");
    span.name = TextOf(item, "operationName");
    span.attributes = SpanAttributes::OfTags(item.Find("tags"));
    const JsonView process = processes.Find(TextOf(item, "processID"));
    span.service = TextOf(process, "serviceName");
    span.scope = span.attributes.Text("otel.scope.name");
    span.status = StatusOf(span.attributes);
    span.status_message = span.attributes.Text("otel.status_description");
    ReadParent(item, &span);
    ReadTimes(item, &span);
    return span;
  }

  static void ReadParent(JsonView item, Span* span) {
    span->parent_id = TextOf(item, "parentSpanID");  // older
    const JsonView references = item.Find("references");
    for (JsonView r = references.First();
         references.is(JsonType::kArray) && r.valid();
         r = references.After(r)) {
      if (TextOf(r, "refType") == "CHILD_OF") {
        span->parent_id = TextOf(r, "spanID");
      }
    }
  }

  static void ReadTimes(JsonView item, Span* span) {
    const std::optional<int64_t> start = CountOf(item.Find("startTime"));
    const std::optional<int64_t> duration = CountOf(item.Find("duration"));
    if (!start) return;
    span->start = TimeOfCount(std::to_string(*start), 1000000);
    if (!duration || *duration > INT64_MAX - *start) return;
    span->end = TimeOfCount(std::to_string(*start + *duration), 1000000);
    span->duration_ms = *duration / 1000;
  }

  SpanMapper mapper_{&out(), false};
};

std::optional<std::string> Detect(const InputHead& head) {
  if (head.HasName("data") &&
      head.bytes.find("\"traceID\"") != std::string_view::npos &&
      head.bytes.find("\"spans\"") != std::string_view::npos) {
    return "an object with data, traceID and spans";
  }
  if (head.HasName("traceID") && head.HasName("spans")) {
    return "an object with traceID and spans";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kJaegerFormat;
const InputFormat kJaegerFormat = {
    .name = kFormat,
    .summary = "Jaeger's JSON export of traces",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<JaegerImporter>(source);
    }};

}  // namespace plog

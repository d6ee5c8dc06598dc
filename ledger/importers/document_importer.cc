#include "ledger/importers/document_importer.h"

namespace plog {

void DocumentImporter::Chunk(std::string_view bytes, RecordSink* sink) {
  emitter_.SetSink(sink);
  cutter_.Feed(bytes);
}

void DocumentImporter::EndedBefore(RecordSink* sink) {
  emitter_.SetSink(sink);
  End();
}

void DocumentImporter::Finish(RecordSink* sink) {
  emitter_.SetSink(sink);
  cutter_.Finish();
  End();
  emitter_.CountUnanswered();
}

void DocumentImporter::OnValue(std::string_view text,
                               const JsonCutter::Place& place) {
  head_known_ = false;
  Read(text, place, {});
}

void DocumentImporter::OnElement(std::string_view member, std::string_view text,
                                 std::string_view head,
                                 const JsonCutter::Place& place) {
  Context context{member, head.empty(), {}};
  if (!head.empty()) {
    if (!head_known_) (void)head_json_.Parse(head);
    head_known_ = true;
    context.document = head_json_.root();
  }
  Read(text, place, context);
}

void DocumentImporter::OnFault(std::string_view text,
                               const JsonCutter::Place& place,
                               const Reject& reject) {
  emitter_.SetPlace({place.record, place.line, place.column, text});
  emitter_.Refuse(reject);
}

void DocumentImporter::Read(std::string_view text,
                            const JsonCutter::Place& place,
                            const Context& context) {
  emitter_.SetPlace({place.record, place.line, place.column, text});
  if (const std::optional<Reject> reject = json_.Parse(text)) {
    return emitter_.Refuse(*reject);
  }
  if (json_.quoted_numbers() > 0) {
    emitter_.Note("number-kept-as-text", "beyond what an event may hold");
  }
  Record(json_.root(), context);
}

}  // namespace plog

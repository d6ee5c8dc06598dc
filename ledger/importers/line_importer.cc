#include "ledger/importers/line_importer.h"

namespace plog {

void LineImporter::Line(const InputLine& line, RecordSink* sink) {
  emitter_.SetSink(sink);
  emitter_.SetPlace({line.number, line.number, 1, line.text});
  const std::string_view text = JsonOf(line.text);
  if (text.empty()) return;
  if (std::optional<Reject> reject = json_.Parse(text)) {
    reject->column += static_cast<size_t>(text.data() - line.text.data());
    return emitter_.Refuse(*reject);
  }
  if (json_.quoted_numbers() > 0) {
    emitter_.Note("number-kept-as-text", "beyond what an event may hold");
  }
  Record(json_.root());
}

void LineImporter::Finish(RecordSink* sink) {
  emitter_.SetSink(sink);
  End();
  emitter_.CountUnanswered();
}

}  // namespace plog

// A mapping and, after a line of three dashes, records: compiled, or refused
// with diagnostics that can be printed; whatever it makes of the records, its
// events are events.

#include "ledger/event/line_parser.h"
#include "rules/mapping/mapping.h"
#include "tests/fuzz/fuzz_target.h"

namespace plog {
namespace {

class EventsOnly : public RecordSink {
 public:
  void Event(const InputRecord& record) override {
    ParsedEvent event;
    Require(!parser_.Parse(record.json, &event));
  }
  void Refuse(const InputRecord& /*record*/, const Reject& reject) override {
    Require(!reject.message.empty());
  }
  void Note(std::string_view code, std::string_view /*detail*/) override {
    Require(!code.empty());
  }

 private:
  EventLineParser parser_;
};

void Apply(const RecordMapping& mapping, std::string_view records) {
  const InputFormat format = MappedFormat(&mapping);
  const auto decoder = format.make({"fuzz", std::string(64, '0'), 1 << 20});
  EventsOnly sink;
  if (format.unit == InputFormat::Unit::kBytes) {
    decoder->Chunk(records, &sink);
  } else {
    decoder->Line({records, 1}, &sink);
  }
  decoder->Finish(&sink);
}

}  // namespace
}  // namespace plog

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plog;
  constexpr std::string_view kCut = "\n---\n";
  const std::string text(AsText(data, size));
  const size_t cut = text.find(kCut);
  const std::string yaml = text.substr(0, cut);
  Diagnostics diagnostics;
  const auto mapping = CompileMapping("fuzz.yaml", yaml, &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.Sorted()) {
    Require(!FormatDiagnostic(diagnostic, yaml).empty());
  }
  Require((mapping == nullptr) == diagnostics.has_errors());
  if (mapping == nullptr || cut == std::string::npos) return 0;
  Apply(*mapping, std::string_view(text).substr(cut + kCut.size()));
  return 0;
}

// A document of events, cut into its elements by brackets: whatever the chunks
// in which it comes, the same elements come out.

#include "ledger/ingest/input_format.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using plog::InputRecord;

class Trace : public plog::RecordSink {
 public:
  void Event(const InputRecord& record) override { Note("event", record.json); }
  void Refuse(const InputRecord& record, const plog::Reject& reject) override {
    Note("refuse", record.json);
    text += reject.message;
  }
  void Note(std::string_view code, std::string_view detail) override {
    text.append(code).append(" ").append(detail).append("\n");
  }
  std::string text;
};

std::string Decode(const plog::InputFormat& format, std::string_view bytes,
                   size_t chunk) {
  Trace trace;
  const auto decoder = format.make({"fuzz", "", 4096});
  for (size_t at = 0; at < bytes.size(); at += chunk) {
    decoder->Chunk(bytes.substr(at, chunk), &trace);
  }
  decoder->Finish(&trace);
  return trace.text;
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = plog::AsText(data, size);
  for (const char* name : {"json-array", "plog"}) {
    const plog::InputFormat& format = *plog::FindInputFormat(name);
    plog::Require(Decode(format, bytes, 1) == Decode(format, bytes, 4096));
  }
  // Detection looks at the same bytes.
  (void)plog::DetectInputFormat(plog::InputHead(bytes, true), "fuzz");
  return 0;
}

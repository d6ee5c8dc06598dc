// Events that are cut out of a document, however it is fed.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/ingest/input_format.h"

namespace plog {
namespace {

// Everything a decoder says, as text.
class Recorder : public RecordSink {
 public:
  void Event(const InputRecord& record) override {
    said.push_back(fmt::format("event {} at {}:{} {}", record.record,
                               record.line, record.column, record.json));
  }
  void Refuse(const InputRecord& record, const Reject& reject) override {
    said.push_back(fmt::format("refused {} at {}:{} {} {}", record.record,
                               record.line, record.column, Name(reject.code),
                               reject.message));
  }
  void Note(std::string_view code, std::string_view) override {
    said.emplace_back(code);
  }

  std::vector<std::string> said;
};

std::vector<std::string> Decoded(std::string_view format, std::string_view text,
                                 size_t chunk) {
  const auto decoder = FindInputFormat(format)->make({"test", "", 200});
  Recorder recorder;
  for (size_t at = 0; at < text.size(); at += chunk) {
    decoder->Chunk(text.substr(at, chunk), &recorder);
  }
  decoder->Finish(&recorder);
  return recorder.said;
}

struct Document {
  std::string_view format;
  std::string text;
  std::vector<std::string> said;
};

const std::vector<Document>& Documents() {
  static const std::vector<Document> kDocuments = {
      {"json-array", "[]", {}},
      {"json-array",
       "[ {\"a\":\"}\\\"]\"} ,\n  {\"b\":[{},\n[1]]}\n]\n",
       {"event 1 at 1:3 {\"a\":\"}\\\"]\"}",
        "event 2 at 2:3 {\"b\":[{},\n[1]]}"}},
      {"json-array",
       "[1, \"x,y\",\n null]",
       {"event 1 at 1:2 1", "event 2 at 1:5 \"x,y\"", "event 3 at 2:2 null"}},
      {"json-array",
       "[" + std::string(150, ' ') + "\"" + std::string(250, 'x') + "\",{}]",
       {"refused 1 at 1:152 line-too-long an event of more than 200 bytes",
        "event 2 at 1:405 {}"}},
      {"json-array",
       "[{} {}]",
       {"event 1 at 1:2 {}",
        "refused 0 at 1:5 not-json unexpected `{`: the rest is not read"}},
      {"json-array",
       "[{\"a\":1}",
       {"event 1 at 1:2 {\"a\":1}",
        "refused 0 at 1:9 torn-line the document ends before its end"}},
      {"plog",
       "{\"version\":\"1,\\\"}\",\"skip\":[\"]\",{\"events\":[0]}],\n"
       "\"n\":-1.5e3 ,\"events\":[{\"a\":\"\\\\\"}],\"after\":null}",
       {"event 1 at 2:23 {\"a\":\"\\\\\"}"}},
      {"plog",
       "{\"events\":[],\"events\":[{}]}",
       {"refused 0 at 1:23 not-json unexpected `[`: the rest is not read"}},
  };
  return kDocuments;
}

TEST(JsonElements, AreTheSameInChunksOfAnySize) {
  for (const Document& document : Documents()) {
    for (size_t chunk = 1; chunk <= document.text.size(); ++chunk) {
      ASSERT_EQ(Decoded(document.format, document.text, chunk), document.said)
          << document.text << " in chunks of " << chunk;
    }
  }
}

}  // namespace
}  // namespace plog

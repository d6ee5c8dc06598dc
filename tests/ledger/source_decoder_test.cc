#include "ledger/ingest/source_decoder.h"

#include <gtest/gtest.h>

#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

// Emits every line as an event, and one more at the end.
class OneMoreAtTheEnd : public InputDecoder {
 public:
  void Line(const InputLine& line, RecordSink* sink) override {
    last_ = line.number;
    sink->Event({line.text, line.number, line.number, 1});
  }
  void Finish(RecordSink* sink) override {
    sink->Event({"{}", last_, last_, 1});
  }

 private:
  uint64_t last_ = 0;
};

InputFormat TestFormat() {
  InputFormat format;
  format.name = "test";
  format.make = [](const SourceInfo&) -> std::unique_ptr<InputDecoder> {
    return std::make_unique<OneMoreAtTheEnd>();
  };
  return format;
}

class SourceDecoderTest : public IngestFixture {
 protected:
  // The records in the batches that were collected from so many lines, the
  // last of them without a newline, with two batches in the circuit. `gone`:
  // the storing side has given up.
  size_t Collected(size_t lines, bool gone) {
    std::string text;
    for (size_t i = 0; i < lines; ++i) text += i == 0 ? "{}" : "\n{}";
    const auto file = InputFile::Open(Write("source", text));
    auto bytes = *ByteSource::Open(*file, "source", ByteLimits());
    const InputFormat format = TestFormat();
    DecodeTask task;
    task.format = &format;
    task.max_line = 100;
    BatchCircuit circuit(2);
    if (gone) circuit.empty.Close();
    EXPECT_TRUE(SourceDecoder(task, bytes.get(), &circuit).Run());
    size_t records = 0;
    while (auto batch = circuit.collected.Pop()) records += batch->used;
    return records;
  }
};

TEST_F(SourceDecoderTest, WhatTheDecoderKeptComesAfterTheLastLine) {
  EXPECT_EQ(Collected(1, false), 2U);
  EXPECT_EQ(Collected(300, false), 301U);
}

// A batch takes 256 records. The last line may be the one that fills the last
// batch there is: then there is none for what the decoder kept.
TEST_F(SourceDecoderTest, StopsWhereverTheStoringSideGivesUp) {
  for (const size_t lines : {510U, 511U, 512U, 513U, 514U, 1000U}) {
    EXPECT_LE(Collected(lines, true), 512U) << lines;
  }
}

}  // namespace
}  // namespace plog

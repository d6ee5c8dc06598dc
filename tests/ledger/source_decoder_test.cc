#include "ledger/ingest/source_decoder.h"

#include <gtest/gtest.h>

#include "ledger/base/joined_thread.h"
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
  // last of them without a newline, with two batches in the circuit.
  // `gives_up`: the storing side stops the circuit instead of giving batches
  // back.
  size_t Collected(size_t lines, bool gives_up) {
    std::string text;
    for (size_t i = 0; i < lines; ++i) text += i == 0 ? "{}" : "\n{}";
    const auto file = InputFile::Open(Write("source", text));
    auto bytes = *ByteSource::Open(*file, "source", ByteLimits());
    const InputFormat format = TestFormat();
    DecodeTask task;
    task.format = &format;
    task.max_line = 100;
    BatchCircuit circuit(2);
    task.now = [] { return Instant{}; };
    JoinedThread decoding(
        [&] { EXPECT_TRUE(SourceDecoder(task, bytes.get(), &circuit).Run()); });
    size_t records = 0;
    for (size_t taken = 1; auto batch = circuit.TakeCollected(); ++taken) {
      records += batch->used;
      if (gives_up && taken == 2) circuit.Stop();
      if (gives_up) continue;
      batch->Clear();
      circuit.PutEmpty(std::move(batch));
    }
    decoding.Join();
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

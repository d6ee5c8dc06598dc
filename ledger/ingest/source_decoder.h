#ifndef PLOG_LEDGER_INGEST_SOURCE_DECODER_H_
#define PLOG_LEDGER_INGEST_SOURCE_DECODER_H_

#include <functional>
#include <optional>
#include <string>

#include "ledger/ingest/batch_circuit.h"
#include "ledger/ingest/byte_source.h"
#include "ledger/ingest/input_format.h"
#include "ledger/ingest/line_splitter.h"
#include "ledger/ingest/record_collector.h"

namespace plog {

// What the decoding of one source needs to know.
struct DecodeTask {
  const InputFormat* format = nullptr;
  SourceInfo info;
  size_t max_line = 0;
  bool keeps_digest = true;  // else that of positions is zeros
  // What was ingested of it before: bytes and digest, and the last line or
  // record. Bytes 0: nothing.
  SourcePosition known;
  std::string head;              // bytes read from the source already
  std::function<Instant()> now;  // asked for every batch
};

// Reads a source and runs it through its decoder into batches of collected
// records. The collecting side; runs on one thread.
class SourceDecoder {
 public:
  SourceDecoder(DecodeTask task, ByteSource* source, BatchCircuit* circuit);

  // Reads to the end of the source. Ends collecting in any case.
  Status Run();

 private:
  Status RunFormat();
  Status RunLines();
  Status RunBytes();
  Result<std::string_view> Read();
  Status SkipKnownBytes(std::string_view* rest);
  void OnLine(const SplitLine& line);
  void EndOfLine();
  size_t ChunkSize() const;
  bool EndedHereBefore() const;
  bool Flush(bool force);  // false: the storing side gave up

  DecodeTask task_;
  ByteSource* source_;
  BatchCircuit* circuit_;
  RecordCollector collector_;
  std::unique_ptr<InputDecoder> decoder_;
  std::unique_ptr<PreparedBatch> batch_;
  LineSplitter splitter_;
  Sha256 digest_;       // of a source without lines
  uint64_t bytes_ = 0;  // of it
  uint64_t lines_ = 0;
  bool open_line_ = false;  // what was known ends inside a line
  bool gone_ = false;       // the storing side gave up
  bool head_given_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_SOURCE_DECODER_H_

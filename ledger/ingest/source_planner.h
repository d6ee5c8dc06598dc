#ifndef PLOG_LEDGER_INGEST_SOURCE_PLANNER_H_
#define PLOG_LEDGER_INGEST_SOURCE_PLANNER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/ingest/byte_source.h"
#include "ledger/ingest/ingestor.h"
#include "ledger/ingest/input_format.h"
#include "ledger/ingest/source_decoder.h"
#include "ledger/store/ledger_writer.h"

namespace plog {

// Everything known about a source before its events are touched.
struct SourcePlan {
  std::string head;  // the beginning of the source
  bool head_is_all = false;
  bool reopened = false;  // the head will be read again
  DetectedFormat format;
  std::optional<SourceRow> known;   // the part ingested before
  bool complete = false;            // ... and nothing was added since
  std::optional<SourceRow> broken;  // a rewritten source's earlier row
  std::optional<Digest> digest;     // of all bytes, if there was a first pass

  // The one member that every event has is not there, nor does any format fit.
  bool IsNoLog() const;
  // The row that is kept up to date while the source, a file of that identity,
  // is ingested.
  SourceRow RowOf(const std::string& identity) const;
  DecodeTask TaskOf(const std::string& name,
                    const IngestOptions& options) const;
};

// Looks at one source: its format, and what of it the ledger has already.
class SourcePlanner {
 public:
  SourcePlanner(LedgerWriter* writer, const IngestOptions& options,
                InputFile* file, std::string name)
      : writer_(writer),
        options_(options),
        file_(file),
        name_(std::move(name)) {}

  // Afterwards `bytes` has the source open where its decoding begins.
  Status Plan(std::unique_ptr<ByteSource>* bytes, SourcePlan* plan);

 private:
  Status Open(std::unique_ptr<ByteSource>* bytes);
  Status Reopen(std::unique_ptr<ByteSource>* bytes);
  Status ChooseFormat(SourcePlan* plan) const;
  Status SurveyIfNeeded(const std::vector<SourceRow>& rows,
                        std::unique_ptr<ByteSource>* bytes, SourcePlan* plan);

  LedgerWriter* writer_;
  const IngestOptions& options_;
  InputFile* file_;
  std::string name_;                // as the user gave it
  std::optional<SourceRow> named_;  // the row of this very file
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_SOURCE_PLANNER_H_

#ifndef PLOG_LEDGER_IMPORTERS_LINE_IMPORTER_H_
#define PLOG_LEDGER_IMPORTERS_LINE_IMPORTER_H_

#include "ledger/importers/event_emitter.h"
#include "ledger/importers/foreign_json.h"
#include "ledger/ingest/input_format.h"

namespace plog {

// What importers of formats with one JSON value per line have in common: a
// mapping is Record() and little else.
class LineImporter : public InputDecoder {
 public:
  LineImporter(std::string_view format, const SourceInfo& source)
      : emitter_(format, source) {}

  void Line(const InputLine& line, RecordSink* sink) override;
  void Finish(RecordSink* sink) override;

 protected:
  // The line's value. An object, unless the format says otherwise.
  virtual void Record(JsonView record) = 0;
  // The JSON of a line that may carry more than that; by default all of it.
  // Empty: the line is done with (the importer has noted or refused it).
  virtual std::string_view JsonOf(std::string_view line) { return line; }
  virtual void End() {}

  EventEmitter& out() { return emitter_; }

 private:
  EventEmitter emitter_;
  ForeignJson json_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_LINE_IMPORTER_H_

#ifndef PLOG_LEDGER_IMPORTERS_DOCUMENT_IMPORTER_H_
#define PLOG_LEDGER_IMPORTERS_DOCUMENT_IMPORTER_H_

#include <string>
#include <vector>

#include "ledger/importers/event_emitter.h"
#include "ledger/importers/foreign_json.h"
#include "ledger/importers/json_cutter.h"
#include "ledger/ingest/input_format.h"

namespace plog {

// What importers of formats that may be documents over many lines, arrays, or
// JSON Lines have in common. A mapping is Record(), called for every top-level
// object, every element of a top-level array and every element of a streamed
// member.
class DocumentImporter : public InputDecoder, private JsonCutter::Handler {
 public:
  DocumentImporter(std::string_view format, const SourceInfo& source,
                   std::vector<std::string_view> streamed = {})
      : emitter_(format, source),
        cutter_(std::move(streamed), source.max_record, this) {}

  void Chunk(std::string_view bytes, RecordSink* sink) override;
  void EndedBefore(RecordSink* sink) override;
  void Finish(RecordSink* sink) override;

 protected:
  // What a record is a part of. `member`: the streamed member it is an element
  // of. `document`: that object's members that stood before it, parsed once per
  // object; invalid if there is none.
  struct Context {
    std::string_view member;
    bool in_array = false;  // an element of a top-level array
    JsonView document;
  };
  virtual void Record(JsonView record, const Context& context) = 0;
  virtual void ArrayEnd() {}
  // At the end of the source, and where it ended when it was ingested before.
  virtual void End() {}

  EventEmitter& out() { return emitter_; }

 private:
  void OnValue(std::string_view text, const JsonCutter::Place& place) override;
  void OnElement(std::string_view member, std::string_view text,
                 std::string_view head,
                 const JsonCutter::Place& place) override;
  void OnArrayEnd() override { ArrayEnd(); }
  void OnFault(std::string_view text, const JsonCutter::Place& place,
               const Reject& reject) override;
  void Read(std::string_view text, const JsonCutter::Place& place,
            const Context& context);

  EventEmitter emitter_;
  JsonCutter cutter_;
  ForeignJson json_;
  ForeignJson head_json_;
  bool head_known_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_DOCUMENT_IMPORTER_H_

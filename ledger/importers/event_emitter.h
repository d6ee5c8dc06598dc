#ifndef PLOG_LEDGER_IMPORTERS_EVENT_EMITTER_H_
#define PLOG_LEDGER_IMPORTERS_EVENT_EMITTER_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/importers/call_tracker.h"
#include "ledger/importers/imported_event.h"
#include "ledger/ingest/input_format.h"
#include "ledger/json/json_writer.h"

namespace plog {

// Where in its source a record stands.
struct RecordPlace {
  uint64_t record = 0;  // see InputRecord::record
  uint64_t line = 0;
  uint64_t column = 1;
  std::string_view raw;  // the bytes, for a refusal
};

// Writes what importers find as events, with their provenance:
//
//   metadata.import = {format, source_sha256, line, record?, id?,
//                      time_from?, duration_from?, call_id_from?,
//                      action_input?, action_output?}
//
// * source_sha256 is that of all decompressed bytes of the source as it was
//   when the event was ingested: a source that has grown since gives its later
//   events another one. `line` (and `record`, for formats that are documents)
//   say where the record begins; `id` is its id in the source.
// * A record without a time takes that of the one before it: time_from is
//   "previous" then, and the summary counts it. Before the first time there is
//   none to take, and sealing sets the clock.
// * A time that is not RFC 3339 makes the record a refusal. One earlier than
//   its predecessor's is kept and counted.
// * duration_from "timestamps": nobody measured it. call_id_from "position":
//   the source has no id that would tie call and result.
// * action_input and action_output: Payload::form.
//
// What it emits for a record depends on the source up to that record only, so
// that a source can be imported in pieces as it grows.
class EventEmitter {
 public:
  // The call that a result answers, sought outside the source.
  using CallSearch =
      std::function<std::optional<OpenCall>(const ImportedEvent& result)>;

  EventEmitter(std::string_view format, const SourceInfo& source)
      : format_(format), source_(source) {}

  void SetSink(RecordSink* sink) { sink_ = sink; }
  void SetPlace(const RecordPlace& place) { place_ = place; }
  const RecordPlace& place() const { return place_; }
  const SourceInfo& source() const { return source_; }
  // The last part of the source's name; "-" for standard input.
  std::string SourceFileName() const;

  void Emit(const ImportedEvent& event);
  // Counts something that is no event: a known kind of record that stands for
  // no action, or an unknown one.
  void NotAnAction(std::string_view kind);
  void Unknown(std::string_view kind);
  void Note(std::string_view code, std::string_view detail);
  void Refuse(const Reject& reject);

  // A further member of the provenance of all events.
  void SetProvenance(std::string name, std::string text) {
    provenance_ = {std::move(name), std::move(text)};
  }

  // Asked for results whose call is not open in this source. May be null.
  void SetCallSearch(CallSearch search) { search_ = std::move(search); }
  // Emits the call and remembers it under `key` for its result.
  void Call(const std::string& key, ImportedEvent event);
  // Fills in what the result takes from its call (name, agent, call id,
  // duration) and emits it. A result that answers no call is emitted and
  // counted.
  void Answer(const std::string& key, ImportedEvent event);
  // The same, where the times of call and result are one and mean nothing.
  void AnswerUntimed(const std::string& key, ImportedEvent event);
  bool IsOpen(const std::string& key) const { return FindOpen(key) != nullptr; }
  const OpenCall* FindOpen(const std::string& key) const {
    return calls_.Find(key);
  }
  void ForgetCalls() { calls_.Clear(); }
  // At the end of the source: what stayed unanswered is counted.
  void CountUnanswered();

  // Between the two, events are held back and come out ordered by time, with
  // the place of the last record. For documents whose order means nothing.
  void BeginSorting() { sorting_ = true; }
  void EndSorting();

 private:
  struct Held {
    ImportedEvent event;
    RecordPlace place;
    std::optional<Instant> time;
  };
  std::optional<OpenCall> CloseFor(const std::string& key,
                                   ImportedEvent* event);
  // `origin`: where it comes from; it is emitted under place_.record.
  void Write(const ImportedEvent& event, const RecordPlace& origin);
  void WriteLabels(const ImportedEvent& event, JsonWriter* writer) const;
  void WriteProvenance(const ImportedEvent& event, const RecordPlace& origin,
                       bool from_previous, JsonWriter* writer) const;
  // False if the time is none.
  bool SettleTime(const ImportedEvent& event, const RecordPlace& origin,
                  std::string* time, bool* from_previous);

  std::string format_;
  SourceInfo source_;
  RecordSink* sink_ = nullptr;
  RecordPlace place_;
  CallTracker calls_;
  CallSearch search_;
  std::pair<std::string, std::string> provenance_;  // empty: none
  std::string last_time_;
  std::optional<Instant> last_instant_;
  bool sorting_ = false;
  std::vector<Held> held_;
  std::string json_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_EVENT_EMITTER_H_

#ifndef PLOG_LEDGER_IMPORTERS_INSPECT_SAMPLE_H_
#define PLOG_LEDGER_IMPORTERS_INSPECT_SAMPLE_H_

#include <string>
#include <string_view>
#include <unordered_map>

#include "ledger/importers/event_emitter.h"
#include "ledger/json/json.h"

namespace plog {

// Maps samples of an Inspect AI log, from a .json log or an .eval archive.
//
// A sample is a session, and an agent of its own (`TASK/SESSION`): samples run
// side by side but stand in the log one after another. Its actions come out by
// time, between a `sample_start` and a `sample_end` (with its scores) at the
// times of its first and last record. Texts that the log keeps as attachments
// are put back. Of a model's input only the newest message is kept: the others
// are events before it.
class InspectSampleMapper {
 public:
  explicit InspectSampleMapper(EventEmitter* out) : out_(out) {}

  // `log` is the object with `eval`. False if there is none.
  bool SetLog(JsonView log);
  void Map(JsonView sample);

 private:
  ImportedEvent Begin(JsonView event, std::string_view action_type) const;
  void ReadAttachments(JsonView sample);
  void MapEvents(JsonView sample, JsonView events);
  void MapEvent(JsonView event);
  void Tool(JsonView event);
  void Model(JsonView event);
  void Other(JsonView event, std::string_view kind);
  void MapMessages(JsonView messages);
  void AssistantMessage(JsonView message);
  void ToolMessage(JsonView message);
  // With attachments put back.
  Payload Resolved(JsonView value) const;
  std::string ResolvedText(std::string_view text) const;
  static void SetError(JsonView error, ImportedEvent* event);

  EventEmitter* out_;
  std::string run_id_;
  std::string task_;
  std::string model_;
  std::string session_;
  std::unordered_map<std::string_view, std::string_view> attachments_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_INSPECT_SAMPLE_H_

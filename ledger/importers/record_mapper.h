#ifndef PLOG_LEDGER_IMPORTERS_RECORD_MAPPER_H_
#define PLOG_LEDGER_IMPORTERS_RECORD_MAPPER_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/importers/event_emitter.h"
#include "ledger/importers/record_mapping.h"

namespace plog {

// Applies a mapping to the records of one source.
//
// Results are tied to calls by session and call id, also where the two are
// records of their own; an event without call id is tied to nothing. What the
// mapping does not make use of is counted: records that its filters leave out
// ("filtered-record"), values that its `map` does not name ("unmapped-value")
// or that do not fit ("unusable-value"), and at the end pointers that pointed
// to nothing in any record ("pointer-never-matched").
class RecordMapper {
 public:
  // Both must outlive it.
  RecordMapper(const RecordMapping* mapping, EventEmitter* out);

  void Map(JsonView record);
  void CountUnmatched();

 private:
  JsonView At(size_t pointer);
  bool Passes(const RecordFilter& filter);
  // The value of a member: a JSON value of the record, or a text (a constant,
  // or what the value stands for); neither if there is none.
  struct Found {
    JsonView value;
    std::optional<std::string> text;
    const std::string* json = nullptr;  // of a constant
  };
  Found Find(const MappedValue& member);
  Found Translated(const MappedValue& member, Found found);
  std::string Text(const MappedValue& member, std::string_view name);
  Payload Value(const MappedValue& member);
  // nullopt: the time cannot be read, and the record was refused.
  std::optional<std::string> Time(const MappedTime& member);
  std::optional<int64_t> Milliseconds();
  void AddResult(ImportedEvent* event);
  void Emit(ImportedEvent event);
  void EmitSplit(ImportedEvent call, const std::string& end);

  const RecordMapping& mapping_;
  EventEmitter* out_;
  JsonView record_;
  std::vector<bool> matched_;  // by pointer
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_RECORD_MAPPER_H_

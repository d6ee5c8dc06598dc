#ifndef PLOG_LEDGER_EXPORT_EVENT_TEXT_H_
#define PLOG_LEDGER_EXPORT_EVENT_TEXT_H_

#include <string>
#include <string_view>

#include "ledger/event/content.h"
#include "ledger/json/json.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// Writes stored events as whoever does not have the ledger gets them.
class EventTextWriter {
 public:
  // Appends the event with all its members, on one line: the hashed bytes as
  // they are wherever input may be so, so that every escape stays what was
  // hashed, then sequence, hash, prev_hash and the unhashed ones. A damaged row
  // becomes `null`. REQUIRES: `content` was parsed from the row.
  void Append(const StoredEvent& row, const EventContent& content,
              std::string* out);

 private:
  // Whether there are unhashed members to write.
  bool HasMembers(std::string_view unhashed);

  JsonParser parser_;
  JsonDocument document_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_EVENT_TEXT_H_

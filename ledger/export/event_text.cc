#include "ledger/export/event_text.h"

#include <string>

#include "ledger/crypto/hex.h"

namespace plog {

bool EventTextWriter::HasMembers(std::string_view unhashed) {
  return !unhashed.empty() && !parser_.Parse(unhashed, {}, &document_) &&
         document_.root().is(JsonType::kObject) && document_.root().size() != 0;
}

void EventTextWriter::Append(const StoredEvent& row,
                             const EventContent& content, std::string* out) {
  // What is damaged has no form that verification would take for sound.
  if (!content.root().valid()) {
    *out += "null";
    return;
  }
  *out += ContentAsInput(content, row.content);
  out->erase(out->rfind('}'));
  if (content.root().size() != 0) *out += ',';
  *out += "\"sequence\":";
  *out += std::to_string(row.sequence);
  *out += ",\"hash\":";
  AppendQuotedHex(row.hash, out);
  *out += ",\"prev_hash\":";
  AppendQuotedHex(row.prev_hash, out);
  if (HasMembers(row.unhashed)) {
    const size_t begin = row.unhashed.find('{') + 1;
    *out += ',';
    out->append(row.unhashed, begin, row.unhashed.rfind('}') - begin);
  }
  *out += '}';
}

}  // namespace plog

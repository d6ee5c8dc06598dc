#include "ledger/export/event_text.h"

#include <fmt/format.h>

#include "ledger/crypto/hex.h"

namespace plog {

bool EventTextWriter::HasMembers(std::string_view unhashed) {
  return !unhashed.empty() && !parser_.Parse(unhashed, {}, &document_) &&
         document_.root().is(JsonType::kObject) && document_.root().size() != 0;
}

std::string EventTextWriter::Text(const StoredEvent& row,
                                  const EventContent& content) {
  // What is damaged has no form that verification would take for sound.
  if (!content.root().valid()) return "null";
  std::string text = ContentAsInput(content, row.content);
  text.erase(text.rfind('}'));
  text += fmt::format(R"({}"sequence":{},"hash":"{}","prev_hash":"{}")",
                      content.root().size() == 0 ? "" : ",", row.sequence,
                      ToHex(row.hash), ToHex(row.prev_hash));
  if (HasMembers(row.unhashed)) {
    const size_t begin = row.unhashed.find('{') + 1;
    text += ",";
    text += row.unhashed.substr(begin, row.unhashed.rfind('}') - begin);
  }
  return text + "}";
}

}  // namespace plog

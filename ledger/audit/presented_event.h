#ifndef PLOG_LEDGER_AUDIT_PRESENTED_EVENT_H_
#define PLOG_LEDGER_AUDIT_PRESENTED_EVENT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// One event as somebody shows it, to be looked for in a tree. A leaf binds the
// hash that the event states, so the event is proven only if that hash is also
// the hash of its content: both are computed here from the text.
struct PresentedEvent {
  std::string agent_id;
  std::string id;
  uint64_t sequence = 0;
  Digest hash{};       // as stated
  Digest leaf_hash{};  // with the stated hash
  // Names of the hash profiles under which `hash` is that of the content, in
  // table order; none: it is the hash of something else. Which of them counts
  // is for the reader to say: whoever shows the event must not choose.
  std::vector<std::string> profiles;
  // Names of members that are neither hashed nor in the leaf: no proof is about
  // them.
  std::vector<std::string> unhashed;
};

// `text` is one JSON object, strict as an input line is, with `sequence`,
// `hash` and `prev_hash`. kInput with a reason if it is not.
Result<PresentedEvent> ReadPresentedEvent(std::string_view text);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_PRESENTED_EVENT_H_

#ifndef PLOG_CHECKER_ENGINE_KEY_READER_H_
#define PLOG_CHECKER_ENGINE_KEY_READER_H_

#include <string>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/event/content.h"
#include "rules/types/monitor.h"
#include "rules/types/rule_type.h"

namespace plog {

// Turns fields into the fixed-size values that monitors compare. Two fields
// get equal identities exactly if they are equal as typed JSON values (up to
// collisions of 128 bits of SHA-256). One per thread.
class KeyReader {
 public:
  KeyValue Read(const Extractor& extractor, const EventContent& event);

 private:
  KeyValue Identity(JsonView value);

  Sha256 sha_;
  std::string text_;
  // Agents, tools and the like repeat; hashing them again is wasted. Each text
  // has one place, where the next one with that place replaces it.
  struct Recent {
    std::string text;
    KeyValue key;
  };
  std::vector<Recent> recent_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_KEY_READER_H_

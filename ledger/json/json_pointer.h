#ifndef PLOG_LEDGER_JSON_JSON_POINTER_H_
#define PLOG_LEDGER_JSON_JSON_POINTER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/json/json.h"

namespace plog {

// The position in an array that a token of a JSON Pointer names: digits without
// a leading zero, nothing else.
std::optional<size_t> PointerArrayPosition(std::string_view token);
// A token with its `~0` and `~1` undone; nullopt for any other `~`.
std::optional<std::string> UnescapePointerToken(std::string_view token);

// RFC 6901: "/tool/name", "/items/0", "" for the whole value. `~1` stands for a
// slash in a name, `~0` for a tilde.
class JsonPointer {
 public:
  // nullopt if `text` neither is empty nor begins with a slash, or has a
  // malformed `~`.
  static std::optional<JsonPointer> Parse(std::string_view text);

  // What it points to, invalid if there is nothing.
  JsonView Resolve(JsonView value) const;

  const std::string& text() const { return text_; }
  size_t size() const { return tokens_.size(); }
  // The name of its first step. REQUIRES: size() > 0.
  const std::string& first() const { return tokens_.front().name; }

 private:
  struct Token {
    std::string name;
    std::optional<size_t> position;
  };
  std::string text_;
  std::vector<Token> tokens_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_JSON_POINTER_H_

#include "ledger/json/canonical.h"

#include <array>

#include "ledger/json/canonical_writer.h"
#include "ledger/json/string_escape.h"

namespace plog {

void AppendJsonString(std::string_view text, const HashProfile& profile,
                      std::string* out) {
  constexpr size_t kShort = 64;
  if (text.size() > kShort) {
    CanonicalWriter writer;
    writer.String(text, profile);
    *out += writer.text();
    return;
  }
  std::array<char, kShort + kEscapePadding> padded{};
  text.copy(padded.data(), text.size());
  std::array<char, EscapedRoom(kShort) + 2> literal;
  literal.front() = '"';
  char* end = EscapeInto({padded.data(), text.size()}, profile, &literal[1]);
  *end++ = '"';
  out->append(literal.data(), end);
}

void AppendCanonical(JsonView value, const HashProfile& profile,
                     std::string* out) {
  CanonicalWriter writer;
  writer.Value(value, profile);
  *out += writer.text();
}

std::string CanonicalJson(JsonView value) {
  std::string out;
  AppendCanonical(value, NativeProfile(), &out);
  return out;
}

}  // namespace plog

#include "ledger/event/members.h"

namespace plog {
namespace {

char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Lower-cases the character at the front of `text` the way producers' parsers
// fold member names: ASCII, and the two characters that fold to ASCII letters
// (U+017F to "s", U+212A to "k"). Removes it from `text`.
char TakeFolded(std::string_view* text) {
  constexpr std::string_view kLongS = "\xc5\xbf";
  constexpr std::string_view kKelvin = "\xe2\x84\xaa";
  if (text->substr(0, kLongS.size()) == kLongS) {
    text->remove_prefix(kLongS.size());
    return 's';
  }
  if (text->substr(0, kKelvin.size()) == kKelvin) {
    text->remove_prefix(kKelvin.size());
    return 'k';
  }
  const char c = text->front();
  text->remove_prefix(1);
  return LowerAscii(c);
}

bool FoldsTo(std::string_view name, std::string_view member) {
  while (!name.empty() && !member.empty()) {
    if (TakeFolded(&name) != member.front()) return false;
    member.remove_prefix(1);
  }
  return name.empty() && member.empty();
}

}  // namespace

std::optional<Member> FindMember(std::string_view name) {
  for (size_t i = 0; i < kMembers.size(); ++i) {
    if (kMembers[i].name == name) return static_cast<Member>(i);
  }
  return std::nullopt;
}

std::optional<Member> FindCaseVariant(std::string_view name) {
  for (size_t i = 0; i < kMembers.size(); ++i) {
    if (kMembers[i].name != name && FoldsTo(name, kMembers[i].name)) {
      return static_cast<Member>(i);
    }
  }
  return std::nullopt;
}

}  // namespace plog

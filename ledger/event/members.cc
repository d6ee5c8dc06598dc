#include "ledger/event/members.h"

#include <algorithm>

namespace plog {
namespace {

char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == y; });
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
    if (kMembers[i].name != name && EqualIgnoringCase(name, kMembers[i].name)) {
      return static_cast<Member>(i);
    }
  }
  return std::nullopt;
}

}  // namespace plog

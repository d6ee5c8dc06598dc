#include "ledger/event/members.h"

#include <algorithm>

namespace plog {
namespace {

// The position whose character tells `action_input` from `action_name`.
constexpr size_t kTell = 7;

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

// A perfect hash of the member names: every event asks for ten to twenty of
// them, and one comparison instead of ten saves 150 ns an event.
constexpr size_t kSlots = 64;
constexpr uint8_t kNoMember = kMembers.size();

constexpr size_t SlotOf(std::string_view name) {  // REQUIRES: not empty
  const auto byte = [name](size_t at) {
    return size_t{static_cast<unsigned char>(name[at])};
  };
  return (name.size() + byte(0) + 7 * byte(std::min(name.size() - 1, kTell))) %
         kSlots;
}

constexpr std::array<uint8_t, kSlots> kMemberOfSlot = [] {
  std::array<uint8_t, kSlots> members{};
  members.fill(kNoMember);
  for (size_t i = 0; i < kMembers.size(); ++i) {
    members[SlotOf(kMembers[i].name)] = static_cast<uint8_t>(i);
  }
  return members;
}();
static_assert(std::count_if(kMemberOfSlot.begin(), kMemberOfSlot.end(),
                            [](uint8_t member) {
                              return member != kNoMember;
                            }) == kMembers.size(),
              "two names share a slot: choose another kTell");

struct Quoted {
  std::array<char, 24> text{};
  size_t size = 0;
};

constexpr std::array<Quoted, kMembers.size()> kQuotedNames = [] {
  std::array<Quoted, kMembers.size()> quoted{};
  for (size_t i = 0; i < kMembers.size(); ++i) {
    const auto push = [&row = quoted[i]](char c) { row.text[row.size++] = c; };
    push('"');
    for (const char c : kMembers[i].name) push(c);
    push('"');
    push(':');
  }
  return quoted;
}();

bool FoldsTo(std::string_view name, std::string_view member) {
  while (!name.empty() && !member.empty()) {
    if (TakeFolded(&name) != member.front()) return false;
    member.remove_prefix(1);
  }
  return name.empty() && member.empty();
}

}  // namespace

std::string_view QuotedName(Member member) {
  const Quoted& quoted = kQuotedNames[static_cast<size_t>(member)];
  return {quoted.text.data(), quoted.size};
}

std::optional<Member> FindMember(std::string_view name) {
  if (name.empty()) return std::nullopt;
  const uint8_t member = kMemberOfSlot[SlotOf(name)];
  if (member == kNoMember || kMembers[member].name != name) return std::nullopt;
  return static_cast<Member>(member);
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

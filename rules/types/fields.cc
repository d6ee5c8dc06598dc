#include "rules/types/fields.h"

#include "rules/diagnostics/characters.h"

namespace plog {
namespace {

// The first character of `text` as a number that orders like code points.
uint32_t TakeCharacter(std::string_view* text) {
  const size_t size = CharacterSize(*text);
  uint32_t value = 0;
  // UTF-8 orders like code points when its bytes are compared as numbers of
  // equal length; four bytes hold every character.
  for (size_t i = 0; i < size && i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>((*text)[i]);
  }
  text->remove_prefix(size);
  return value;
}

// A bracket expression; `*rest` is what follows its `]`.
struct Bracket {
  std::string_view members;
  bool negated = false;
};

// nullopt if the bracket that `glob` begins with is not closed. A `]` that
// comes first is a member.
std::optional<Bracket> TakeBracket(std::string_view* glob) {
  Bracket bracket;
  std::string_view text = glob->substr(1);
  if (!text.empty() && (text.front() == '!' || text.front() == '^')) {
    bracket.negated = true;
    text.remove_prefix(1);
  }
  const size_t end = text.find(']', 1);
  if (text.empty() || end == std::string_view::npos) return std::nullopt;
  bracket.members = text.substr(0, end);
  *glob = text.substr(end + 1);
  return bracket;
}

bool Contains(const Bracket& bracket, uint32_t character) {
  std::string_view rest = bracket.members;
  bool found = false;
  while (!rest.empty()) {
    const uint32_t low = TakeCharacter(&rest);
    uint32_t high = low;
    if (rest.size() > 1 && rest.front() == '-') {
      rest.remove_prefix(1);
      high = TakeCharacter(&rest);
    }
    found = found || (low <= character && character <= high);
  }
  return found != bracket.negated;
}

// Matches one character of `*text` against the first item of `*glob`, which is
// not `*`; consumes both if they fit.
bool TakeOne(std::string_view* glob, std::string_view* text) {
  if (glob->empty() || text->empty()) return false;
  std::string_view glob_rest = *glob;
  std::string_view text_rest = *text;
  const uint32_t character = TakeCharacter(&text_rest);
  bool fits = true;
  if (glob->front() == '[') {
    const auto bracket = TakeBracket(&glob_rest);
    fits = bracket && Contains(*bracket, character);
  } else {
    const uint32_t wanted = TakeCharacter(&glob_rest);
    fits = wanted == '?' || wanted == character;
  }
  if (!fits) return false;
  *glob = glob_rest;
  *text = text_rest;
  return true;
}

}  // namespace

// On a mismatch only the latest `*` takes one character more: an earlier one
// could not do better, so the time is at most the product of the lengths.
bool GlobMatches(std::string_view glob, std::string_view text) {
  std::optional<std::string_view> after_star;
  std::string_view star_text;
  while (true) {
    if (!glob.empty() && glob.front() == '*') {
      glob.remove_prefix(1);
      after_star = glob;
      star_text = text;
    } else if (glob.empty() && text.empty()) {
      return true;
    } else if (!TakeOne(&glob, &text)) {
      if (!after_star || star_text.empty()) return false;
      TakeCharacter(&star_text);
      glob = *after_star;
      text = star_text;
    }
  }
}

std::optional<std::string> CheckGlob(std::string_view glob) {
  if (glob.empty()) return "an empty glob matches nothing";
  while (!glob.empty()) {
    if (glob.front() != '[') {
      glob.remove_prefix(1);
    } else if (!TakeBracket(&glob)) {
      return "the `[` is not closed; a literal one is written `[[]`";
    }
  }
  return std::nullopt;
}

}  // namespace plog

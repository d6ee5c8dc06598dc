#include "checker/formats/escape.h"

#include <fmt/format.h>

#include "ledger/base/text.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}

void ReplaceAll(std::string_view from, std::string_view to, std::string* text) {
  for (size_t at = 0; (at = text->find(from, at)) != std::string::npos;
       at += to.size()) {
    text->replace(at, from.size(), to);
  }
}

// Puts a backslash in front of every character of `special`.
std::string Backslashed(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// The two code points that are UTF-8 but not XML.
void ReplaceNoncharacters(std::string* text) {
  ReplaceAll("\xef\xbf\xbe", "\\ufffe", text);
  ReplaceAll("\xef\xbf\xbf", "\\uffff", text);
}

}  // namespace

void NeutralizeCommands(std::string* text) { ReplaceAll("##[", "##\\[", text); }

std::string MarkupText(std::string_view text) {
  std::string shown = SanitizeForTerminal(text, kMaxShownBytes);
  ReplaceNoncharacters(&shown);
  std::string out;
  for (const char c : shown) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string MarkdownText(std::string_view text) {
  std::string out = Backslashed(SanitizeForTerminal(text, kMaxShownBytes),
                                "\\`*_{}[]()#+-.!|~@:$^=");
  ReplaceAll("&", "&amp;", &out);
  ReplaceAll("<", "&lt;", &out);
  ReplaceAll(">", "&gt;", &out);
  return out;
}

std::string CsvCell(std::string_view text) {
  std::string shown = SanitizeForTerminal(text, kMaxShownBytes);
  // A blank in front does not stop every spreadsheet.
  const size_t first = shown.find_first_not_of(' ');
  if (first != std::string::npos &&
      std::string_view("=+-@|%").find(shown[first]) != std::string_view::npos) {
    shown.insert(0, "'");
  }
  // Full-width forms of = + - @ are folded to ASCII by some importers.
  for (const std::string_view wide :
       {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"}) {
    if (shown.compare(0, wide.size(), wide) == 0) shown.insert(0, "'");
  }
  ReplaceAll("\"", "\"\"", &shown);
  return '"' + shown + '"';
}

std::string GithubMessage(std::string_view text) {
  std::string out = SanitizeForTerminal(text, kMaxShownBytes);
  ReplaceAll("%", "%25", &out);
  NeutralizeCommands(&out);
  return out;
}

std::string GithubProperty(std::string_view text) {
  std::string out = GithubMessage(text);
  ReplaceAll(":", "%3A", &out);
  ReplaceAll(",", "%2C", &out);
  return out;
}

std::string SarifText(std::string_view text) {
  return Backslashed(SanitizeForTerminal(text, kMaxShownBytes), "[]\\");
}

std::string PathUri(std::string_view path) {
  while (path.substr(0, 2) == "./") path.remove_prefix(2);
  std::string out;
  if (!path.empty() && path.front() == '/') out = "file://";
  for (const char c : path) {
    if (IsAlphanumeric(c) ||
        std::string_view("/-._~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string TokenOf(std::string_view name) {
  constexpr size_t kMaxToken = 64;
  std::string out;
  for (const char c : name.substr(0, kMaxToken)) {
    out += IsAlphanumeric(c) || c == '.' || c == '-' || c == '_' ? c : '_';
  }
  const bool begins_well = !out.empty() &&
                           (IsAlphanumeric(out[0]) || out[0] == '_') &&
                           !(out[0] >= '0' && out[0] <= '9');
  if (begins_well && out == name) return out;
  return fmt::format("_{}-{}", out, ToHex(Sha256Of(name)).substr(0, 8));
}

}  // namespace plog

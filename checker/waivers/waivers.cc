#include "checker/waivers/waivers.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

#include "ledger/json/json_writer.h"
#include "rules/types/fields.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_reader.h"

namespace plog {
namespace {

// The one list of what a waiver can match, in the order of the manual.
struct MatchKey {
  std::string_view name;
  std::optional<std::string> WaiverMatch::*pattern;
};
constexpr std::array<MatchKey, 6> kMatchKeys = {{
    {"policy", &WaiverMatch::policy},
    {"rule", &WaiverMatch::rule},
    {"fingerprint", &WaiverMatch::fingerprint},
    {"session_id", &WaiverMatch::session_id},
    {"agent_id", &WaiverMatch::agent_id},
    {"event", &WaiverMatch::event},
}};

struct TextKey {
  std::string_view name;
  std::string Waiver::*text;
  bool required;
};
constexpr std::array<TextKey, 4> kTextKeys = {{
    {"reason", &Waiver::reason, true},
    {"owner", &Waiver::owner, true},
    {"expires", &Waiver::expires, true},
    {"ticket", &Waiver::ticket, false},
}};

constexpr std::array<std::string_view, 5> kEntryKeys = {
    "match", "reason", "owner", "expires", "ticket"};

// For people: "policy=no-* session_id=s-1".
std::string Shown(const WaiverMatch& match) {
  std::string out;
  for (const MatchKey& key : kMatchKeys) {
    const auto& pattern = match.*key.pattern;
    if (!pattern) continue;
    if (!out.empty()) out += ' ';
    out += fmt::format("{}={}", key.name, *pattern);
  }
  return out;
}

WaiverMatch ParseMatch(const SourceText& source, const YamlNode& node) {
  WaiverMatch match;
  if (!ExpectMapping(source, node, "`match`")) return match;
  std::vector<std::string_view> names;
  for (const MatchKey& key : kMatchKeys) {
    names.push_back(key.name);
    const YamlNode* value = node.Find(key.name);
    if (value == nullptr) continue;
    auto glob = ExpectText(source, *value, fmt::format("`{}`", key.name));
    if (!glob) continue;
    if (const auto fault = CheckGlob(*glob)) {
      source.Add("bad-glob", value->place, *fault);
    }
    match.*key.pattern = std::move(*glob);
  }
  RefuseUnknownKeys(source, node, "`match`", names);
  if (node.members.empty()) {
    source.Add("empty", node.place, "`match` would match every violation",
               "name a policy, a rule or a fingerprint; `rule: \"*\"` means "
               "all of them");
  }
  return match;
}

WaiverEntry ParseEntry(const SourceText& source, const YamlNode& node) {
  WaiverEntry entry;
  if (!ExpectMapping(source, node, "a waiver")) return entry;
  RefuseUnknownKeys(source, node, "a waiver", kEntryKeys);
  entry.waiver.file = source.name();
  entry.waiver.line = node.place.line;
  const auto missing = [&](std::string_view name) {
    source.Add("missing-field", node.place,
               fmt::format("a waiver needs `{}`", name));
  };
  for (const TextKey& key : kTextKeys) {
    const YamlNode* value = node.Find(key.name);
    if (value == nullptr) {
      if (key.required) missing(key.name);
      continue;
    }
    auto text = ExpectText(source, *value, fmt::format("`{}`", key.name));
    if (text) entry.waiver.*key.text = std::move(*text);
  }
  const YamlNode* expires = node.Find("expires");
  if (const auto end = EndOfDay(entry.waiver.expires)) {
    entry.end = *end;
  } else if (expires != nullptr && !entry.waiver.expires.empty()) {
    source.Add("bad-time", expires->place,
               fmt::format("`{}` is no date", entry.waiver.expires),
               "write it like 2026-12-31");
  }
  const YamlNode* match = node.Find("match");
  if (match == nullptr) {
    missing("match");
  } else {
    entry.match = ParseMatch(source, *match);
  }
  entry.waiver.match = Shown(entry.match);
  return entry;
}

// A quoted scalar that YAML and JSON read alike.
std::string Quoted(std::string_view text) {
  std::string out;
  JsonWriter(&out).String(text);
  return out;
}

std::string EntryText(const WaiverMatch& match, const Waiver& waiver,
                      std::string_view indent) {
  std::string out = fmt::format("{}- match:\n", indent);
  for (const MatchKey& key : kMatchKeys) {
    const auto& pattern = match.*key.pattern;
    if (!pattern) continue;
    out += fmt::format("{}    {}: {}\n", indent, key.name, Quoted(*pattern));
  }
  for (const TextKey& key : kTextKeys) {
    const std::string& text = waiver.*key.text;
    if (text.empty() && !key.required) continue;
    out += fmt::format("{}  {}: {}\n", indent, key.name, Quoted(text));
  }
  return out;
}

// The number of waivers in `text`, or what is wrong with it.
Result<size_t> CountWaivers(std::string_view text) {
  Diagnostics diagnostics;
  const WaiverSet set = ParseWaivers("waivers", text, &diagnostics);
  if (!diagnostics.has_errors()) return set.entries.size();
  const Diagnostic first = diagnostics.Sorted().front();
  return Fail(ErrorKind::kUsage,
              fmt::format("line {}: {}", first.place.line, first.message),
              first.hint);
}

}  // namespace

bool Matches(const WaiverMatch& match, const Violation& violation) {
  const auto holds = [](const std::optional<std::string>& glob,
                        const std::optional<std::string_view>& value) {
    return !glob || (value && GlobMatches(*glob, *value));
  };
  return holds(match.policy, violation.policy_name) &&
         holds(match.rule, violation.rule) &&
         holds(match.fingerprint, violation.fingerprint) &&
         holds(match.session_id, violation.session_id) &&
         holds(match.agent_id, violation.agent_id) &&
         (holds(match.event, violation.trigger_event) ||
          holds(match.event, violation.offending_event));
}

std::optional<Instant> EndOfDay(std::string_view date) {
  if (date.size() != 10) return std::nullopt;
  const auto begin = ParseRfc3339(std::string(date) + "T00:00:00Z");
  if (!begin) return std::nullopt;
  return *begin + Duration{24 * 60 * 60, 0};
}

WaiverSet ParseWaivers(std::string_view name, std::string_view text,
                       Diagnostics* diagnostics) {
  WaiverSet set;
  const SourceText source(name, text, diagnostics);
  const YamlNode root = ReadYaml(source);
  if (!root.valid()) return set;
  if (!ExpectMapping(source, root, "a waiver file")) return set;
  constexpr std::array<std::string_view, 1> kRootKeys = {"waivers"};
  RefuseUnknownKeys(source, root, "a waiver file", kRootKeys);
  const YamlNode* list = root.Find("waivers");
  if (list == nullptr) {
    source.Add("missing-field", root.place, "a waiver file needs `waivers`");
    return set;
  }
  if (!ExpectList(source, *list, "`waivers`", "")) return set;
  for (const YamlNode& item : list->items) {
    set.entries.push_back(ParseEntry(source, item));
  }
  return set;
}

Result<std::string> AddWaiver(std::string_view existing,
                              const WaiverMatch& match, const Waiver& waiver) {
  const bool fresh = existing.empty();
  size_t before = 0;
  if (!fresh) {
    const Result<size_t> count = CountWaivers(existing);
    if (!count) return tl::make_unexpected(count.error());
    before = *count;
  }
  std::string head(fresh ? "waivers:\n" : existing);
  if (head.back() != '\n') head += '\n';
  // The list may be indented or not: the style that reads back is right.
  for (const std::string_view indent : {"  ", "", "    "}) {
    std::string text = head + EntryText(match, waiver, indent);
    const Result<size_t> count = CountWaivers(text);
    if (count && *count == before + 1) return text;
    if (!count && fresh) return tl::make_unexpected(count.error());
  }
  return Fail(ErrorKind::kUsage,
              "the waiver cannot be added: it is not complete, or the file is "
              "not a list with one `- match:` per waiver");
}

}  // namespace plog

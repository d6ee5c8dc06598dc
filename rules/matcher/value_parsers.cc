// The values of matchers and rule fields that are more than a scalar.
#include <fmt/format.h>

#include "rules/matcher/matcher_parser.h"
#include "rules/types/fields.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

struct RegexHint {
  std::string_view fragment;  // how the piece that RE2 refuses begins
  std::string_view hint;
};

// What other engines have and RE2 has not.
constexpr RegexHint kRegexHints[] = {
    {"(?=", "RE2 has no look-ahead; match more, or use two rules"},
    {"(?!", "RE2 has no look-ahead; use a second rule or not_matches"},
    {"(?<=", "RE2 has no look-behind; match what stands before as well"},
    {"(?<!", "RE2 has no look-behind; use a second rule or not_matches"},
    {"(?<", "RE2 writes a named group as (?P<name>…)"},
    {"(?>", "RE2 has no atomic groups and needs none: it never backtracks"},
    {"\\Z", "the end of the text is \\z"},
    {"\\1", "RE2 has no back-references"},
    {"\\2", "RE2 has no back-references"},
    {"++", "RE2 has no possessive repetition and needs none"},
    {"*+", "RE2 has no possessive repetition and needs none"},
};

std::string HintFor(std::string_view fragment) {
  for (const RegexHint& row : kRegexHints) {
    if (fragment.starts_with(row.fragment)) return std::string(row.hint);
  }
  return {};
}

}  // namespace

std::optional<FieldPath> ParseField(const SourceText& source,
                                    const YamlNode& node,
                                    std::string_view what) {
  const auto text = ExpectText(source, node, what);
  if (!text) return std::nullopt;
  FieldPath path;
  const auto fault = FieldPath::Parse(*text, &path);
  if (!fault) return path;
  source.Add(fault->code, node.place, fault->message,
             fault->suggestion.empty()
                 ? ""
                 : fmt::format("did you mean `{}`?", fault->suggestion));
  return std::nullopt;
}

std::shared_ptr<const Regex> ParseRegex(const SourceText& source,
                                        const YamlNode& node,
                                        std::string_view what) {
  // The empty pattern is one: it demands only that there is a text.
  const auto pattern = ExpectAnyText(source, node, what);
  if (!pattern) return nullptr;
  Regex::Fault fault;
  auto regex = Regex::Compile(*pattern, &fault);
  if (!regex) {
    source.Add("bad-regex", source.Within(node.place, fault.fragment),
               fmt::format("{}: {}", what, fault.message),
               HintFor(fault.fragment));
  }
  return regex;
}

std::optional<std::string> ParseGlob(const SourceText& source,
                                     const YamlNode& node,
                                     std::string_view what) {
  auto glob = ExpectText(source, node, what);
  if (!glob) return std::nullopt;
  const auto fault = CheckGlob(*glob);
  if (!fault) return glob;
  source.Add("bad-glob", node.place, fmt::format("{}: {}", what, *fault));
  return std::nullopt;
}

}  // namespace plog

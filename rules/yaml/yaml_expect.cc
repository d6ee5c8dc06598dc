#include "rules/yaml/yaml_expect.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/base/text.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

constexpr std::string_view kDurationUnits =
    "a duration is \"90s\" or \"1h30m\"; units are ms, s, m, h, d and w";

// Which unit a number without one was probably meant to have.
std::string WithProbableUnit(const YamlNode& node) {
  const auto number = UnsignedOf(node);
  if (!number) return std::string(kDurationUnits);
  const bool milliseconds = *number >= 1000 && *number % 1000 == 0;
  return fmt::format("did you mean \"{}{}\"?", *number,
                     milliseconds ? "ms" : "s");
}

bool IsYaml11Bool(std::string_view text) {
  for (const std::string_view word :
       {"yes", "no", "on", "off", "Yes", "No", "On", "Off"}) {
    if (text == word) return true;
  }
  return false;
}

}  // namespace

void WrongType(const SourceText& source, const YamlNode& node,
               std::string_view what, std::string_view wanted,
               std::string hint) {
  if (!node.valid()) return;
  if (node.is(YamlNode::Kind::kMissing)) {
    source.Add("missing-value", node.place,
               fmt::format("{} has no value; it takes {}", what, wanted),
               std::move(hint));
    return;
  }
  source.Add("wrong-type", node.place,
             fmt::format("{} takes {}, not {}", what, wanted, Describe(node)),
             std::move(hint));
}

bool ExpectMapping(const SourceText& source, const YamlNode& node,
                   std::string_view what) {
  if (node.is(YamlNode::Kind::kMapping)) return true;
  WrongType(source, node, what, "a mapping");
  return false;
}

bool ExpectList(const SourceText& source, const YamlNode& node,
                std::string_view what, std::string_view example) {
  if (node.is(YamlNode::Kind::kList)) return true;
  WrongType(source, node, what, "a list", std::string(example));
  return false;
}

std::optional<std::string> ExpectAnyText(const SourceText& source,
                                         const YamlNode& node,
                                         std::string_view what) {
  if (IsString(node)) return node.text;
  const bool quotable = node.is(YamlNode::Kind::kScalar) && !IsNull(node);
  WrongType(source, node, what, "a text",
            quotable ? fmt::format("quote it: \"{}\"", node.text) : "");
  return std::nullopt;
}

std::optional<std::string> ExpectText(const SourceText& source,
                                      const YamlNode& node,
                                      std::string_view what) {
  auto text = ExpectAnyText(source, node, what);
  if (!text || !text->empty()) return text;
  source.Add("empty", node.place, fmt::format("{} is empty", what));
  return std::nullopt;
}

std::optional<bool> ExpectBool(const SourceText& source, const YamlNode& node,
                               std::string_view what) {
  const auto value = BoolOf(node);
  if (value) return value;
  WrongType(source, node, what, "true or false",
            IsYaml11Bool(node.text)
                ? "`yes`, `no`, `on` and `off` are texts in YAML 1.2"
            : node.quoted ? "write it without quotes"
                          : "");
  return std::nullopt;
}

std::optional<uint64_t> ExpectUnsigned(const SourceText& source,
                                       const YamlNode& node,
                                       std::string_view what) {
  if (IsInteger(node)) {
    const auto value = UnsignedOf(node);
    if (!value) {
      source.Add("bad-number", node.place,
                 fmt::format("{} takes a whole number from 0 to 2^64-1", what));
    }
    return value;
  }
  WrongType(source, node, what, "a whole number",
            node.quoted ? "write it without quotes" : "");
  return std::nullopt;
}

std::optional<NumberLiteral> ExpectNumber(const SourceText& source,
                                          const YamlNode& node,
                                          std::string_view what) {
  const bool scalar = node.is(YamlNode::Kind::kScalar);
  const ScalarType type = scalar ? TypeOf(node) : ScalarType::kNull;
  if (type != ScalarType::kNumber && type != ScalarType::kNotFinite) {
    WrongType(source, node, what, "a number",
              node.quoted ? "write it without quotes" : "");
    return std::nullopt;
  }
  const auto text = type == ScalarType::kNumber ? NumberText(node)
                                                : std::optional<std::string>();
  auto number =
      text ? ParseNumberLiteral(*text) : std::optional<NumberLiteral>();
  if (!number) {
    source.Add("bad-number", node.place,
               fmt::format("{} is no number that an event can hold", what),
               "numbers are finite, up to 1.7976931348623157e308");
  }
  return number;
}

std::optional<Duration> ExpectDuration(const SourceText& source,
                                       const YamlNode& node,
                                       std::string_view what) {
  if (IsString(node)) {
    if (const auto duration = ParseDuration(node.text)) return duration;
  }
  if (!node.is(YamlNode::Kind::kScalar) || IsNull(node)) {
    WrongType(source, node, what, "a duration", std::string(kDurationUnits));
    return std::nullopt;
  }
  YamlNode plain = node;
  plain.quoted = false;
  if (IsInteger(plain)) {
    source.Add("bad-duration", node.place, fmt::format("{} needs a unit", what),
               WithProbableUnit(plain));
    return std::nullopt;
  }
  source.Add("bad-duration", node.place,
             fmt::format("`{}` is no duration", node.text),
             std::string(kDurationUnits));
  return std::nullopt;
}

std::optional<Instant> ExpectInstant(const SourceText& source,
                                     const YamlNode& node,
                                     std::string_view what) {
  if (!IsString(node)) {
    WrongType(source, node, what, "a time such as 2026-02-17T00:00:00Z");
    return std::nullopt;
  }
  const auto instant = ParseRfc3339(node.text);
  if (!instant) {
    source.Add("bad-time", node.place,
               fmt::format("`{}` is no RFC 3339 time", node.text),
               "write it like 2026-02-17T00:00:00Z");
  }
  return instant;
}

std::optional<size_t> ExpectChoice(const SourceText& source,
                                   const YamlNode& node, std::string_view what,
                                   std::span<const std::string_view> choices) {
  const auto word = ExpectText(source, node, what);
  if (!word) return std::nullopt;
  const auto found = std::find(choices.begin(), choices.end(), *word);
  if (found != choices.end()) {
    return static_cast<size_t>(found - choices.begin());
  }
  source.Add("bad-choice", node.place,
             fmt::format("{} cannot be `{}`", what, *word),
             DidYouMean(*word, choices));
  return std::nullopt;
}

std::vector<std::string> ExpectTexts(const SourceText& source,
                                     const YamlNode& node,
                                     std::string_view what) {
  std::vector<std::string> texts;
  if (!ExpectList(source, node, what,
                  IsString(node) ? fmt::format("write [{}]", node.text) : "")) {
    return texts;
  }
  for (const YamlNode& item : node.items) {
    auto text = ExpectText(source, item, fmt::format("an element of {}", what));
    if (text) texts.push_back(std::move(*text));
  }
  return texts;
}

void RefuseUnknownKeys(const SourceText& source, const YamlNode& mapping,
                       std::string_view what,
                       std::span<const std::string_view> known) {
  for (const YamlMember& member : mapping.members) {
    if (std::find(known.begin(), known.end(), member.name) != known.end()) {
      continue;
    }
    source.Add("unknown-key", member.place,
               fmt::format("{} has no key `{}`", what, member.name),
               DidYouMean(member.name, known));
  }
}

std::string DidYouMean(std::string_view word,
                       std::span<const std::string_view> choices) {
  const std::string_view near = NearestWord(word, choices);
  if (!near.empty()) return fmt::format("did you mean `{}`?", near);
  return fmt::format("known: {}", fmt::join(choices, ", "));
}

}  // namespace plog

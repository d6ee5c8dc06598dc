#include "rules/types/field_parser.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "rules/matcher/matcher_parser.h"
#include "rules/types/calendar_fields.h"
#include "rules/types/comparison.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

std::string Quoted(const FieldSpec& spec) {
  return fmt::format("`{}`", spec.name);
}

}  // namespace

FieldParser::FieldParser(const SourceText& source, const YamlNode& rule,
                         std::string what,
                         const std::set<std::string_view>* only)
    : source_(source), rule_(rule), what_(std::move(what)), only_(only) {}

const YamlNode* FieldParser::Find(const FieldSpec& spec) {
  names_.push_back(spec.name);
  if (only_ != nullptr && !only_->contains(spec.name)) return nullptr;
  const YamlNode* node = rule_.Find(spec.name);
  if (node == nullptr && spec.required) {
    source_.Add("missing-field", rule_.place,
                fmt::format("{} needs `{}`", what_, spec.name),
                std::string(spec.doc));
  }
  return node;
}

void FieldParser::Visit(FieldSpec spec, std::optional<Matcher>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  if (auto parsed = ParseMatcher(source_, *node, Quoted(spec))) *value = parsed;
}

void FieldParser::Visit(FieldSpec spec, std::optional<Duration>* value) {
  const YamlNode* node = Find(spec);
  if (node != nullptr) *value = ExpectDuration(source_, *node, Quoted(spec));
}

void FieldParser::Visit(FieldSpec spec, std::optional<uint64_t>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  if (auto parsed = ExpectUnsigned(source_, *node, Quoted(spec))) {
    *value = parsed;
  }
}

void FieldParser::Visit(FieldSpec spec, std::optional<NumberLiteral>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  if (auto parsed = ExpectNumber(source_, *node, Quoted(spec))) *value = parsed;
}

void FieldParser::Visit(FieldSpec spec, std::optional<FieldPath>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  if (auto parsed = ParseField(source_, *node, Quoted(spec))) *value = parsed;
}

std::optional<FieldPair> FieldParser::ParsePair(const YamlNode& node,
                                                std::string_view what) {
  if (!node.is(YamlNode::Kind::kMapping)) {
    const auto field = ParseField(source_, node, what);
    if (!field) return std::nullopt;
    return FieldPair{*field, *field};
  }
  constexpr std::array<std::string_view, 2> kSides = {"x", "y"};
  RefuseUnknownKeys(source_, node, what, kSides);
  std::array<std::optional<FieldPath>, 2> fields;
  for (size_t i = 0; i < kSides.size(); ++i) {
    const YamlNode* side = node.Find(kSides[i]);
    if (side == nullptr) {
      source_.Add("missing-field", node.place,
                  fmt::format("{} needs `{}`", what, kSides[i]),
                  "write {x: field of the trigger, y: field of the partner}");
    } else {
      fields[i] = ParseField(source_, *side, fmt::format("`{}`", kSides[i]));
    }
  }
  if (!fields[0] || !fields[1]) return std::nullopt;
  return FieldPair{*fields[0], *fields[1]};
}

void FieldParser::Visit(FieldSpec spec, std::vector<FieldPair>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  const std::string what = Quoted(spec);
  if (!ExpectList(
          source_, *node, what,
          IsString(*node) ? fmt::format("write [{}]", node->text) : "")) {
    return;
  }
  if (node->items.empty()) {
    source_.Add("empty", node->place, fmt::format("{} lists no field", what));
  }
  for (const YamlNode& item : node->items) {
    auto pair = ParsePair(item, fmt::format("an element of {}", what));
    if (pair) value->push_back(std::move(*pair));
  }
}

std::optional<FieldComparison> FieldParser::ParseComparison(
    const YamlNode& node, std::string_view what) {
  if (!ExpectMapping(source_, node, what)) return std::nullopt;
  constexpr std::array<std::string_view, 3> kKeys = {"x", "op", "y"};
  RefuseUnknownKeys(source_, node, what, kKeys);
  std::array<const YamlNode*, 3> parts;
  for (size_t i = 0; i < kKeys.size(); ++i) {
    parts[i] = node.Find(kKeys[i]);
    if (parts[i] != nullptr) continue;
    source_.Add("missing-field", node.place,
                fmt::format("{} needs `{}`", what, kKeys[i]),
                "write {x: field of X, op: lt, y: field of Y}");
  }
  std::optional<FieldPath> x;
  std::optional<FieldPath> y;
  std::optional<size_t> op;
  if (parts[0] != nullptr) x = ParseField(source_, *parts[0], "`x`");
  if (parts[1] != nullptr) {
    op = ExpectChoice(source_, *parts[1], "`op`", ComparisonNames());
  }
  if (parts[2] != nullptr) y = ParseField(source_, *parts[2], "`y`");
  if (!x || !op || !y) return std::nullopt;
  return FieldComparison{*x, static_cast<ComparisonOp>(*op), *y};
}

void FieldParser::Visit(FieldSpec spec, std::vector<FieldComparison>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  const std::string what = Quoted(spec);
  if (!ExpectList(source_, *node, what, "- {x: …, op: lt, y: …}")) return;
  if (node->items.empty()) {
    source_.Add("empty", node->place,
                fmt::format("{} lists no comparison", what));
  }
  for (const YamlNode& item : node->items) {
    auto one = ParseComparison(item, fmt::format("an element of {}", what));
    if (one) value->push_back(std::move(*one));
  }
}

void FieldParser::Visit(FieldSpec spec,
                        std::optional<std::vector<std::string>>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  const std::string what = Quoted(spec);
  if (!ExpectList(
          source_, *node, what,
          IsString(*node) ? fmt::format("write [{}]", node->text) : "")) {
    return;
  }
  value->emplace();
  for (const YamlNode& item : node->items) {
    auto glob = ParseGlob(source_, item, fmt::format("an element of {}", what));
    if (glob) (*value)->push_back(std::move(*glob));
  }
}

void FieldParser::Visit(FieldSpec spec, std::shared_ptr<const Regex>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  if (auto regex = ParseRegex(source_, *node, Quoted(spec))) *value = regex;
}

void FieldParser::Visit(FieldSpec spec, bool* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  *value = ExpectBool(source_, *node, Quoted(spec)).value_or(*value);
}

void FieldParser::Visit(FieldSpec spec, std::optional<HoursWindow>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  if (auto hours = ParseHours(source_, *node, Quoted(spec))) *value = hours;
}

void FieldParser::Visit(FieldSpec spec, std::optional<DaySet>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  if (auto days = ParseDays(source_, *node, Quoted(spec))) *value = days;
}

void FieldParser::Visit(FieldSpec spec,
                        std::shared_ptr<const TimeZone>* value) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  if (auto zone = ParseZone(source_, *node, Quoted(spec))) *value = zone;
}

void FieldParser::Visit(FieldSpec spec,
                        std::span<const std::string_view> choices,
                        std::optional<size_t>* index) {
  const YamlNode* node = Find(spec);
  if (node == nullptr) return;
  auto chosen = ExpectChoice(source_, *node, Quoted(spec), choices);
  if (chosen) *index = chosen;
}

}  // namespace plog

#include "rules/mapping/value_parser.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_json.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

using Kind = YamlNode::Kind;

constexpr std::string_view kPlaceHint =
    "a pointer begins with a slash (/tool/name); a constant is written "
    "{value: …}";

// Exactly one of these says where the value comes from.
constexpr std::string_view kSources[] = {"pointer", "first_of", "value"};

std::string JsonOf(const YamlNode& node) {
  std::string json;
  JsonWriter writer(&json);
  WriteJson(node, &writer);
  return json;
}

}  // namespace

std::optional<JsonPointer> ValueParser::Pointer(const YamlNode& node,
                                                std::string_view what) {
  if (!node.is(Kind::kScalar) || !IsString(node)) {
    WrongType(source_, node, what, "a JSON Pointer", std::string(kPlaceHint));
    return std::nullopt;
  }
  std::optional<JsonPointer> pointer = JsonPointer::Parse(node.text);
  if (pointer) return pointer;
  source_.Add("bad-pointer", node.place,
              fmt::format("`{}` is no JSON Pointer", node.text),
              node.text.starts_with('/')
                  ? "`~` is written `~0`, and `/` in a name `~1`"
                  : std::string(kPlaceHint));
  return std::nullopt;
}

size_t ValueParser::Number(const JsonPointer& pointer) {
  std::vector<JsonPointer>& all = mapping_->pointers;
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].text() == pointer.text()) return i;
  }
  all.push_back(pointer);
  return all.size() - 1;
}

std::optional<std::string> ValueParser::Scalar(const YamlNode& node,
                                               std::string_view what) {
  if (node.is(Kind::kScalar)) {
    if (IsNull(node)) return "null";
    if (IsString(node)) return node.text;
    if (const auto truth = BoolOf(node)) return *truth ? "true" : "false";
    if (TypeOf(node) == ScalarType::kNumber) return JsonOf(node);
  }
  WrongType(source_, node, what, "a text, a number, true, false or null");
  return std::nullopt;
}

MappedValue ValueParser::Value(const YamlNode& node, std::string_view what,
                               std::span<const std::string_view> extra) {
  MappedValue out;
  if (!node.is(Kind::kMapping)) {
    AddPlaces(node, what, &out);
    return out;
  }
  std::vector<std::string_view> known(std::begin(kSources), std::end(kSources));
  known.insert(known.end(), {"map", "default"});
  known.insert(known.end(), extra.begin(), extra.end());
  RefuseUnknownKeys(source_, node, what, known);
  ReadForm(node, what, &out);
  ReadMap(node, what, &out);
  return out;
}

void ValueParser::ReadForm(const YamlNode& node, std::string_view what,
                           MappedValue* out) {
  size_t given = 0;
  for (const std::string_view name : kSources) {
    const YamlNode* source = node.Find(name);
    if (source == nullptr) continue;
    const std::string inner = fmt::format("`{}` of {}", name, what);
    if (++given > 1) {
      source_.Add("conflicting-fields", source->place,
                  fmt::format("{} takes its value from one place", what),
                  "keep one of `pointer`, `first_of` and `value`");
    } else if (name == "value") {
      AddConstant(*source, inner, out);
    } else if (name == "pointer") {
      AddPlace(*source, inner, out);
    } else if (ExpectList(source_, *source, inner, "[/new/name, /name]")) {
      AddPlaces(*source, inner, out);
    }
  }
  if (given > 0) return;
  source_.Add("missing-field", node.place,
              fmt::format("{} does not say where its value comes from", what),
              "give one of `pointer`, `first_of` and `value`");
}

// A pointer, or a list of places.
void ValueParser::AddPlaces(const YamlNode& node, std::string_view what,
                            MappedValue* out) {
  if (!node.is(Kind::kList)) return AddPlace(node, what, out);
  if (node.items.empty()) {
    source_.Add("empty", node.place, fmt::format("{} is empty", what));
  }
  for (const YamlNode& item : node.items) AddPlace(item, what, out);
}

void ValueParser::AddPlace(const YamlNode& node, std::string_view what,
                           MappedValue* out) {
  if (node.is(Kind::kMapping)) {
    constexpr std::string_view kKeys[] = {"value"};
    RefuseUnknownKeys(source_, node, fmt::format("a place of {}", what), kKeys);
    const YamlNode* constant = node.Find("value");
    if (constant != nullptr) AddConstant(*constant, what, out);
    return;
  }
  const std::optional<JsonPointer> pointer = Pointer(node, what);
  if (pointer) out->places.push_back({Number(*pointer), {}, {}});
}

void ValueParser::AddConstant(const YamlNode& node, std::string_view what,
                              MappedValue* out) {
  if (!node.valid()) return;
  if (node.is(Kind::kMissing)) return WrongType(source_, node, what, "a value");
  MappedValue::Place place;
  place.json = JsonOf(node);
  place.text = place.json;
  if (node.is(Kind::kScalar)) {
    const auto text = Scalar(node, what);
    if (!text) return;
    place.text = *text;
  }
  out->places.push_back(std::move(place));
}

void ValueParser::ReadMap(const YamlNode& node, std::string_view what,
                          MappedValue* out) {
  const YamlNode* map = node.Find("map");
  const YamlNode* otherwise = node.Find("default");
  if (otherwise != nullptr) {
    out->otherwise = Scalar(*otherwise, fmt::format("`default` of {}", what));
    if (map == nullptr) {
      source_.Add("conflicting-fields", otherwise->place,
                  fmt::format("`default` of {} is for values that `map` does "
                              "not name, and there is no `map`",
                              what),
                  "a last {value: …} in a list stands in for absent values");
    }
  }
  if (map == nullptr) return;
  const std::string name = fmt::format("`map` of {}", what);
  if (!ExpectMapping(source_, *map, name)) return;
  out->translated = true;
  for (const YamlMember& member : map->members) {
    const auto text = Scalar(member.value, name);
    if (text) out->values[member.name] = *text;
  }
}

}  // namespace plog

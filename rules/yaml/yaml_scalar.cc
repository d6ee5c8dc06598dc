#include "rules/yaml/yaml_scalar.h"

#include <algorithm>
#include <charconv>

namespace plog {
namespace {

bool IsOneOf(std::string_view text,
             std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

size_t SkipDigits(std::string_view text, size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

size_t SkipSign(std::string_view text, size_t at) {
  return at < text.size() && (text[at] == '+' || text[at] == '-') ? at + 1 : at;
}

// [-+]? [0-9]+
bool IsDecimalInteger(std::string_view text) {
  const size_t start = SkipSign(text, 0);
  return start < text.size() && SkipDigits(text, start) == text.size();
}

// 0 unless `text` is 0o[0-7]+ or 0x[0-9a-fA-F]+.
int RadixOf(std::string_view text) {
  if (text.size() < 3 || text[0] != '0') return 0;
  const std::string_view digits = text.substr(2);
  if (text[1] == 'o' &&
      digits.find_first_not_of("01234567") == std::string_view::npos) {
    return 8;
  }
  if (text[1] == 'x' && digits.find_first_not_of("0123456789abcdefABCDEF") ==
                            std::string_view::npos) {
    return 16;
  }
  return 0;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool IsFloat(std::string_view text) {
  size_t at = SkipSign(text, 0);
  const size_t whole = SkipDigits(text, at) - at;
  at += whole;
  size_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    fraction = SkipDigits(text, at + 1) - (at + 1);
    at += 1 + fraction;
  }
  if (whole + fraction == 0) return false;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  const size_t exponent = SkipSign(text, at + 1);
  return exponent < text.size() && SkipDigits(text, exponent) == text.size();
}

bool IsNotFinite(std::string_view text) {
  if (IsOneOf(text, {".nan", ".NaN", ".NAN"})) return true;
  return IsOneOf(text.substr(SkipSign(text, 0)), {".inf", ".Inf", ".INF"});
}

std::optional<uint64_t> ParseUnsigned(std::string_view digits, int radix) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(
      digits.data(), digits.data() + digits.size(), value, radix);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return value;
}

// "007.50e3" → "7.50e3": JSON allows no superfluous zeros and wants digits on
// both sides of a point.
std::string JsonNumber(std::string_view text) {
  std::string out;
  if (text.front() == '-') out += '-';
  text.remove_prefix(SkipSign(text, 0));
  size_t whole = SkipDigits(text, 0);
  while (whole > 1 && text.front() == '0') {
    text.remove_prefix(1);
    --whole;
  }
  out += whole == 0 ? "0" : text.substr(0, whole);
  text.remove_prefix(whole);
  if (text.size() >= 1 && text[0] == '.' &&
      (text.size() == 1 || !IsDigit(text[1]))) {
    text.remove_prefix(1);  // "5." and "5.e3"
  }
  return out.append(text);
}

}  // namespace

const YamlNode* YamlNode::Find(std::string_view name) const {
  for (const YamlMember& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

ScalarType TypeOf(const YamlNode& node) {
  const std::string_view text = node.text;
  if (node.quoted) return ScalarType::kString;
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) {
    return ScalarType::kNull;
  }
  if (BoolOf(node)) return ScalarType::kBool;
  if (RadixOf(text) != 0 || IsFloat(text)) return ScalarType::kNumber;
  if (IsNotFinite(text)) return ScalarType::kNotFinite;
  return ScalarType::kString;
}

bool IsNull(const YamlNode& node) {
  return node.is(YamlNode::Kind::kScalar) && TypeOf(node) == ScalarType::kNull;
}

bool IsString(const YamlNode& node) {
  return node.is(YamlNode::Kind::kScalar) &&
         TypeOf(node) == ScalarType::kString;
}

bool IsInteger(const YamlNode& node) {
  return node.is(YamlNode::Kind::kScalar) && !node.quoted &&
         (IsDecimalInteger(node.text) || RadixOf(node.text) != 0);
}

std::optional<bool> BoolOf(const YamlNode& node) {
  if (!node.is(YamlNode::Kind::kScalar) || node.quoted) return std::nullopt;
  if (IsOneOf(node.text, {"true", "True", "TRUE"})) return true;
  if (IsOneOf(node.text, {"false", "False", "FALSE"})) return false;
  return std::nullopt;
}

std::optional<std::string> NumberText(const YamlNode& node) {
  const std::string_view text = node.text;
  const int radix = RadixOf(text);
  if (radix == 0) return JsonNumber(text);
  const auto value = ParseUnsigned(text.substr(2), radix);
  if (!value) return std::nullopt;
  return std::to_string(*value);
}

std::optional<uint64_t> UnsignedOf(const YamlNode& node) {
  if (!IsInteger(node)) return std::nullopt;
  const std::string_view text = node.text;
  const int radix = RadixOf(text);
  if (radix != 0) return ParseUnsigned(text.substr(2), radix);
  if (text.front() == '-') return std::nullopt;
  return ParseUnsigned(text.substr(SkipSign(text, 0)), 10);
}

std::string Describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kInvalid:
      return "something unreadable";
    case YamlNode::Kind::kMissing:
      return "nothing";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMapping:
      return "a mapping";
    case YamlNode::Kind::kScalar:
      break;
  }
  switch (TypeOf(node)) {
    case ScalarType::kNull:
      return "null";
    case ScalarType::kBool:
      return "a boolean";
    case ScalarType::kNumber:
    case ScalarType::kNotFinite:
      return "a number";
    case ScalarType::kString:
      break;
  }
  return "a text";
}

}  // namespace plog

#include "rules/enforcement/go_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

namespace plog {
namespace {

// Go's %v of a float64: the shortest digits that read back, with an exponent
// below 1e-4 and from 1e21 on.
constexpr int kSmallestPlainExponent = -4;
constexpr int kFirstLargeExponent = 21;

std::string Plain(std::string_view digits, int exponent) {
  const auto point = static_cast<ptrdiff_t>(exponent) + 1;
  const auto size = static_cast<ptrdiff_t>(digits.size());
  if (point <= 0) {
    return "0." + std::string(static_cast<size_t>(-point), '0') +
           std::string(digits);
  }
  if (point >= size) {
    return std::string(digits) +
           std::string(static_cast<size_t>(point - size), '0');
  }
  return std::string(digits.substr(0, static_cast<size_t>(point))) + "." +
         std::string(digits.substr(static_cast<size_t>(point)));
}

std::string Scientific(std::string_view digits, int exponent) {
  std::string text(digits.substr(0, 1));
  if (digits.size() > 1) text += fmt::format(".{}", digits.substr(1));
  return text +
         fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
}

std::string NumberText(double number) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number,
                                 std::chars_format::scientific)
                       .ptr;
  std::string_view text(buffer, static_cast<size_t>(end - buffer));
  std::string sign;
  if (text.starts_with('-')) {
    sign = "-";
    text.remove_prefix(1);
  }
  const size_t e = text.find('e');
  std::string digits(text.substr(0, e));
  std::erase(digits, '.');
  const int exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
  const bool plain =
      exponent >= kSmallestPlainExponent && exponent < kFirstLargeExponent;
  return sign +
         (plain ? Plain(digits, exponent) : Scientific(digits, exponent));
}

std::string ListText(JsonView list) {
  std::string text = "[";
  for (auto item = list.First(); item.valid(); item = list.After(item)) {
    if (text.size() > 1) text += ' ';
    text += GoText(item);
  }
  return text + "]";
}

std::string MapText(JsonView object) {
  std::vector<std::pair<std::string_view, JsonView>> members;
  for (auto key = object.First(); key.valid();
       key = object.After(key.Value())) {
    members.emplace_back(key.AsString(), key.Value());
  }
  std::sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text = "map[";
  for (const auto& [name, value] : members) {
    if (text.back() != '[') text += ' ';
    text += fmt::format("{}:{}", name, GoText(value));
  }
  return text + "]";
}

}  // namespace

std::string GoText(JsonView value) {
  if (!value.present()) return "<nil>";
  switch (value.type()) {
    case JsonType::kBool:
      return value.AsBool() ? "true" : "false";
    case JsonType::kInteger:
    case JsonType::kDouble:
      return NumberText(value.AsDouble());
    case JsonType::kString:
      return std::string(value.AsString());
    case JsonType::kArray:
      return ListText(value);
    case JsonType::kObject:
      return MapText(value);
    case JsonType::kNull:
      break;
  }
  return "<nil>";
}

bool GoEquals(JsonView a, JsonView b) {
  if (a.is_number() && b.is_number()) return a.AsDouble() == b.AsDouble();
  return GoText(a) == GoText(b);
}

}  // namespace plog

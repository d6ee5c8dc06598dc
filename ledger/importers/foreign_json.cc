#include "ledger/importers/foreign_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "ledger/json/json_writer.h"

namespace plog {
namespace {

constexpr std::string_view kNumberBytes = "+-.0123456789Ee";

bool IsDigit(char byte) { return byte >= '0' && byte <= '9'; }

// What Python writes for numbers that are none.
constexpr std::array<std::string_view, 3> kNotFinite = {"NaN", "Infinity",
                                                        "-Infinity"};

// A well-formed JSON number that an event cannot hold. What is not well-formed
// stays as it is, for the parser to refuse.
bool NeedsQuotes(std::string_view token) {
  if (std::find(kNotFinite.begin(), kNotFinite.end(), token) !=
      kNotFinite.end()) {
    return true;
  }
  const std::string_view digits =
      token.starts_with('-') ? token.substr(1) : token;
  if (digits.empty() || !IsDigit(digits[0])) return false;
  if (digits.size() > 1 && digits[0] == '0' && IsDigit(digits[1])) return false;
  if (std::all_of(digits.begin(), digits.end(), IsDigit)) {
    constexpr std::string_view kLargest = "9007199254740991";
    if (digits.size() != kLargest.size()) {
      return digits.size() > kLargest.size();
    }
    return digits > kLargest;
  }
  double value = 0;
  const auto [end, error] =
      std::from_chars(token.data(), token.data() + token.size(), value);
  return error == std::errc::result_out_of_range &&
         end == token.data() + token.size() && !token.empty() &&
         token.find("e-") == std::string_view::npos &&
         token.find("E-") == std::string_view::npos;
}

// Copies JSON text and puts quotes around the numbers that need them.
class NumberQuoter {
 public:
  std::string Rewrite(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 64);
    size_t i = 0;
    while (i < text.size()) {
      const size_t end = EndOfToken(text, i);
      const std::string_view token = text.substr(i, end - i);
      const bool quote = token[0] != '"' && NeedsQuotes(token);
      if (quote) Insert(&out);
      out += token;
      if (quote) Insert(&out);
      i = end;
    }
    return out;
  }

  // From an offset in the copy to the one in the original.
  size_t Original(size_t offset) const {
    const auto before =
        std::lower_bound(inserted_.begin(), inserted_.end(), offset);
    return offset - static_cast<size_t>(before - inserted_.begin());
  }
  size_t quoted() const { return inserted_.size() / 2; }

 private:
  // A string, a run of number bytes, or one other byte.
  static size_t EndOfToken(std::string_view text, size_t begin) {
    if (text[begin] == '"') {
      size_t i = begin + 1;
      while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2U : 1U;
      return std::min(i + 1, text.size());
    }
    for (const std::string_view word : kNotFinite) {
      if (text.substr(begin).starts_with(word)) return begin + word.size();
    }
    if (text[begin] != '-' && !IsDigit(text[begin])) return begin + 1;
    const size_t end = text.find_first_not_of(kNumberBytes, begin);
    return std::min(end, text.size());
  }

  void Insert(std::string* out) {
    inserted_.push_back(out->size());
    *out += '"';
  }

  std::vector<size_t> inserted_;
};

}  // namespace

std::optional<Reject> ForeignJson::Parse(std::string_view text) {
  const JsonLimits limits{kMaxDepth};
  quoted_numbers_ = 0;
  std::optional<JsonFault> fault = parser_.Parse(text, limits, &document_);
  if (!fault) return std::nullopt;
  // The digits are counted as a syntax fault where simdjson gives up on them.
  NumberQuoter quoter;
  const std::string rewritten = quoter.Rewrite(text);
  if (quoter.quoted() > 0) {
    fault = parser_.Parse(rewritten, limits, &document_);
    quoted_numbers_ = quoter.quoted();
    if (!fault) return std::nullopt;
    fault->offset = quoter.Original(fault->offset);
  }
  return Reject{ToRejectCode(fault->code), fault->offset + 1,
                std::move(fault->message)};
}

std::string_view TextOf(JsonView object, std::string_view name) {
  const JsonView value = object.Find(name);
  return value.is_string() ? value.AsString() : std::string_view();
}

std::string_view FirstTextOf(JsonView object,
                             std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const std::string_view text = TextOf(object, name);
    if (!text.empty()) return text;
  }
  return {};
}

std::string ScalarText(JsonView value) {
  if (value.is_string()) return std::string(value.AsString());
  std::string text;
  if (value.is_number()) JsonWriter(&text).Value(value);
  return text;
}

std::optional<int64_t> IntegerOf(JsonView value) {
  if (value.is(JsonType::kInteger)) return value.AsInteger();
  if (value.is(JsonType::kDouble)) {
    const double number = value.AsDouble();
    if (std::abs(number) > 9e15) return std::nullopt;
    return static_cast<int64_t>(std::floor(number));
  }
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.AsString();
  int64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<int64_t> CountOf(JsonView value) {
  const std::optional<int64_t> number = IntegerOf(value);
  return number && *number >= 0 ? number : std::nullopt;
}

std::string TextOfBlocks(JsonView content) {
  if (content.is_string()) return std::string(content.AsString());
  std::string text;
  for (JsonView b = content.First(); content.is(JsonType::kArray) && b.valid();
       b = content.After(b)) {
    const std::string_view part = TextOf(b, "text");
    if (!text.empty() && !part.empty()) text += '\n';
    text += part;
  }
  return text;
}

bool IsTrue(JsonView object, std::string_view name) {
  const JsonView value = object.Find(name);
  return value.is(JsonType::kBool) && value.AsBool();
}

}  // namespace plog

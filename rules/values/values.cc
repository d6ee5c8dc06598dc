#include "rules/values/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace plog {
namespace {

// sign * 0.DIGITS * 10^point, DIGITS without zeros at either end; zero has no
// digits. Two numbers are compared digit by digit, however far apart their
// exponents are.
struct Digits {
  bool negative = false;
  std::string digits;
  int64_t point = 0;
};

// Beyond any exponent that differs for a finite double; keeps sums in range.
constexpr int64_t kMaxExponent = 1'000'000'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes the digits at the beginning of `*text`.
std::string_view TakeDigits(std::string_view* text) {
  size_t size = 0;
  while (size < text->size() && IsDigit((*text)[size])) ++size;
  const std::string_view digits = text->substr(0, size);
  text->remove_prefix(size);
  return digits;
}

bool TakeSign(std::string_view* text) {
  if (text->empty() || (text->front() != '-' && text->front() != '+')) {
    return false;
  }
  const bool negative = text->front() == '-';
  text->remove_prefix(1);
  return negative;
}

std::optional<int64_t> ParseExponent(std::string_view text) {
  const bool negative = TakeSign(&text);
  const std::string_view digits = TakeDigits(&text);
  if (digits.empty() || !text.empty()) return std::nullopt;
  int64_t value = 0;
  for (const char c : digits) {
    value = std::min(value * 10 + (c - '0'), kMaxExponent);
  }
  return negative ? -value : value;
}

void Normalize(Digits* number) {
  const size_t first = number->digits.find_first_not_of('0');
  if (first == std::string::npos) {
    *number = {};
    return;
  }
  number->digits.erase(0, first);
  number->point -= static_cast<int64_t>(first);
  number->digits.erase(number->digits.find_last_not_of('0') + 1);
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
std::optional<Digits> ParseDigits(std::string_view text) {
  Digits number;
  number.negative = TakeSign(&text);
  number.digits = TakeDigits(&text);
  number.point = static_cast<int64_t>(number.digits.size());
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    number.digits += TakeDigits(&text);
  }
  if (number.digits.empty()) return std::nullopt;
  if (!text.empty()) {
    if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
    const auto exponent = ParseExponent(text.substr(1));
    if (!exponent) return std::nullopt;
    number.point += *exponent;
  }
  Normalize(&number);
  return number;
}

int CompareMagnitude(const Digits& a, const Digits& b) {
  if (a.digits.empty() || b.digits.empty()) {
    return static_cast<int>(!a.digits.empty()) -
           static_cast<int>(!b.digits.empty());
  }
  if (a.point != b.point) return a.point < b.point ? -1 : 1;
  const int order = a.digits.compare(b.digits);
  return (order > 0) - (order < 0);
}

int Compare(const Digits& a, const Digits& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  const int order = CompareMagnitude(a, b);
  return a.negative ? -order : order;
}

// The double nearest to a number; nullopt if that is infinite. from_chars does
// not tell too large from too small and knows neither "+" nor a bare point.
std::optional<double> Nearest(const Digits& number) {
  if (number.digits.empty() || number.point < -400) {
    return number.negative ? -0.0 : 0.0;
  }
  if (number.point > 400) return std::nullopt;
  const std::string text =
      "0." + number.digits + "e" + std::to_string(number.point);
  double value = 0;
  const auto result =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    if (number.point > 0) return std::nullopt;
    value = 0;
  }
  if (!std::isfinite(value)) return std::nullopt;
  return number.negative ? -value : value;
}

// The shortest text that reads back as `value` is what JSON canonically writes.
Digits CanonicalDigits(double value) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value,
                                    std::chars_format::scientific);
  return ParseDigits(
             std::string_view(buffer, static_cast<size_t>(result.ptr - buffer)))
      .value_or(Digits());
}

}  // namespace

std::optional<NumberLiteral> ParseNumberLiteral(std::string_view text) {
  auto written = ParseDigits(text);
  if (!written) return std::nullopt;
  const auto value = Nearest(*written);
  if (!value) return std::nullopt;
  // Zero has one sign only: -0 equals 0.
  if (written->digits.empty()) written->negative = false;
  const Digits canonical = CanonicalDigits(*value == 0 ? 0.0 : *value);
  return NumberLiteral{*value == 0 ? 0.0 : *value, Compare(canonical, *written),
                       std::string(text)};
}

}  // namespace plog

#include "ledger/json/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace plog {
namespace {

// |value| = 0.DIGITS * 10^point, DIGITS without leading or trailing zeros.
struct Shortest {
  std::array<char, 32> buffer;
  size_t count = 0;
  int point = 0;
  std::string_view digits() const { return {buffer.data(), count}; }
};

// std::to_chars gives the shortest digits as d.ddde±xx; only the layout
// differs between encoders.
Shortest ShortestDigits(double value) {
  std::array<char, 40> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), std::fabs(value),
                    std::chars_format::scientific)
          .ptr;
  Shortest result;
  const char* at = text.data();
  for (; *at != 'e'; ++at) {
    if (*at != '.') result.buffer[result.count++] = *at;
  }
  const char* exponent = at[1] == '+' ? at + 2 : at + 1;
  int power = 0;
  std::from_chars(exponent, end, power);
  result.point = power + 1;
  return result;
}

void AppendPlain(const Shortest& number, std::string* out) {
  const int count = static_cast<int>(number.count);
  const std::string_view digits = number.digits();
  if (number.point <= 0) {
    *out += "0.";
    out->append(static_cast<size_t>(-number.point), '0');
    *out += digits;
  } else if (number.point >= count) {
    *out += digits;
    out->append(static_cast<size_t>(number.point - count), '0');
  } else {
    *out += digits.substr(0, static_cast<size_t>(number.point));
    *out += '.';
    *out += digits.substr(static_cast<size_t>(number.point));
  }
}

// d[.ddd]e±x with at least `min_exponent_digits` digits of exponent.
void AppendScientific(const Shortest& number, size_t min_exponent_digits,
                      std::string* out) {
  const std::string_view digits = number.digits();
  *out += digits.front();
  if (digits.size() > 1) {
    *out += '.';
    *out += digits.substr(1);
  }
  const int exponent = number.point - 1;
  *out += exponent < 0 ? "e-" : "e+";
  const std::string text = std::to_string(std::abs(exponent));
  if (text.size() < min_exponent_digits) *out += '0';
  *out += text;
}

void AppendEs6Magnitude(double value, std::string* out) {
  const Shortest number = ShortestDigits(value);
  if (number.point > -6 && number.point <= 21) {
    AppendPlain(number, out);
  } else {
    AppendScientific(number, 1, out);
  }
}

}  // namespace

void AppendEs6Number(double value, std::string* out) {
  if (value == 0) {
    *out += '0';
    return;
  }
  if (value < 0) *out += '-';
  AppendEs6Magnitude(value, out);
}

void AppendGoNumber(double value, std::string* out) {
  if (value == 0 && std::signbit(value)) *out += '-';
  AppendEs6Number(value, out);
}

void AppendPythonFloat(double value, std::string* out) {
  if (std::signbit(value)) *out += '-';
  if (value == 0) {
    *out += "0.0";
    return;
  }
  const Shortest number = ShortestDigits(value);
  if (number.point > -4 && number.point <= 16) {
    AppendPlain(number, out);
    if (number.point >= static_cast<int>(number.count)) *out += ".0";
  } else {
    AppendScientific(number, 2, out);
  }
}

}  // namespace plog

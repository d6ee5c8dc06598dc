#include "rules/values/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace plog {
namespace {

constexpr uint32_t kBase = 1'000'000'000;
constexpr int kDigitsPerBase = 9;

// Doubles end at 1e308 and 5e-324. A literal far beyond compares with every sum
// of doubles as its exact value would, and cannot make a row of digits huge.
constexpr int64_t kMaxExponent = 2000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The number after `e`, cut to a bound.
int64_t ReadExponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  int64_t value = 0;
  for (char c : text) {
    if (!IsDigit(c)) break;
    value = std::min<int64_t>(value * 10 + (c - '0'), INT32_MAX);
  }
  return negative ? -value : value;
}

uint32_t PowerOfTen(int64_t exponent) {
  uint32_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// The decimal digits of a literal without point and outer zeros; the last one
// counts 10 ^ exponent.
struct Literal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;
};

Literal Read(std::string_view text) {
  Literal literal;
  size_t at = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    literal.negative = text[at++] == '-';
  }
  bool fraction = false;
  for (; at < text.size(); ++at) {
    if (text[at] == '.') {
      fraction = true;
    } else if (IsDigit(text[at])) {
      literal.digits += text[at];
      if (fraction) --literal.exponent;
    } else {
      literal.exponent += ReadExponent(text.substr(at + 1));
      break;
    }
  }
  literal.digits.erase(0, literal.digits.find_first_not_of('0'));
  const size_t size = literal.digits.find_last_not_of('0') + 1;
  literal.exponent += static_cast<int64_t>(literal.digits.size() - size);
  literal.digits.resize(size);
  literal.exponent = std::clamp(literal.exponent, -kMaxExponent, kMaxExponent);
  return literal;
}

}  // namespace

Decimal Decimal::FromDouble(double value) {
  std::array<char, 32> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(),
                                     value, std::chars_format::scientific);
  return FromText(
      {text.data(), static_cast<size_t>(written.ptr - text.data())});
}

Decimal Decimal::FromText(std::string_view text) {
  const Literal literal = Read(text);
  Decimal decimal;
  decimal.negative_ = literal.negative;
  const int64_t in_base = literal.exponent % kDigitsPerBase;
  const int64_t shift = in_base < 0 ? in_base + kDigitsPerBase : in_base;
  decimal.exponent_ = (literal.exponent - shift) / kDigitsPerBase;
  // From the last digit up: `place` is where the digit stands in its limb.
  int64_t place = shift;
  decimal.digits_.push_back(0);
  for (size_t i = literal.digits.size(); i > 0; --i) {
    if (place == kDigitsPerBase) {
      decimal.digits_.push_back(0);
      place = 0;
    }
    decimal.digits_.back() +=
        static_cast<uint32_t>(literal.digits[i - 1] - '0') * PowerOfTen(place);
    ++place;
  }
  decimal.Normalise();
  return decimal;
}

void Decimal::Normalise() {
  while (!digits_.empty() && digits_.back() == 0) digits_.pop_back();
  const auto first = std::find_if(digits_.begin(), digits_.end(),
                                  [](uint32_t digit) { return digit != 0; });
  exponent_ += first - digits_.begin();
  digits_.erase(digits_.begin(), first);
  if (digits_.empty()) {
    exponent_ = 0;
    negative_ = false;
  }
}

uint32_t Decimal::DigitAt(int64_t exponent) const {
  if (exponent < exponent_ || exponent >= end()) return 0;
  return digits_[static_cast<size_t>(exponent - exponent_)];
}

int Decimal::CompareMagnitude(const Decimal& other) const {
  if (digits_.empty() || other.digits_.empty()) {
    return static_cast<int>(!digits_.empty()) -
           static_cast<int>(!other.digits_.empty());
  }
  if (end() != other.end()) return end() < other.end() ? -1 : 1;
  const int64_t lowest = std::min(exponent_, other.exponent_);
  for (int64_t at = end() - 1; at >= lowest; --at) {
    const uint32_t mine = DigitAt(at);
    const uint32_t theirs = other.DigitAt(at);
    if (mine != theirs) return mine < theirs ? -1 : 1;
  }
  return 0;
}

int Decimal::Compare(const Decimal& other) const {
  if (negative_ != other.negative_) return negative_ ? -1 : 1;
  const int magnitude = CompareMagnitude(other);
  return negative_ ? -magnitude : magnitude;
}

// Makes room for every digit of `other`.
void Decimal::Extend(const Decimal& other) {
  if (digits_.empty()) exponent_ = other.exponent_;
  if (other.exponent_ < exponent_) {
    digits_.insert(digits_.begin(),
                   static_cast<size_t>(exponent_ - other.exponent_), 0);
    exponent_ = other.exponent_;
  }
  if (other.end() > end()) {
    digits_.resize(static_cast<size_t>(other.end() - exponent_), 0);
  }
}

void Decimal::AddMagnitude(const Decimal& other) {
  Extend(other);
  uint32_t carry = 0;
  for (size_t i = static_cast<size_t>(other.exponent_ - exponent_);
       i < digits_.size(); ++i) {
    const int64_t at = exponent_ + static_cast<int64_t>(i);
    if (carry == 0 && at >= other.end()) break;
    const uint32_t sum = digits_[i] + other.DigitAt(at) + carry;
    carry = sum >= kBase ? 1 : 0;
    digits_[i] = carry != 0 ? sum - kBase : sum;
  }
  if (carry != 0) digits_.push_back(1);
}

// REQUIRES: |smaller| <= |*this|.
void Decimal::SubtractMagnitude(const Decimal& smaller) {
  Extend(smaller);
  uint32_t borrow = 0;
  for (size_t i = static_cast<size_t>(smaller.exponent_ - exponent_);
       i < digits_.size(); ++i) {
    const int64_t at = exponent_ + static_cast<int64_t>(i);
    if (borrow == 0 && at >= smaller.end()) break;
    const uint32_t take = smaller.DigitAt(at) + borrow;
    borrow = digits_[i] < take ? 1 : 0;
    digits_[i] += borrow != 0 ? kBase - take : 0 - take;
  }
}

void Decimal::AddSigned(const Decimal& other, bool other_negative) {
  if (other.digits_.empty()) return;
  if (digits_.empty() || negative_ == other_negative) {
    negative_ = other_negative;
    AddMagnitude(other);
  } else if (CompareMagnitude(other) >= 0) {
    SubtractMagnitude(other);
  } else {
    Decimal larger = other;
    larger.negative_ = other_negative;
    larger.SubtractMagnitude(*this);
    *this = std::move(larger);
  }
  Normalise();
}

Decimal& Decimal::operator+=(const Decimal& other) {
  if (&other == this) return *this += Decimal(other);
  AddSigned(other, other.negative_);
  return *this;
}

Decimal& Decimal::operator-=(const Decimal& other) {
  if (&other == this) return *this = Decimal();
  AddSigned(other, !other.negative_);
  return *this;
}

std::string Decimal::ToString() const {
  if (digits_.empty()) return "0";
  std::string whole;
  for (int64_t at = std::max<int64_t>(end() - 1, 0); at >= 0; --at) {
    whole += fmt::format("{:09}", DigitAt(at));
  }
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  std::string fraction;
  for (int64_t at = -1; at >= exponent_; --at) {
    fraction += fmt::format("{:09}", DigitAt(at));
  }
  fraction.resize(fraction.find_last_not_of('0') + 1);
  std::string text = negative_ ? "-" : "";
  text += whole;
  if (!fraction.empty()) text += "." + fraction;
  return text;
}

}  // namespace plog

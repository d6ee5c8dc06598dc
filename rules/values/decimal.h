#ifndef PLOG_RULES_VALUES_DECIMAL_H_
#define PLOG_RULES_VALUES_DECIMAL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plog {

// An exact decimal number of any size, for totals: 0.1 + 0.2 is 0.3.
//
// The magnitude is a row of digits in base 1e9, least significant first; digit
// i counts 1e9 ^ (i + exponent). Neither end of the row is zero, so equal
// numbers have equal rows and zero has none. A sum of doubles of any size stays
// below 80 digits.
class Decimal {
 public:
  Decimal() = default;  // zero

  // The decimal that the canonical text of `value` denotes. REQUIRES: finite.
  static Decimal FromDouble(double value);
  // A decimal literal ("-12.50", "1e3"). REQUIRES: ParseNumberLiteral accepts.
  // Exponents beyond what any double can be compared with are cut to a bound.
  static Decimal FromText(std::string_view text);

  Decimal& operator+=(const Decimal& other);
  Decimal& operator-=(const Decimal& other);
  int Compare(const Decimal& other) const;  // -1, 0, 1
  std::string ToString() const;             // plain digits, no exponent

 private:
  int64_t end() const {  // the exponent after that of the highest digit
    return exponent_ + static_cast<int64_t>(digits_.size());
  }
  uint32_t DigitAt(int64_t exponent) const;
  int CompareMagnitude(const Decimal& other) const;
  void AddMagnitude(const Decimal& other);
  void SubtractMagnitude(const Decimal& smaller);
  void AddSigned(const Decimal& other, bool other_negative);
  void Extend(const Decimal& other);
  void Normalise();

  std::vector<uint32_t> digits_;
  int64_t exponent_ = 0;
  bool negative_ = false;
};

}  // namespace plog

#endif  // PLOG_RULES_VALUES_DECIMAL_H_

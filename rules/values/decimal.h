#ifndef PLOG_RULES_VALUES_DECIMAL_H_
#define PLOG_RULES_VALUES_DECIMAL_H_

#include <memory>
#include <string>
#include <string_view>

namespace plog {

// An exact decimal number of any size, for totals: 0.1 + 0.2 is 0.3.
class Decimal {
 public:
  Decimal();  // zero
  ~Decimal();
  Decimal(const Decimal&);
  Decimal& operator=(const Decimal&);
  Decimal(Decimal&&) noexcept;
  Decimal& operator=(Decimal&&) noexcept;

  // The decimal that the canonical text of `value` denotes. REQUIRES: finite.
  static Decimal FromDouble(double value);
  // A decimal literal ("-12.50", "1e3"). REQUIRES: ParseNumberLiteral accepts.
  static Decimal FromText(std::string_view text);

  Decimal& operator+=(const Decimal& other);
  Decimal& operator-=(const Decimal& other);
  int Compare(const Decimal& other) const;  // -1, 0, 1
  std::string ToString() const;             // plain digits, no exponent

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plog

#endif  // PLOG_RULES_VALUES_DECIMAL_H_

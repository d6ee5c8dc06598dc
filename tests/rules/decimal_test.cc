#include "rules/values/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cfloat>
#include <cmath>
#include <string>
#include <vector>

namespace plog {
namespace {

std::string Sum(const std::vector<std::string>& numbers) {
  Decimal sum;
  for (const std::string& number : numbers) sum += Decimal::FromText(number);
  return sum.ToString();
}

TEST(Decimal, AddsAndSubtractsExactly) {
  const struct {
    std::vector<std::string> numbers;
    std::string sum;
  } rows[] = {
      {{}, "0"},
      {{"0.1", "0.2"}, "0.3"},
      {{"999999999", "1"}, "1000000000"},
      {{"999999999999999999", "1"}, "1000000000000000000"},
      {{"0.999999999", "0.000000001"}, "1"},
      {{"1000000000", "-1"}, "999999999"},
      {{"1", "-0.000000001"}, "0.999999999"},
      {{"1", "-1"}, "0"},
      {{"-1", "3"}, "2"},
      {{"1", "-3"}, "-2"},
      {{"-1.5", "-1.5"}, "-3"},
      {{"1e30", "1e-30"},
       "1" + std::string(30, '0') + "." + std::string(29, '0') + "1"},
      {{"1e30", "1", "-1e30"}, "1"},
      {{"+12.50"}, "12.5"},
      {{".5", "5."}, "5.5"},
      {{"-0"}, "0"},
      {{"00012"}, "12"},
      {{"1E+3"}, "1000"},
      {{"123e-2"}, "1.23"},
  };
  for (const auto& row : rows) EXPECT_EQ(Sum(row.numbers), row.sum);
}

TEST(Decimal, TakesADoubleAsItsShortestText) {
  const struct {
    double value;
    std::string text;
  } rows[] = {
      {0.1, "0.1"},
      {0.0, "0"},
      {-0.0, "0"},
      {-2.5, "-2.5"},
      {9007199254740991.0, "9007199254740991"},
      {1e21, "1" + std::string(21, '0')},
      {5e-324, "0." + std::string(323, '0') + "5"},
      {DBL_MAX, "17976931348623157" + std::string(292, '0')},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Decimal::FromDouble(row.value).ToString(), row.text);
  }
}

TEST(Decimal, ComparesAcrossSignsAndSizes) {
  const std::vector<std::string> ascending = {
      "-1e308", "-1e9", "-1.000000001",  "-1",         "-5e-324", "0",
      "5e-324", "0.3",  "0.30000000001", "1000000000", "1e308"};
  for (size_t i = 0; i < ascending.size(); ++i) {
    for (size_t j = 0; j < ascending.size(); ++j) {
      const int expected = i < j ? -1 : i > j ? 1 : 0;
      EXPECT_EQ(Decimal::FromText(ascending[i])
                    .Compare(Decimal::FromText(ascending[j])),
                expected)
          << ascending[i] << ' ' << ascending[j];
    }
  }
}

TEST(Decimal, BoundsAbsurdExponents) {
  const Decimal tiny = Decimal::FromText("1e-99999999999999999999");
  const Decimal huge = Decimal::FromText("-1e99999999999999999999");
  EXPECT_EQ(tiny.Compare(Decimal()), 1);
  EXPECT_EQ(tiny.Compare(Decimal::FromDouble(5e-324)), -1);
  EXPECT_EQ(huge.Compare(Decimal::FromDouble(-DBL_MAX)), -1);
  EXPECT_LT(huge.ToString().size(), 10'000U);
}

TEST(Decimal, SurvivesBeingItsOwnOperand) {
  Decimal number = Decimal::FromText("999999999.5");
  const Decimal& itself = number;
  number += itself;
  EXPECT_EQ(number.ToString(), "1999999999");
  number -= itself;
  EXPECT_EQ(number.ToString(), "0");
}

RC_GTEST_PROP(DecimalProperty, AgreesWithIntegers,
              (std::vector<int32_t> numbers)) {
  // Thousandths: integers say what the sums must be.
  Decimal sum;
  int64_t expected = 0;
  for (int32_t number : numbers) {
    const Decimal decimal = Decimal::FromText(std::to_string(number) + "e-3");
    if (number % 2 == 0) {
      sum += decimal;
      expected += number;
    } else {
      sum -= decimal;
      expected -= number;
    }
  }
  RC_ASSERT(sum.Compare(Decimal::FromText(std::to_string(expected) + "e-3")) ==
            0);
  RC_ASSERT(std::stod(sum.ToString()) == static_cast<double>(expected) / 1000);
}

}  // namespace
}  // namespace plog

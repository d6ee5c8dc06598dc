#include "checker/state/near_numbers.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace plog {
namespace {

std::vector<uint64_t> Read(std::string_view bytes, size_t count, bool* whole) {
  StateReader io(bytes);
  std::vector<uint64_t> numbers;
  ReadNear(count, &io, [&](size_t i, uint64_t number) {
    EXPECT_EQ(i, numbers.size());
    numbers.push_back(number);
  });
  *whole = io.Finish();
  return numbers;
}

TEST(NearNumbers, ComeBackInAsFewBytesAsTheirDistancesTake) {
  struct Case {
    std::vector<uint64_t> numbers;
    size_t bytes;  // of each
  };
  const uint64_t before_1970 = uint64_t{0} - 5;
  const Case cases[] = {
      {{}, 1},
      {{UINT64_MAX}, 1},
      {{300, 555, 301}, 1},
      {{300, 556}, 2},
      {{1000000, 1065535}, 2},
      {{0, 65536}, 4},
      {{7, uint64_t{UINT32_MAX} + 7}, 4},
      {{7, uint64_t{UINT32_MAX} + 8}, 8},
      {{before_1970, 3}, 8},
  };
  for (const Case& c : cases) {
    std::string bytes;
    StateWriter io(&bytes);
    WriteNear(c.numbers, &io);
    EXPECT_EQ(bytes.size(), 9 + c.numbers.size() * c.bytes);
    bool whole = false;
    EXPECT_EQ(Read(bytes, c.numbers.size(), &whole), c.numbers);
    EXPECT_TRUE(whole);
  }
}

TEST(NearNumbers, ThatAreNotAllThereAreRefused) {
  std::string bytes;
  StateWriter io(&bytes);
  WriteNear(std::vector<uint64_t>{1, 2, 70000}, &io);
  bool whole = true;
  EXPECT_TRUE(Read(bytes, 4, &whole).empty());
  EXPECT_FALSE(whole);
  for (const char width : {'\0', '\3', '\5', '\20'}) {
    bytes[8] = width;
    EXPECT_TRUE(Read(bytes, 3, &whole).empty());
    EXPECT_FALSE(whole) << int{width};
  }
}

}  // namespace
}  // namespace plog

#ifndef PLOG_CHECKER_SPILL_BIG_ENDIAN_H_
#define PLOG_CHECKER_SPILL_BIG_ENDIAN_H_

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace plog {

// Numbers whose bytes are in the order of their values (RowSorter).

template <std::unsigned_integral T>
void AppendBigEndian(T value, std::string* bytes) {
  for (size_t i = sizeof(T); i-- > 0;) {
    bytes->push_back(static_cast<char>(static_cast<uint8_t>(value >> (8 * i))));
  }
}

// REQUIRES: as many bytes behind `at`.
template <std::unsigned_integral T>
T ReadBigEndian(std::string_view bytes, size_t at) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>(static_cast<T>(value << 8) |
                           static_cast<uint8_t>(bytes[at + i]));
  }
  return value;
}

}  // namespace plog

#endif  // PLOG_CHECKER_SPILL_BIG_ENDIAN_H_

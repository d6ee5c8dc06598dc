#ifndef PLOG_LEDGER_JSON_BYTE_BLOCK_H_
#define PLOG_LEDGER_JSON_BYTE_BLOCK_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace plog {

// Sixteen bytes at a time: a vector of the compilers (gcc and clang), in the
// registers that every x86-64 and arm64 has.
inline constexpr size_t kByteBlockSize = 16;
using ByteBlock [[gnu::vector_size(kByteBlockSize)]] = uint8_t;

inline ByteBlock LoadBlock(const char* at) {
  ByteBlock block;
  std::memcpy(&block, at, sizeof block);
  return block;
}

inline void StoreBlock(const ByteBlock& block, char* at) {
  std::memcpy(at, &block, sizeof block);
}

// What a comparison of blocks gives, as two words: 0xff for every byte that it
// holds for, 0 for the others; the first bytes are the low ones.
using BlockMarks = std::array<uint64_t, 2>;
static_assert(std::endian::native == std::endian::little);

template <class Comparison>
BlockMarks MarksOf(const Comparison& comparison) {
  return std::bit_cast<BlockMarks>(comparison);
}

inline bool AnyMark(const BlockMarks& marks) {
  return (marks[0] | marks[1]) != 0;
}

// REQUIRES: AnyMark.
inline size_t FirstMark(const BlockMarks& marks) {
  return static_cast<size_t>(marks[0] != 0
                                 ? std::countr_zero(marks[0]) / 8
                                 : 8 + std::countr_zero(marks[1]) / 8);
}

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_BYTE_BLOCK_H_

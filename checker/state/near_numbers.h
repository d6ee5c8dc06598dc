#ifndef PLOG_CHECKER_STATE_NEAR_NUMBERS_H_
#define PLOG_CHECKER_STATE_NEAR_NUMBERS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "checker/state/state_bytes.h"

namespace plog {

// Numbers that lie near each other, as those of consecutive events do:
//
//   u64 the least   u8 bytes of each: 1, 2, 4 or 8   by how much each is more
//
// How many they are is known to the reader.

template <StateNumber T>
void WriteDistances(std::span<const uint64_t> numbers, uint64_t least,
                    StateWriter* io) {
  (*io)(static_cast<uint8_t>(sizeof(T)));
  for (const uint64_t number : numbers) (*io)(static_cast<T>(number - least));
}

inline void WriteNear(std::span<const uint64_t> numbers, StateWriter* io) {
  const auto [least, most] =
      std::minmax_element(numbers.begin(), numbers.end());
  const uint64_t base = numbers.empty() ? 0 : *least;
  const uint64_t range = numbers.empty() ? 0 : *most - base;
  (*io)(base);
  if (range <= UINT8_MAX) return WriteDistances<uint8_t>(numbers, base, io);
  if (range <= UINT16_MAX) return WriteDistances<uint16_t>(numbers, base, io);
  if (range <= UINT32_MAX) return WriteDistances<uint32_t>(numbers, base, io);
  WriteDistances<uint64_t>(numbers, base, io);
}

template <StateNumber T, class Visit>
void ReadDistances(uint64_t least, size_t count, StateReader* io, Visit visit) {
  const std::string_view bytes = io->Take(uint64_t{count} * sizeof(T));
  for (size_t i = 0; i < count && io->ok(); ++i) {
    visit(i, least + GetLittleEndian<T>(bytes.data() + i * sizeof(T)));
  }
}

// Calls visit(i, number) for each, from the first on; none if they are not all
// there.
template <class Visit>
void ReadNear(size_t count, StateReader* io, Visit visit) {
  uint64_t least = 0;
  uint8_t width = 0;
  (*io)(least);
  (*io)(width);
  if (width == 1) return ReadDistances<uint8_t>(least, count, io, visit);
  if (width == 2) return ReadDistances<uint16_t>(least, count, io, visit);
  if (width == 4) return ReadDistances<uint32_t>(least, count, io, visit);
  if (width == 8) return ReadDistances<uint64_t>(least, count, io, visit);
  io->Reject();
}

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_NEAR_NUMBERS_H_

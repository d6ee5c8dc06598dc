#include "checker/engine/code_column.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "ledger/base/huge_pages.h"

namespace plog {
namespace {

// So that numbers are read and written as they lie in memory.
static_assert(std::endian::native == std::endian::little);

template <class Codes>
using NumberIn = typename std::decay_t<Codes>::value_type;

}  // namespace

size_t CodeColumn::WidthFor(size_t largest) {
  if (largest <= std::numeric_limits<uint8_t>::max()) return 1;
  return largest <= std::numeric_limits<uint16_t>::max() ? 2 : 4;
}

CodeColumn::CodeColumn(std::string_view bytes, size_t width) {
  Widen(width);
  const auto copy = [bytes](auto& codes) {
    codes.resize(bytes.size() / sizeof(codes[0]));
    if (!bytes.empty()) std::memcpy(codes.data(), bytes.data(), bytes.size());
  };
  std::visit(copy, codes_);
}

uint32_t CodeColumn::Largest() const {
  const auto largest = [](const auto& codes) {
    uint32_t most = 0;
    for (const uint32_t code : codes) most = std::max(most, code);
    return most;
  };
  return std::visit(largest, codes_);
}

std::string_view CodeColumn::bytes() const {
  const auto view = [](const auto& codes) {
    return std::string_view(reinterpret_cast<const char*>(codes.data()),
                            codes.size() * sizeof(codes[0]));
  };
  return std::visit(view, codes_);
}

void CodeColumn::Expect(size_t count) {
  expected_ = count;
  std::visit([count](auto& codes) { ReserveToFill(count, &codes); }, codes_);
}

void CodeColumn::Widen(size_t at_least) {
  const auto widen = [this](auto wider) {
    const auto copy = [&wider, this](const auto& codes) {
      ReserveToFill(std::max(expected_, codes.size()), &wider);
      wider.assign(codes.begin(), codes.end());
    };
    std::visit(copy, codes_);
    codes_ = std::move(wider);
  };
  if (at_least <= width()) return;
  if (at_least == 2) return widen(std::vector<uint16_t>());
  widen(std::vector<uint32_t>());
}

void CodeColumn::Put(size_t position, uint32_t code) {
  Widen(WidthFor(code));
  const auto put = [position, code](auto& codes) {
    if (position >= codes.size()) codes.resize(position + 1);
    codes[position] = static_cast<NumberIn<decltype(codes)>>(code);
  };
  std::visit(put, codes_);
}

void CodeColumn::Append(size_t at, const CodeColumn& more,
                        const std::vector<uint32_t>& numbers) {
  Widen(WidthFor(*std::max_element(numbers.begin(), numbers.end())));
  const auto append = [at, &numbers](auto& codes, const auto& added) {
    codes.resize(at + added.size());
    std::transform(
        added.begin(), added.end(),
        codes.begin() + static_cast<std::ptrdiff_t>(at),
        [&numbers](uint32_t code) {
          return static_cast<NumberIn<decltype(codes)>>(numbers[code]);
        });
  };
  std::visit(append, codes_, more.codes_);
}

}  // namespace plog

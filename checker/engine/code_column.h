#ifndef PLOG_CHECKER_ENGINE_CODE_COLUMN_H_
#define PLOG_CHECKER_ENGINE_CODE_COLUMN_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

namespace plog {

// A number for each event, of which most are small: all of them take 1, 2 or 4
// bytes, as many as the largest needs.
class CodeColumn {
 public:
  // The bytes of each number of a column in which none is greater.
  static size_t WidthFor(size_t largest);

  CodeColumn() = default;
  // Numbers of that width, little endian. REQUIRES: whole ones.
  CodeColumn(std::string_view bytes, size_t width);

  size_t size() const {
    return std::visit([](const auto& codes) { return codes.size(); }, codes_);
  }
  size_t width() const { return size_t{1} << codes_.index(); }
  // 0 behind the end.
  uint32_t At(size_t position) const {
    const auto at = [position](const auto& codes) {
      return position < codes.size() ? uint32_t{codes[position]} : 0;
    };
    return std::visit(at, codes_);
  }
  // Brings into the cache what At reads.
  void Prefetch(size_t position) const {
    const auto fetch = [position](const auto& codes) {
      if (position < codes.size()) __builtin_prefetch(&codes[position]);
    };
    std::visit(fetch, codes_);
  }
  uint32_t Largest() const;
  // Until the column is changed.
  std::string_view bytes() const;

  // How many numbers there may be: growing step by step touches twice the
  // memory.
  void Expect(size_t count);
  void Put(size_t position, uint32_t code);
  // Puts numbers[code] from that position on for each code of `more`, and 0
  // before it where nothing was put. REQUIRES: it is a position there.
  void Append(size_t at, const CodeColumn& more,
              const std::vector<uint32_t>& numbers);

 private:
  // So that each number takes at least that many bytes.
  void Widen(size_t width);

  std::variant<std::vector<uint8_t>, std::vector<uint16_t>,
               std::vector<uint32_t>>
      codes_;
  size_t expected_ = 0;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_CODE_COLUMN_H_

#ifndef PLOG_LEDGER_EXPORT_JSON_STREAM_H_
#define PLOG_LEDGER_EXPORT_JSON_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace plog {

// Bytes that can be read anywhere and more than once. Fills `out` from `offset`
// on and says how much there was; 0 is the end.
using ReadBytesAt =
    std::function<Result<size_t>(uint64_t offset, std::span<char> out)>;

// Walks JSON text of any size value by value: what is small enough is cut out
// for a strict parser, the rest is passed by. Holds one block of the text and
// one value.
//
// An absent value means damage, unless status() says otherwise: the text could
// not be read, or a value is larger than may be held.
class JsonStream {
 public:
  // Starts at `offset`. `bytes` must outlive it.
  JsonStream(const ReadBytesAt* bytes, uint64_t offset, size_t max_value)
      : bytes_(bytes), offset_(offset), max_value_(max_value) {}

  // These three skip white space first.
  bool Take(char byte);
  bool AtEnd();
  // The text of the next value, until the next call.
  std::optional<std::string_view> Value();
  // Where the next value begins, after which the stream is behind it.
  std::optional<uint64_t> PassValue();

  uint64_t position() const { return offset_ + at_; }
  const Status& status() const { return status_; }

 private:
  std::string_view Rest() const { return std::string_view(block_).substr(at_); }
  bool SkipSpace();
  bool ReadMore();

  const ReadBytesAt* bytes_;
  uint64_t offset_;  // of block_ in the text
  size_t max_value_;
  std::string block_;
  size_t at_ = 0;  // in block_
  Status status_;
};

// The elements of the array at the extent [begin, end) of a text.
class JsonArrayStream {
 public:
  JsonArrayStream(const ReadBytesAt* bytes, uint64_t begin, uint64_t end,
                  size_t max_value)
      : text_(bytes, begin, max_value), end_(end) {}

  // The next element, or nullopt at the end or at damage.
  std::optional<std::string_view> Next();
  // After Next gave nullopt: whether the array ended, and where the extent
  // does.
  bool ok() const { return ok_; }
  const Status& status() const { return text_.status(); }

 private:
  JsonStream text_;
  uint64_t end_;
  bool begun_ = false;
  bool ended_ = false;
  bool ok_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_JSON_STREAM_H_

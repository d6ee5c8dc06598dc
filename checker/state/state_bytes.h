#ifndef PLOG_CHECKER_STATE_STATE_BYTES_H_
#define PLOG_CHECKER_STATE_STATE_BYTES_H_

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// Whether RFC 3339 can write it, with any offset from UTC.
bool CanBeWritten(const Instant& time);

// The bytes of a state file. Reader and writer offer the same members, so that
// one function over `Io& io` declares the fields of a structure for both. Only
// the reader changes what it is given.
//
//   number   little endian, as wide as its type; bool and enum: one byte
//   string   u32 length, bytes          optional  u8 0 or 1, then the value
//   list     u64 count, the items       bytes     u64 length, they

// So that numbers are written as they lie in memory.
static_assert(std::endian::native == std::endian::little);

template <class T>
concept StateNumber = std::unsigned_integral<T> && !std::same_as<T, bool>;

template <StateNumber T>
void PutLittleEndian(T value, char* to) {
  std::memcpy(to, &value, sizeof(T));
}

template <StateNumber T>
T GetLittleEndian(const char* from) {
  T value = 0;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

class StateWriter {
 public:
  static constexpr bool kReads = false;

  // Appends to `out`, which must outlive it.
  explicit StateWriter(std::string* out) : out_(*out) {}

  void Raw(const char* bytes, size_t size) { out_.append(bytes, size); }

  template <StateNumber T>
  void operator()(T value) {
    char bytes[sizeof(T)];
    PutLittleEndian(value, bytes);
    Raw(bytes, sizeof(T));
  }
  void operator()(const std::string& text);
  void Bytes(std::string_view bytes);
  void operator()(const Digest& digest);
  void operator()(const Instant& time);
  void operator()(bool value) { (*this)(static_cast<uint8_t>(value ? 1 : 0)); }
  template <class T>
  requires std::is_enum_v<T>
  void Enum(T value, size_t) { (*this)(static_cast<uint8_t>(value)); }
  template <class T>
  void operator()(const std::optional<T>& value) {
    (*this)(value.has_value());
    if (value) (*this)(*value);
  }
  template <class T, class Visit>
  void List(const std::vector<T>& list, Visit visit) {
    (*this)(uint64_t{list.size()});
    for (const T& item : list) visit(item);
  }
  // The numbers one after the other.
  template <StateNumber T>
  void Column(const std::vector<T>& column) {
    (*this)(uint64_t{column.size()});
    Raw(reinterpret_cast<const char*>(column.data()),
        column.size() * sizeof(T));
  }

 private:
  std::string& out_;
};

// Never reads beyond the bytes that it was given, never holds more than a
// small multiple of them, and after the first fault gives zeros and empty
// lists.
class StateReader {
 public:
  static constexpr bool kReads = true;

  // `bytes` must outlive it.
  explicit StateReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return !fault_; }
  void Reject() { fault_ = true; }
  void Require(bool condition) {
    if (!condition) Reject();
  }
  // Bytes that were not yet read.
  uint64_t left() const { return bytes_.size(); }

  // Zeros if there are not that many left.
  void Raw(char* to, size_t size);
  // The next bytes, where they are; empty if there are not that many left.
  std::string_view Take(uint64_t size);

  template <StateNumber T>
  void operator()(T& value) {
    char bytes[sizeof(T)];
    Raw(bytes, sizeof(T));
    value = GetLittleEndian<T>(bytes);
  }
  // Valid UTF-8, since it may be printed.
  void operator()(std::string& text);
  // Any bytes.
  void Bytes(std::string& bytes);
  void operator()(Digest& digest);
  // A time that RFC 3339 can write.
  void operator()(Instant& time);
  void operator()(bool& value);
  // One of the first `count` values.
  template <class T>
  requires std::is_enum_v<T>
  void Enum(T& value, size_t count) {
    uint8_t number = 0;
    (*this)(number);
    if (number >= count) Reject();
    value = static_cast<T>(ok() ? number : 0);
  }
  template <class T>
  void operator()(std::optional<T>& value) {
    bool present = false;
    (*this)(present);
    value.reset();
    if (present) (*this)(value.emplace());
  }
  template <class T, class Visit>
  void List(std::vector<T>& list, Visit visit) {
    uint64_t count = 0;
    (*this)(count);
    list.clear();
    for (uint64_t i = 0; i < count && ok(); ++i) visit(list.emplace_back());
  }
  template <StateNumber T>
  void Column(std::vector<T>& column) {
    uint64_t count = 0;
    (*this)(count);
    column.clear();
    if (!ok() || count > left() / sizeof(T)) return Reject();
    column.resize(count);
    Raw(reinterpret_cast<char*>(column.data()), count * sizeof(T));
  }

  // Whether all was read and nothing was wrong.
  bool Finish() const { return !fault_ && bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool fault_ = false;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_BYTES_H_

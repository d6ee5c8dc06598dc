#ifndef PLOG_CHECKER_STATE_STATE_BYTES_H_
#define PLOG_CHECKER_STATE_STATE_BYTES_H_

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "checker/state/state_store.h"
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
//   list     u64 count, the items       at the end: SHA-256 of all before

template <class T>
concept StateNumber = std::unsigned_integral<T> && !std::same_as<T, bool>;

template <StateNumber T>
void PutLittleEndian(T value, char* to) {
  for (size_t i = 0; i < sizeof(T); ++i) {
    to[i] = static_cast<char>(static_cast<uint8_t>(value >> (8 * i)));
  }
}

template <StateNumber T>
T GetLittleEndian(const char* from) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>(
        value | static_cast<T>(static_cast<T>(static_cast<uint8_t>(from[i]))
                               << (8 * i)));
  }
  return value;
}

class StateWriter {
 public:
  static constexpr bool kReads = false;

  explicit StateWriter(StateStore* store) : store_(*store) {}

  void Raw(const char* bytes, size_t size);

  template <StateNumber T>
  void operator()(T value) {
    char bytes[sizeof(T)];
    PutLittleEndian(value, bytes);
    Raw(bytes, sizeof(T));
  }
  void operator()(const std::string& text);
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
    List(column, [this](T number) { (*this)(number); });
  }

  // Writes what is still held back, and the digest.
  void Finish();

 private:
  void Flush();

  StateStore& store_;
  Sha256 sha_;
  std::string buffer_;
};

// Never reads beyond the size that the store gave, never holds more than a
// small multiple of it, and after the first fault gives zeros and empty lists.
class StateReader {
 public:
  static constexpr bool kReads = true;

  StateReader(StateStore* store, uint64_t size)
      : store_(*store), left_(size < kDigestBytes ? 0 : size - kDigestBytes) {}

  bool ok() const { return !fault_; }
  void Reject() { fault_ = true; }
  // Bytes before the digest that were not yet read.
  uint64_t left() const { return left_ + (filled_ - at_); }

  // Zeros if there are not that many left.
  void Raw(char* to, size_t size);

  template <StateNumber T>
  void operator()(T& value) {
    char bytes[sizeof(T)];
    Raw(bytes, sizeof(T));
    value = GetLittleEndian<T>(bytes);
  }
  // Valid UTF-8, since it may be printed.
  void operator()(std::string& text);
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
    if (count > left() / sizeof(T)) return Reject();
    column.resize(count);
    for (T& number : column) (*this)(number);
  }

  // Whether all was read, nothing was wrong and the digest is right.
  bool Finish();

 private:
  static constexpr uint64_t kDigestBytes = 32;
  static constexpr size_t kBufferBytes = size_t{1} << 20;

  // Makes at least one byte available. False at the end.
  bool Fill();
  bool ReadFully(char* to, size_t size);

  StateStore& store_;
  uint64_t left_;  // in the store, before the digest
  Sha256 sha_;
  std::string buffer_;
  size_t at_ = 0;
  size_t filled_ = 0;
  bool fault_ = false;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_BYTES_H_

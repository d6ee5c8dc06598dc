#include "ledger/json/canonical_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "ledger/json/byte_block.h"
#include "ledger/json/number_text.h"
#include "ledger/json/string_escape.h"

namespace plog {
namespace {

// A buffer that one huge text has blown up is not kept for the small ones.
constexpr size_t kKeptCapacity = size_t{256} * 1024;
// Strings are escaped in pieces of this size, so that the room for the worst
// case stays small.
constexpr size_t kPiece = 4096;

// UTF-16 order differs from byte order only where a supplementary character
// (lead byte 0xf0-0xf4) meets U+E000-U+FFFF (lead byte 0xee or 0xef).
bool Utf16Less(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    if (a[i] == b[i]) continue;
    const auto x = static_cast<unsigned char>(a[i]);
    const auto y = static_cast<unsigned char>(b[i]);
    if (x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0)) return x >= 0xf0;
    return x < y;
  }
  return a.size() < b.size();
}

// Where a piece of at most kPiece bytes ends without splitting a character. The
// agent ids of an altered ledger need not be UTF-8: then anywhere.
size_t PieceOf(std::string_view text) {
  if (text.size() <= kPiece) return text.size();
  constexpr size_t kMostContinuations = 3;
  size_t end = kPiece;
  while (end > kPiece - kMostContinuations &&
         (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) {
    --end;
  }
  return end;
}

}  // namespace

void CanonicalWriter::Clear() {
  size_ = 0;
  if (capacity_ <= kKeptCapacity) return;
  buffer_.reset();
  capacity_ = 0;
}

void CanonicalWriter::Grow(size_t bytes) {
  const size_t larger = std::max({size_ + bytes, 2 * capacity_, size_t{1024}});
  auto buffer = std::make_unique_for_overwrite<char[]>(larger);
  if (size_ > 0) std::memcpy(buffer.get(), buffer_.get(), size_);
  buffer_ = std::move(buffer);
  capacity_ = larger;
}

void CanonicalWriter::Comma(const HashProfile& profile) {
  Raw(',');
  if (profile.python_spaces) Raw(' ');
}

void CanonicalWriter::Raw(std::string_view text) {
  char* at = Room(text.size());
  EndAt(at + text.copy(at, text.size()));
}

void CanonicalWriter::String(std::string_view text,
                             const HashProfile& profile) {
  std::array<char, kPiece + kEscapePadding> padded;
  Raw('"');
  while (!text.empty()) {
    const size_t piece = PieceOf(text);
    text.copy(padded.data(), piece);
    std::fill_n(padded.data() + piece, kEscapePadding, '\0');
    EndAt(
        EscapeInto({padded.data(), piece}, profile, Room(EscapedRoom(piece))));
    text.remove_prefix(piece);
  }
  Raw('"');
}

void CanonicalWriter::PaddedString(std::string_view text,
                                   const HashProfile& profile) {
  Raw('"');
  while (text.size() > kPiece) {
    const size_t piece = PieceOf(text);
    EndAt(EscapeInto(text.substr(0, piece), profile, Room(EscapedRoom(piece))));
    text.remove_prefix(piece);
  }
  char* end = EscapeInto(text, profile, Room(EscapedRoom(text.size()) + 1));
  *end = '"';
  EndAt(end + 1);
}

void CanonicalWriter::Text(JsonView value, const HashProfile& profile) {
  if (value.IsPlain() && profile.escape == HashProfile::Escape::kJcs) {
    return PlainString(value.AsString());
  }
  PaddedString(value.AsString(), profile);
}

// REQUIRES: what PaddedString does.
void CanonicalWriter::PlainString(std::string_view text) {
  static_assert(kEscapePadding >= kByteBlockSize);
  char* at = Room(text.size() + kByteBlockSize + 2);
  *at++ = '"';
  for (size_t i = 0; i < text.size(); i += kByteBlockSize) {
    StoreBlock(LoadBlock(text.data() + i), at + i);
  }
  at += text.size();
  *at++ = '"';
  EndAt(at);
}

void CanonicalWriter::Value(JsonView value, const HashProfile& profile) {
  switch (value.type()) {
    case JsonType::kNull:
      return Raw("null");
    case JsonType::kBool:
      return Raw(value.AsBool() ? "true" : "false");
    case JsonType::kInteger:
      return Integer(value, profile);
    case JsonType::kDouble:
      return Double(value.AsDouble(), profile);
    case JsonType::kString:
      return Text(value, profile);
    case JsonType::kArray:
      return Array(value, profile);
    case JsonType::kObject:
      return Object(value, profile);
  }
}

void CanonicalWriter::Integer(JsonView value, const HashProfile& profile) {
  if (value.negative_zero() && profile.numbers == HashProfile::Numbers::kGo) {
    return Raw("-0");
  }
  constexpr size_t kDigits = 24;
  char* at = Room(kDigits);
  EndAt(std::to_chars(at, at + kDigits, value.AsInteger()).ptr);
}

void CanonicalWriter::Double(double value, const HashProfile& profile) {
  number_.clear();
  if (profile.numbers == HashProfile::Numbers::kPython) {
    AppendPythonFloat(value, &number_);
  } else if (profile.numbers == HashProfile::Numbers::kGo) {
    AppendGoNumber(value, &number_);
  } else {
    AppendEs6Number(value, &number_);
  }
  Raw(number_);
}

void CanonicalWriter::Array(JsonView array, const HashProfile& profile) {
  Raw('[');
  bool first = true;
  for (JsonView v = array.First(); v.valid(); v = array.After(v)) {
    if (!first) Comma(profile);
    first = false;
    Value(v, profile);
  }
  Raw(']');
}

void CanonicalWriter::Object(JsonView object, const HashProfile& profile) {
  const size_t base = names_.size();
  for (JsonView k = object.First(); k.valid(); k = object.After(k.Value())) {
    names_.push_back(k);
  }
  const size_t end = names_.size();
  SortNames(base, profile);
  Raw('{');
  for (size_t i = base; i < end; ++i) {
    if (i > base) Comma(profile);
    const JsonView name = names_[i];
    Text(name, profile);
    Raw(':');
    if (profile.python_spaces) Raw(' ');
    Value(name.Value(), profile);
  }
  Raw('}');
  names_.resize(base);
}

void CanonicalWriter::SortNames(size_t base, const HashProfile& profile) {
  const auto first = names_.begin() + static_cast<std::ptrdiff_t>(base);
  if (profile.keys == HashProfile::Keys::kUtf16) {
    std::sort(first, names_.end(), [](JsonView a, JsonView b) {
      return Utf16Less(a.AsString(), b.AsString());
    });
  } else {
    std::sort(first, names_.end(), [](JsonView a, JsonView b) {
      return a.AsString() < b.AsString();
    });
  }
}

}  // namespace plog

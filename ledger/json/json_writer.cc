#include "ledger/json/json_writer.h"

#include <algorithm>
#include <cstring>

#include "ledger/base/text.h"
#include "ledger/json/byte_block.h"
#include "ledger/json/canonical.h"
#include "ledger/json/number_text.h"

namespace plog {
namespace {

// Characters that JSON allows literally but a terminal acts on or a reader
// cannot see: DEL, C1, zero-width, bidi, line separators, byte order mark.
bool NeedsEscape(uint32_t c) {
  return (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

void AppendUnit(uint32_t unit, std::string* out) {
  *out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    *out += "0123456789abcdef"[(unit >> shift) & 15U];
  }
}

// The character of two or three bytes at the front; `text` is valid UTF-8.
uint32_t DecodeShort(std::string_view text, size_t size) {
  uint32_t c = static_cast<unsigned char>(text[0]) & (0xffU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    c = (c << 6) | (static_cast<unsigned char>(text[i]) & 63U);
  }
  return c;
}

void AppendSafeString(std::string_view text, std::string* out) {
  std::string quoted;
  AppendJsonString(text, NativeProfile(), &quoted);
  for (size_t at = 0; at < quoted.size();) {
    const auto lead = static_cast<unsigned char>(quoted[at]);
    if (lead == 0x7f) {
      AppendUnit(0x7f, out);
      ++at;
      continue;
    }
    const size_t size = lead < 0x80    ? 1
                        : lead >= 0xf0 ? 4
                        : lead >= 0xe0 ? 3
                                       : 2;
    const std::string_view bytes = std::string_view(quoted).substr(at, size);
    if ((size == 2 || size == 3) && NeedsEscape(DecodeShort(bytes, size))) {
      AppendUnit(DecodeShort(bytes, size), out);
    } else {
      *out += bytes;
    }
    at += size;
  }
}

bool IsPlainBlock(const ByteBlock& block) {
  return !AnyMark(MarksOf((block < 0x20) | (block >= 0x7f) | (block == '"') |
                          (block == '\\')));
}

// A text that is too short for a block: its bytes, most of them twice.
ByteBlock ShortBlock(std::string_view text) {
  const char* const begin = text.data();
  const size_t size = text.size();
  char bytes[kByteBlockSize];
  std::memset(bytes, ' ', sizeof bytes);
  if (size >= 8) {
    std::memcpy(bytes, begin, 8);
    std::memcpy(bytes + 8, begin + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(bytes, begin, 4);
    std::memcpy(bytes + 4, begin + size - 4, 4);
  } else if (size > 0) {
    bytes[0] = begin[0];
    bytes[1] = begin[size / 2];
    bytes[2] = begin[size - 1];
  }
  return LoadBlock(bytes);
}

// Printable ASCII of which nothing is escaped: nearly all that is ever written.
bool IsPlain(std::string_view text) {
  if (text.size() < kByteBlockSize) return IsPlainBlock(ShortBlock(text));
  const char* const last = text.data() + text.size() - kByteBlockSize;
  for (const char* at = text.data(); at < last; at += kByteBlockSize) {
    if (!IsPlainBlock(LoadBlock(at))) return false;
  }
  return IsPlainBlock(LoadBlock(last));
}

// Bytes that are not UTF-8 cannot come from a ledger; from elsewhere (a file
// name, say) they are shown, not passed on.
std::string MadeValid(std::string_view text) {
  std::string valid;
  for (char c : text) {
    if (static_cast<unsigned char>(c) < 0x80) {
      valid += c;
    } else {
      valid += "\xef\xbf\xbd";
    }
  }
  return valid;
}

}  // namespace

void JsonWriter::Break(std::string_view before) {
  *out_ += before;
  if (indent_ == 0) return;
  constexpr std::string_view kBlanks = "\n                               ";
  const size_t blanks =
      static_cast<size_t>(indent_) * static_cast<size_t>(depth_);
  const size_t at_once = std::min(blanks, kBlanks.size() - 1);
  *out_ += kBlanks.substr(0, 1 + at_once);
  out_->append(blanks - at_once, ' ');
}

void JsonWriter::Separate() {
  if (after_name_) {
    after_name_ = false;
    return;
  }
  const std::string_view comma = first_ ? "" : ",";
  if (depth_ > 0) {
    Break(comma);
  } else {
    *out_ += comma;
  }
  first_ = false;
}

void JsonWriter::Open(char bracket) {
  Separate();
  *out_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::Close(char bracket) {
  --depth_;
  if (!first_) Break("");
  *out_ += bracket;
  first_ = false;
}

void JsonWriter::Name(std::string_view name) {
  String(name);
  *out_ += indent_ == 0 ? ":" : ": ";
  after_name_ = true;
}

void JsonWriter::String(std::string_view text) {
  Separate();
  if (IsPlain(text)) {
    *out_ += '"';
    *out_ += text;
    *out_ += '"';
  } else if (IsValidUtf8(text)) {
    AppendSafeString(text, out_);
  } else {
    AppendSafeString(MadeValid(text), out_);
  }
}

void JsonWriter::StringOrNull(std::optional<std::string_view> text) {
  if (text) {
    String(*text);
  } else {
    Null();
  }
}

void JsonWriter::Integer(int64_t value) { Raw(std::to_string(value)); }
void JsonWriter::Unsigned(uint64_t value) { Raw(std::to_string(value)); }
void JsonWriter::Bool(bool value) { Raw(value ? "true" : "false"); }
void JsonWriter::Null() { Raw("null"); }

void JsonWriter::Raw(std::string_view json) {
  Separate();
  *out_ += json;
}

JsonWriter JsonWriter::Part(std::string* out) const {
  JsonWriter part(out, indent_);
  part.depth_ = depth_;
  return part;
}

void JsonWriter::Elements(std::string_view part) {
  if (part.empty()) return;
  if (!first_) *out_ += ',';
  *out_ += part;
  first_ = false;
}

void JsonWriter::Value(JsonView value) {
  switch (value.type()) {
    case JsonType::kString:
      return String(value.AsString());
    case JsonType::kArray:
      BeginArray();
      for (JsonView v = value.First(); v.valid(); v = value.After(v)) Value(v);
      return EndArray();
    case JsonType::kObject:
      BeginObject();
      for (JsonView k = value.First(); k.valid(); k = value.After(k.Value())) {
        Name(k.AsString());
        Value(k.Value());
      }
      return EndObject();
    default:
      return Raw(CanonicalJson(value));
  }
}

void JsonWriter::Member(std::string_view name, std::string_view text) {
  Name(name);
  String(text);
}
void JsonWriter::Member(std::string_view name, uint64_t value) {
  Name(name);
  Unsigned(value);
}
void JsonWriter::Member(std::string_view name, bool value) {
  Name(name);
  Bool(value);
}

}  // namespace plog

#include "ledger/json/json_source.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "ledger/base/text.h"

namespace plog {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsPunctuation(char c) {
  return c == ',' || c == ':' || c == ']' || c == '}';
}

// Offset behind the token that begins at `at`.
size_t EndOfToken(std::string_view text, size_t at) {
  if (text[at] == '{' || text[at] == '[') return at + 1;
  if (text[at] == '"') {
    for (++at; text[at] != '"'; ++at) {
      if (text[at] == '\\') ++at;
    }
    return at + 1;
  }
  while (at < text.size() && !IsBlank(text[at]) && !IsPunctuation(text[at])) {
    ++at;
  }
  return at;
}

// Calls visit(index, offset) for every token until it returns false.
template <class Visit>
void ForEachToken(std::string_view text, Visit visit) {
  uint32_t index = 0;
  for (size_t at = 0; at < text.size();) {
    if (IsBlank(text[at]) || IsPunctuation(text[at])) {
      ++at;
      continue;
    }
    if (!visit(index++, at)) return;
    at = EndOfToken(text, at);
  }
}

// A strict scan of one value, left to right, that stops at the first fault.
class FaultScanner {
 public:
  explicit FaultScanner(std::string_view text) : text_(text) {}

  std::optional<JsonFault> Run() {
    SkipBlanks();
    if (at_ == text_.size()) return Fault("the text is empty");
    if (text_.substr(0, 3) == "\xef\xbb\xbf") {
      return Fault("the text begins with a byte order mark");
    }
    Value();
    if (fault_) return fault_;
    SkipBlanks();
    if (at_ < text_.size()) return Fault("there is text after the value");
    return std::nullopt;
  }

 private:
  // simdjson gives up at 1024; the limit of events is far below.
  static constexpr int kMaxDepth = 1024;

  std::optional<JsonFault> Fault(std::string message,
                                 JsonFaultCode code = JsonFaultCode::kNotJson) {
    if (!fault_) fault_ = JsonFault{code, at_, std::move(message)};
    return fault_;
  }

  void SkipBlanks() {
    while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Accept(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void Value() {
    SkipBlanks();
    if (at_ >= text_.size()) {
      Fault("the text ends where a value should follow");
    } else if (Peek() == '{') {
      Container('}', true);
    } else if (Peek() == '[') {
      Container(']', false);
    } else if (Peek() == '"') {
      String();
    } else if (Peek() == '-' || (Peek() >= '0' && Peek() <= '9')) {
      Number();
    } else {
      Literal();
    }
  }

  void Container(char close, bool object) {
    if (++depth_ > kMaxDepth) {
      Fault("nesting is too deep", JsonFaultCode::kTooDeep);
      return;
    }
    ++at_;
    SkipBlanks();
    if (!Accept(close)) Members(close, object);
    --depth_;
  }

  void Members(char close, bool object) {
    do {
      if (object) Name();
      if (!fault_) Value();
      if (fault_) return;
      SkipBlanks();
    } while (Accept(','));
    if (!Accept(close)) {
      Fault(at_ < text_.size() ? std::string("expected `,` or `") + close + "`"
                               : "the text ends inside an object or array");
    }
  }

  void Name() {
    SkipBlanks();
    if (Peek() != '"') {
      Fault("expected a member name in double quotes");
      return;
    }
    String();
    SkipBlanks();
    if (!fault_ && !Accept(':')) Fault("expected `:` after a member name");
  }

  void String() {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        Fault("a control character in a string must be escaped");
        return;
      }
      if (c == '\\') {
        Escape();
        if (fault_) return;
      } else {
        ++at_;
      }
    }
    Fault("the text ends inside a string");
  }

  void Escape() {
    const size_t start = at_++;
    if (Accept('u')) {
      const int unit = Hex4();
      if (unit < 0) {
        at_ = start;
        Fault("`\\u` needs four hexadecimal digits");
      } else if (unit >= 0xd800 && unit <= 0xdfff) {
        Surrogate(unit, start);
      }
      return;
    }
    if (std::string_view("\"\\/bfnrt").find(Peek()) == std::string_view::npos ||
        at_ >= text_.size()) {
      at_ = start;
      Fault("an escape that JSON does not know");
      return;
    }
    ++at_;
  }

  void Surrogate(int unit, size_t start) {
    if (unit < 0xdc00 && Accept('\\') && Accept('u')) {
      const int low = Hex4();
      if (low >= 0xdc00 && low <= 0xdfff) return;
    }
    at_ = start;
    Fault("a surrogate without its other half", JsonFaultCode::kLoneSurrogate);
  }

  int Hex4() {
    int value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = Peek();
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  bool Digits() {
    const size_t start = at_;
    while (Peek() >= '0' && Peek() <= '9') ++at_;
    return at_ > start;
  }

  void Number() {
    const size_t start = at_;
    Accept('-');
    const bool zero = Accept('0');
    if (!zero && !Digits()) {
      Fault("a number needs a digit here");
      return;
    }
    if (zero && Peek() >= '0' && Peek() <= '9') {
      Fault("a number must not have leading zeros");
      return;
    }
    bool integer = true;
    if (Accept('.')) {
      integer = false;
      if (!Digits()) Fault("a fraction needs a digit");
    }
    if (!fault_ && (Accept('e') || Accept('E'))) {
      integer = false;
      if (!Accept('+')) Accept('-');
      if (!Digits()) Fault("an exponent needs a digit");
    }
    if (!fault_) CheckRange(start, integer);
  }

  void CheckRange(size_t start, bool integer) {
    const std::string literal(text_.substr(start, at_ - start));
    const double value = std::strtod(literal.c_str(), nullptr);
    if (std::isfinite(value) &&
        !(integer && std::abs(value) >= 9007199254740992.0)) {
      return;
    }
    at_ = start;
    Fault(integer ? "an integer beyond ±(2^53−1) has no single meaning"
                  : "the number is beyond the range of a double",
          JsonFaultCode::kNumberRange);
  }

  void Literal() {
    for (std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return;
      }
    }
    Fault("expected a JSON value");
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  std::optional<JsonFault> fault_;
};

// Offset of the first byte that is not UTF-8.
size_t FirstInvalidByte(std::string_view text) {
  size_t low = 0;
  size_t high = text.size();
  while (low < high) {  // prefixes up to the fault are valid or merely cut
    const size_t middle = low + (high - low) / 2;
    size_t end = middle + 1;
    while (end < text.size() &&
           (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) {
      ++end;
    }
    if (IsValidUtf8(text.substr(0, end))) {
      low = end;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

size_t OffsetOfNode(std::string_view text, uint32_t index) {
  size_t found = 0;
  ForEachToken(text, [&](uint32_t token, size_t offset) {
    found = offset;
    return token < index;
  });
  return found;
}

std::string_view RawValue(std::string_view text, uint32_t index) {
  const size_t start = OffsetOfNode(text, index);
  if (text[start] != '{' && text[start] != '[') {
    return text.substr(start, EndOfToken(text, start) - start);
  }
  int depth = 0;
  size_t at = start;
  do {
    const char c = text[at];
    if (c == '}' || c == ']') --depth;
    if (c == '{' || c == '[') ++depth;
    at = c == '"' ? EndOfToken(text, at) : at + 1;
  } while (depth > 0);
  return text.substr(start, at - start);
}

void AppendMinified(std::string_view raw, std::string* out) {
  for (size_t at = 0; at < raw.size();) {
    if (IsBlank(raw[at])) {
      ++at;
      continue;
    }
    const size_t end = raw[at] == '"' ? EndOfToken(raw, at) : at + 1;
    *out += raw.substr(at, end - at);
    at = end;
  }
}

void MarkNegativeZeros(std::string_view text, JsonNode* nodes) {
  ForEachToken(text, [&](uint32_t index, size_t offset) {
    if (text[offset] == '-' &&
        text.substr(offset, EndOfToken(text, offset) - offset) == "-0") {
      nodes[index].negative_zero = true;
    }
    return true;
  });
}

std::optional<JsonFault> FindSyntaxFault(std::string_view text) {
  if (!IsValidUtf8(text)) {
    return JsonFault{JsonFaultCode::kInvalidUtf8, FirstInvalidByte(text),
                     "the text is not valid UTF-8"};
  }
  return FaultScanner(text).Run();
}

namespace {

// An integer literal that no int64_t within ±(2^53−1) has.
bool IsLargeInteger(std::string_view literal) {
  constexpr std::string_view kLargest = "9007199254740991";
  if (literal.starts_with('-')) literal.remove_prefix(1);
  if (literal.find_first_not_of("0123456789") != std::string_view::npos) {
    return false;
  }
  return literal.size() > kLargest.size() ||
         (literal.size() == kLargest.size() && literal > kLargest);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether so many digits follow each other somewhere. Only every sixteenth byte
// is looked at, as long as it is none.
bool HasLongNumber(std::string_view text) {
  constexpr size_t kDigits = 16;  // of 2^53
  for (size_t at = kDigits - 1; at < text.size(); at += kDigits) {
    if (!IsDigit(text[at])) continue;
    size_t begin = at;
    size_t end = at + 1;
    while (begin > 0 && IsDigit(text[begin - 1])) --begin;
    while (end < text.size() && IsDigit(text[end])) ++end;
    if (end - begin >= kDigits) return true;
  }
  return false;
}

}  // namespace

std::string SpellOutDoubles(std::string_view text) {
  if (!HasLongNumber(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    size_t length = 1;
    if (text[0] == '"') {
      while (length < text.size() && text[length] != '"') {
        length += text[length] == '\\' ? size_t{2} : size_t{1};
      }
      length = std::min(length + 1, text.size());
    } else if (text[0] == '-' || (text[0] >= '0' && text[0] <= '9')) {
      length = std::min(text.find_first_not_of("+-.0123456789eE"), text.size());
    }
    out += text.substr(0, length);
    if (IsLargeInteger(text.substr(0, length))) out += ".0";
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace plog

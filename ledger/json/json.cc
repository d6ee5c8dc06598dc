#include "ledger/json/json.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ledger/json/json_source.h"
#include "ledger/json/string_escape.h"

namespace plog {
namespace {

constexpr int64_t kMaxInteger = (int64_t{1} << 53) - 1;
// Up to this many members, comparing suspicious pairs beats sorting.
constexpr size_t kFewMembers = 32;

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  });
}

// One bit of 64 for a name. Names of different bits differ; few of the names
// of an event share one, so that seldom two names need to be compared.
uint64_t Fingerprint(std::string_view name) {
  if (name.empty()) return 1;
  const auto byte = [name](size_t at) {
    return size_t{static_cast<unsigned char>(name[at])};
  };
  const size_t sum = name.size() + byte(0) + 7 * byte(name.size() / 2) +
                     3 * byte(name.size() - 1);
  return uint64_t{1} << (sum % 64);
}

}  // namespace

JsonView JsonDocument::root() const {
  return nodes_.empty() ? JsonView() : JsonView(this, 0);
}

uint32_t JsonDocument::AddString(std::string_view text) {
  const auto index = static_cast<uint32_t>(nodes_.size());
  JsonNode& node = nodes_.emplace_back();
  node.type = JsonType::kString;
  node.next = index + 1;
  // In place of the padding, which then follows anew.
  strings_.resize(strings_.size() - kEscapePadding);
  node.string.offset = static_cast<uint32_t>(strings_.size());
  node.string.size = static_cast<uint32_t>(text.size());
  strings_.append(text).append(kEscapePadding, '\0');
  plain_strings_ = plain_strings_ && IsPlain(text);
  return index;
}

void JsonDocument::DropNegativeZeros() {
  if (!negative_zeros_) return;
  for (JsonNode& node : nodes_) {
    if (node.type == JsonType::kDouble && node.number == 0) node.number = 0;
  }
  negative_zeros_ = false;
}

JsonView JsonView::Find(std::string_view name) const {
  if (!is(JsonType::kObject)) return {};
  for (JsonView key = First(); key.valid(); key = After(key.Value())) {
    if (key.AsString() == name) return key.Value();
  }
  return {};
}

JsonView JsonView::At(size_t position) const {
  if (!is(JsonType::kArray) || position >= size()) return {};
  JsonView element = First();
  while (position-- > 0) element = After(element);
  return element;
}

// Turns simdjson's tape into ours. What simdjson accepts and plog does not is
// refused here: duplicate names, integers beyond 2^53 - 1, depth. Positions
// are found by a second scan, on faults only.
struct JsonParser::Impl {
  simdjson::dom::parser parser;
  std::string buffer;  // the text with simdjson's padding
  std::vector<std::string_view> names;
  std::string_view text;
  size_t max_depth = 0;
  JsonDocument* out = nullptr;
  // The decoded strings of the text, which simdjson writes one after the other
  // into a buffer; all of them are copied at once.
  const char* strings = nullptr;
  size_t strings_size = 0;
  bool has_zero = false;  // an integer that may be written "-0"
  std::optional<JsonFault> fault;

  void Refuse(JsonFaultCode code, std::string message) {
    fault = JsonFault{code, 0, std::move(message)};
    // Our tape ends at the node at fault: its index is its token number.
    const auto last = static_cast<uint32_t>(out->nodes_.size() - 1);
    fault->offset = OffsetOfNode(text, last);
  }

  JsonNode& Push(JsonType type) {
    JsonNode& node = out->nodes_.emplace_back();
    node.type = type;
    node.next = static_cast<uint32_t>(out->nodes_.size());
    return node;
  }

  void PushString(std::string_view value) {
    JsonNode& node = Push(JsonType::kString);
    const auto offset = static_cast<size_t>(value.data() - strings);
    node.string.offset = static_cast<uint32_t>(offset);
    node.string.size = static_cast<uint32_t>(value.size());
    strings_size = std::max(strings_size, offset + value.size());
  }

  void PushInteger(int64_t value) {
    Push(JsonType::kInteger).integer = value;
    has_zero = has_zero || value == 0;
    if (value > kMaxInteger || value < -kMaxInteger) {
      Refuse(JsonFaultCode::kNumberRange,
             "an integer beyond ±(2^53−1) has no single meaning");
    }
  }

  void PushDouble(double value) {
    Push(JsonType::kDouble).number = value;
    out->negative_zeros_ |= value == 0 && std::signbit(value);
  }

  void Walk(simdjson::dom::element element, size_t depth) {
    using simdjson::dom::element_type;
    switch (element.type()) {
      case element_type::ARRAY:
        return WalkArray(element.get_array().value_unsafe(), depth);
      case element_type::OBJECT:
        return WalkObject(element.get_object().value_unsafe(), depth);
      case element_type::STRING:
        return PushString(element.get_string().value_unsafe());
      case element_type::INT64:
        return PushInteger(element.get_int64().value_unsafe());
      case element_type::UINT64:  // above 2^63: always out of range
        return PushInteger(INT64_MAX);
      case element_type::DOUBLE:
        return PushDouble(element.get_double().value_unsafe());
      case element_type::BOOL:
        Push(JsonType::kBool).boolean = element.get_bool().value_unsafe();
        return;
      case element_type::NULL_VALUE:
        Push(JsonType::kNull);
        return;
    }
  }

  bool Enter(size_t depth) {
    if (depth <= max_depth) return true;
    Refuse(JsonFaultCode::kTooDeep,
           "nesting is deeper than " + std::to_string(max_depth));
    return false;
  }

  void Leave(size_t index, uint64_t count) {
    out->nodes_[index].count = count;
    out->nodes_[index].next = static_cast<uint32_t>(out->nodes_.size());
  }

  void WalkArray(simdjson::dom::array array, size_t depth) {
    const size_t index = out->nodes_.size();
    Push(JsonType::kArray);
    if (!Enter(depth)) return;
    uint64_t count = 0;
    for (simdjson::dom::element element : array) {
      Walk(element, depth + 1);
      if (fault) return;
      ++count;
    }
    Leave(index, count);
  }

  void WalkObject(simdjson::dom::object object, size_t depth) {
    const size_t index = out->nodes_.size();
    Push(JsonType::kObject);
    if (!Enter(depth)) return;
    const size_t first_name = names.size();
    uint64_t seen = 0;  // fingerprints of the names so far
    for (simdjson::dom::key_value_pair member : object) {
      PushString(member.key);
      names.push_back(member.key);
      const uint64_t mark = Fingerprint(member.key);
      const bool suspicious = (seen & mark) != 0;
      seen |= mark;
      if (suspicious && IsDuplicate(first_name)) {
        return Refuse(JsonFaultCode::kDuplicateName,
                      "the object has this member name twice");
      }
      Walk(member.value, depth + 1);
      if (fault) return;
    }
    const size_t count = names.size() - first_name;
    if (count > kFewMembers) RefuseDuplicates(index, first_name);
    names.resize(first_name);
    if (!fault) Leave(index, count);
  }

  // Whether the newest name of the object stands earlier in it. Large objects
  // are checked at their end, by sorting.
  bool IsDuplicate(size_t first_name) const {
    const size_t last = names.size() - 1;
    if (last - first_name >= kFewMembers) return false;
    return std::find(names.begin() + static_cast<std::ptrdiff_t>(first_name),
                     names.end() - 1, names[last]) != names.end() - 1;
  }

  void RefuseDuplicates(size_t index, size_t first_name) {
    std::vector<std::string_view> sorted(
        names.begin() + static_cast<std::ptrdiff_t>(first_name), names.end());
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end()) {
      return;
    }
    fault = JsonFault{JsonFaultCode::kDuplicateName,
                      OffsetOfNode(text, static_cast<uint32_t>(index)),
                      "the object has a member name twice"};
  }
};

JsonParser::JsonParser() : impl_(std::make_unique<Impl>()) {}
JsonParser::~JsonParser() = default;
JsonParser::JsonParser(JsonParser&&) noexcept = default;
JsonParser& JsonParser::operator=(JsonParser&&) noexcept = default;

namespace {

// "-0" as a token of its own, or inside a string. Dates are full of "-0", and
// walking all tokens of every line for them costs as much as parsing it.
bool MayHoldNegativeZero(std::string_view text) {
  constexpr std::string_view kAround = ":,[]} \t\r\n";
  for (size_t at = text.find("-0"); at != std::string_view::npos;
       at = text.find("-0", at + 1)) {
    const bool begins = at == 0 || kAround.find(text[at - 1]) != kAround.npos;
    const bool ends =
        at + 2 == text.size() || kAround.find(text[at + 2]) != kAround.npos;
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace

std::optional<JsonFault> JsonParser::Parse(std::string_view text,
                                           const JsonLimits& limits,
                                           JsonDocument* out) {
  out->nodes_.clear();
  out->negative_zeros_ = false;
  impl_->buffer.assign(text);
  impl_->buffer.append(simdjson::SIMDJSON_PADDING, '\0');
  simdjson::dom::element root;
  const auto error =
      impl_->parser.parse(impl_->buffer.data(), text.size(), false).get(root);
  if (error != simdjson::SUCCESS) {
    out->nodes_.clear();
    if (auto fault = FindSyntaxFault(text)) return fault;
    return JsonFault{error == simdjson::DEPTH_ERROR ? JsonFaultCode::kTooDeep
                                                    : JsonFaultCode::kNotJson,
                     0, simdjson::error_message(error)};
  }
  impl_->names.clear();
  impl_->text = text;
  impl_->max_depth = limits.max_depth;
  impl_->out = out;
  impl_->fault.reset();
  impl_->has_zero = false;
  impl_->strings =
      reinterpret_cast<const char*>(impl_->parser.doc.string_buf.get());
  impl_->strings_size = 0;
  impl_->Walk(root, 1);
  if (impl_->fault) {
    out->nodes_.clear();
    return impl_->fault;
  }
  out->strings_.assign(impl_->strings, impl_->strings_size);
  out->strings_.append(kEscapePadding, '\0');
  out->plain_strings_ = text.find('\\') == std::string_view::npos;
  if (impl_->has_zero && MayHoldNegativeZero(text)) {
    MarkNegativeZeros(text, out->nodes_.data());
  }
  return std::nullopt;
}

namespace {

bool ArraysEqual(JsonView a, JsonView b) {
  JsonView x = a.First();
  JsonView y = b.First();
  for (; x.valid(); x = a.After(x), y = b.After(y)) {
    if (!JsonEquals(x, y)) return false;
  }
  return true;
}

bool ObjectsEqual(JsonView a, JsonView b) {
  for (JsonView key = a.First(); key.valid(); key = a.After(key.Value())) {
    const JsonView other = b.Find(key.AsString());
    if (!other.valid() || !JsonEquals(key.Value(), other)) return false;
  }
  return true;
}

}  // namespace

bool JsonEquals(JsonView a, JsonView b) {
  if (!a.valid() || !b.valid()) return a.valid() == b.valid();
  if (a.is_number() && b.is_number()) return a.AsDouble() == b.AsDouble();
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case JsonType::kBool:
      return a.AsBool() == b.AsBool();
    case JsonType::kString:
      return a.AsString() == b.AsString();
    case JsonType::kArray:
      return a.size() == b.size() && ArraysEqual(a, b);
    case JsonType::kObject:
      return a.size() == b.size() && ObjectsEqual(a, b);
    default:
      return true;  // two nulls
  }
}

}  // namespace plog

#include "checker/formats/json_members.h"

#include <fmt/format.h>

#include <utility>

namespace plog {

JsonMembers::JsonMembers(JsonView object, std::string where, std::string* fault)
    : object_(object), where_(std::move(where)), fault_(fault) {
  if (!object_.is(JsonType::kObject)) Fault({}, "an object");
}

JsonMembers::~JsonMembers() {
  if (fault_->empty() && taken_ != object_.size()) {
    *fault_ = fmt::format("{}: there are unknown members", where_);
  }
}

void JsonMembers::Get(std::string_view name, std::string* out) {
  const JsonView value = Take(name, JsonType::kString, "a string");
  if (value.valid()) *out = value.AsString();
}

void JsonMembers::Get(std::string_view name, std::optional<std::string>* out) {
  if (TakeNull(name)) return;
  Get(name, &out->emplace());
}

void JsonMembers::Get(std::string_view name, SharedText* out) {
  const JsonView value = Take(name, JsonType::kString, "a string");
  if (value.valid()) *out = value.AsString();
}

void JsonMembers::Get(std::string_view name, std::optional<SharedText>* out) {
  if (TakeNull(name)) return;
  Get(name, &out->emplace());
}

void JsonMembers::Get(std::string_view name, uint64_t* out) {
  const JsonView value = Take(name, JsonType::kInteger, "an integer");
  if (!value.valid()) return;
  if (value.AsInteger() < 0)
    return Fault(name, "a number that is not negative");
  *out = static_cast<uint64_t>(value.AsInteger());
}

void JsonMembers::Get(std::string_view name, std::optional<uint64_t>* out) {
  if (TakeNull(name)) return;
  Get(name, &out->emplace());
}

void JsonMembers::Get(std::string_view name, bool* out) {
  const JsonView value = Take(name, JsonType::kBool, "true or false");
  if (value.valid()) *out = value.AsBool();
}

void JsonMembers::Get(std::string_view name, Digest* out) {
  std::string hex;
  Get(name, &hex);
  const auto digest = DigestFromHex(hex);
  if (!digest) return Fault(name, "a digest of 64 hexadecimal digits");
  *out = *digest;
}

void JsonMembers::Get(std::string_view name, std::vector<std::string>* out) {
  Each(name, [&](JsonView item, const std::string&) {
    if (!item.is_string()) return Fault(name, "a list of strings");
    out->emplace_back(item.AsString());
  });
}

void JsonMembers::Each(std::string_view name, const ReadItem& read) {
  const JsonView array = Take(name, JsonType::kArray, "a list");
  if (!array.valid()) return;
  size_t position = 0;
  for (auto item = array.First(); item.valid() && fault_->empty();
       item = array.After(item)) {
    read(item, fmt::format("{}.{}[{}]", where_, name, position++));
  }
}

void JsonMembers::Object(std::string_view name, const ReadItem& read) {
  const JsonView value = Take(name, JsonType::kObject, "an object");
  if (value.valid()) read(value, fmt::format("{}.{}", where_, name));
}

bool JsonMembers::ObjectIfPresent(std::string_view name, const ReadItem& read) {
  if (!object_.Find(name).valid() || TakeNull(name)) return false;
  Object(name, read);
  return true;
}

JsonView JsonMembers::Take(std::string_view name, JsonType type,
                           std::string_view expected) {
  if (!fault_->empty()) return {};
  const JsonView value = object_.Find(name);
  if (!value.is(type)) {
    Fault(name, expected);
    return {};
  }
  ++taken_;
  return value;
}

bool JsonMembers::TakeNull(std::string_view name) {
  if (!fault_->empty() || !object_.Find(name).is_null()) return false;
  ++taken_;
  return true;
}

void JsonMembers::Fault(std::string_view name, std::string_view expected) {
  if (!fault_->empty()) return;
  *fault_ = name.empty()
                ? fmt::format("{}: {} is expected", where_, expected)
                : fmt::format("{}.{}: {} is expected", where_, name, expected);
}

}  // namespace plog

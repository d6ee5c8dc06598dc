#include "rules/matcher/quoted_value.h"

#include <fmt/format.h>

#include "ledger/json/json_writer.h"
#include "rules/diagnostics/characters.h"

namespace plog {
namespace {

bool IsPayload(Member member) {
  return member == Member::kActionInput || member == Member::kActionOutput ||
         member == Member::kErrorMessage || member == Member::kMetadata;
}

// Empty for a value that needs no withholding: a number, true, false, null.
std::string KindAndSize(JsonView value) {
  if (value.is_string()) {
    return fmt::format("a text of {} bytes", value.AsString().size());
  }
  if (value.is(JsonType::kObject)) {
    return fmt::format("an object of {} members", value.size());
  }
  if (value.is(JsonType::kArray)) {
    return fmt::format("an array of {} elements", value.size());
  }
  return {};
}

}  // namespace

std::string QuoteValue(const FieldPath& path, JsonView value,
                       bool quote_payload, size_t max_bytes) {
  if (!value.valid()) return "absent";
  if (!quote_payload && IsPayload(path.member())) {
    const std::string size = KindAndSize(value);
    if (!size.empty()) return size + " (--show-matches quotes it)";
  }
  std::string json;
  JsonWriter(&json).Value(value);
  if (json.size() <= max_bytes) return json;
  size_t end = max_bytes;
  while (end > 0 && !StartsCharacter(json[end])) --end;
  return json.substr(0, end) + "…";
}

}  // namespace plog

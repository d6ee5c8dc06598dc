#include "rules/types/json_place.h"

#include <string_view>

namespace plog {
namespace {

void AppendToken(std::string_view name, std::string* pointer) {
  *pointer += '/';
  for (char c : name) {
    if (c == '~') {
      *pointer += "~0";
    } else if (c == '/') {
      *pointer += "~1";
    } else {
      *pointer += c;
    }
  }
}

// The child of an object that contains `index`. Nodes are numbered in document
// order, so it is the last one that does not begin after it.
JsonView MemberAround(JsonView object, uint32_t index, std::string* pointer) {
  JsonView name;
  for (auto k = object.First(); k.valid() && k.Value().index() <= index;
       k = object.After(k.Value())) {
    name = k;
  }
  if (!name.valid()) return name;
  AppendToken(name.AsString(), pointer);
  return name.Value();
}

JsonView ElementAround(JsonView array, uint32_t index, std::string* pointer) {
  JsonView element;
  size_t position = 0;
  for (auto v = array.First(); v.valid() && v.index() <= index;
       v = array.After(v)) {
    if (element.valid()) ++position;
    element = v;
  }
  if (!element.valid()) return element;
  AppendToken(std::to_string(position), pointer);
  return element;
}

}  // namespace

std::string PointerTo(JsonView root, uint32_t index) {
  std::string pointer;
  JsonView at = root;
  while (at.valid() && at.index() != index) {
    if (at.is(JsonType::kObject)) {
      at = MemberAround(at, index, &pointer);
    } else if (at.is(JsonType::kArray)) {
      at = ElementAround(at, index, &pointer);
    } else {
      break;
    }
  }
  return pointer;
}

}  // namespace plog

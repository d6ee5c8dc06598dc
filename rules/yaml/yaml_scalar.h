#ifndef PLOG_RULES_YAML_YAML_SCALAR_H_
#define PLOG_RULES_YAML_YAML_SCALAR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/yaml/yaml_node.h"

namespace plog {

// What a scalar means under the YAML 1.2 core schema: `010` is ten, `yes` is a
// string, `0x1F` is 31. A quoted scalar is always a string.
enum class ScalarType : uint8_t {
  kNull,
  kBool,
  kNumber,
  kNotFinite,  // .inf, .nan: no event can hold it
  kString,
};

// REQUIRES: node is a scalar.
ScalarType TypeOf(const YamlNode& node);
bool IsNull(const YamlNode& node);
bool IsString(const YamlNode& node);
// Whether it is a number without fraction and exponent (also 0o17, 0x1F).
bool IsInteger(const YamlNode& node);
std::optional<bool> BoolOf(const YamlNode& node);

// A plain number as JSON writes it, digits unchanged where possible: "+5" is
// 5, ".5" is 0.5, "010" is 10, "0x1F" is 31. nullopt for a hexadecimal or octal
// number of more than 64 bits. REQUIRES: TypeOf(node) == kNumber.
std::optional<std::string> NumberText(const YamlNode& node);
// A non-negative integer of at most 64 bits.
std::optional<uint64_t> UnsignedOf(const YamlNode& node);

}  // namespace plog

#endif  // PLOG_RULES_YAML_YAML_SCALAR_H_

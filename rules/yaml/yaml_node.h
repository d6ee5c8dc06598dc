#ifndef PLOG_RULES_YAML_YAML_NODE_H_
#define PLOG_RULES_YAML_YAML_NODE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostics/diagnostic.h"

namespace plog {

struct YamlMember;

// A value of a policy file with its place: all that the compiler ever sees of
// YAML. Scalars keep their text; yaml_scalar.h says what it means.
struct YamlNode {
  enum class Kind : uint8_t {
    kInvalid,  // already diagnosed: readers keep silent about it
    kMissing,  // `key:` and nothing after it; the place is the key's
    kScalar,
    kList,
    kMapping,
  };

  Kind kind = Kind::kInvalid;
  bool quoted = false;  // a quoted or block scalar: always a string
  std::string text;
  SourcePlace place;
  std::vector<YamlNode> items;
  std::vector<YamlMember> members;

  bool is(Kind wanted) const { return kind == wanted; }
  bool valid() const { return kind != Kind::kInvalid; }
  // The value of a member of a mapping; nullptr if there is none.
  const YamlNode* Find(std::string_view name) const;
};

struct YamlMember {
  std::string name;
  SourcePlace place;  // of the key
  YamlNode value;
};

// "a list", "a mapping", "a text", … for messages.
std::string Describe(const YamlNode& node);

}  // namespace plog

#endif  // PLOG_RULES_YAML_YAML_NODE_H_

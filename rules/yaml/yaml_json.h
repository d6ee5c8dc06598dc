#ifndef PLOG_RULES_YAML_YAML_JSON_H_
#define PLOG_RULES_YAML_YAML_JSON_H_

#include "ledger/json/json_writer.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Writes a value as the JSON it stands for under the core schema, members in
// the order of writing. A number without JSON form (.nan) becomes null; whoever
// accepts the value has diagnosed it.
void WriteJson(const YamlNode& node, JsonWriter* writer);

}  // namespace plog

#endif  // PLOG_RULES_YAML_YAML_JSON_H_

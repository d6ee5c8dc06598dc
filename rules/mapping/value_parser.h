#ifndef PLOG_RULES_MAPPING_VALUE_PARSER_H_
#define PLOG_RULES_MAPPING_VALUE_PARSER_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/importers/record_mapping.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Reads what a mapping says about the members of an event; pointers go to the
// mapping's list. What is wrong is diagnosed and leaves the value unmapped.
//
//   VALUE   = POINTER | [PLACE, …] | {pointer: POINTER, …} |
//             {first_of: [PLACE, …], …} | {value: CONSTANT}
//   PLACE   = POINTER | {value: CONSTANT}
//
// where … may be `map`, `default`, and what else the member takes.
class ValueParser {
 public:
  ValueParser(const SourceText& source, RecordMapping* mapping)
      : source_(source), mapping_(mapping) {}

  // `extra`: the keys of the mapping form that the caller reads itself.
  MappedValue Value(const YamlNode& node, std::string_view what,
                    std::span<const std::string_view> extra = {});
  // A pointer as the mapping writes it.
  std::optional<JsonPointer> Pointer(const YamlNode& node,
                                     std::string_view what);
  // Its place in the mapping's list; added if it is new.
  size_t Number(const JsonPointer& pointer);
  // The text that a scalar of a record is compared by.
  std::optional<std::string> Scalar(const YamlNode& node,
                                    std::string_view what);

 private:
  void AddPlace(const YamlNode& node, std::string_view what, MappedValue* out);
  void AddPlaces(const YamlNode& node, std::string_view what, MappedValue* out);
  void AddConstant(const YamlNode& node, std::string_view what,
                   MappedValue* out);
  void ReadForm(const YamlNode& node, std::string_view what, MappedValue* out);
  void ReadMap(const YamlNode& node, std::string_view what, MappedValue* out);

  const SourceText& source_;
  RecordMapping* mapping_;
};

}  // namespace plog

#endif  // PLOG_RULES_MAPPING_VALUE_PARSER_H_

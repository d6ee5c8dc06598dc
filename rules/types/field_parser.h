#ifndef PLOG_RULES_TYPES_FIELD_PARSER_H_
#define PLOG_RULES_TYPES_FIELD_PARSER_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/types/fields.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// The visitor that reads a rule's fields from YAML and diagnoses them. The
// source and the rule outlive it.
class FieldParser final : public FieldVisitor {
 public:
  // `rule` is the rule's mapping, `what` names it in messages. With `only`,
  // which outlives the parser, the other fields are passed over in silence.
  FieldParser(const SourceText& source, const YamlNode& rule, std::string what,
              const std::set<std::string_view>* only = nullptr);

  // All names visited so far: the keys that the type knows.
  const std::vector<std::string_view>& names() const { return names_; }

  void Visit(FieldSpec spec, std::optional<Matcher>* value) override;
  void Visit(FieldSpec spec, std::optional<Duration>* value) override;
  void Visit(FieldSpec spec, std::optional<uint64_t>* value) override;
  void Visit(FieldSpec spec, std::optional<NumberLiteral>* value) override;
  void Visit(FieldSpec spec, std::optional<FieldPath>* value) override;
  void Visit(FieldSpec spec, std::vector<FieldPair>* value) override;
  void Visit(FieldSpec spec, std::vector<FieldComparison>* value) override;
  void Visit(FieldSpec spec,
             std::optional<std::vector<std::string>>* value) override;
  void Visit(FieldSpec spec, std::shared_ptr<const Regex>* value) override;
  void Visit(FieldSpec spec, bool* value) override;
  void Visit(FieldSpec spec, std::optional<HoursWindow>* value) override;
  void Visit(FieldSpec spec, std::optional<DaySet>* value) override;
  void Visit(FieldSpec spec, std::shared_ptr<const TimeZone>* value) override;
  void Visit(FieldSpec spec, std::span<const std::string_view> choices,
             std::optional<size_t>* index) override;

 private:
  // The field's value; nullptr if it is not written, which is diagnosed if the
  // field is required.
  const YamlNode* Find(const FieldSpec& spec);
  std::optional<FieldPair> ParsePair(const YamlNode& node,
                                     std::string_view what);
  std::optional<FieldComparison> ParseComparison(const YamlNode& node,
                                                 std::string_view what);

  const SourceText& source_;
  const YamlNode& rule_;
  std::string what_;
  const std::set<std::string_view>* only_;  // nullptr: all
  std::vector<std::string_view> names_;
};

}  // namespace plog

#endif  // PLOG_RULES_TYPES_FIELD_PARSER_H_

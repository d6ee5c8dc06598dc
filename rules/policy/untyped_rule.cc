#include "rules/policy/untyped_rule.h"

#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "rules/policy/keys.h"
#include "rules/types/field_lister.h"
#include "rules/types/field_parser.h"
#include "rules/yaml/yaml_expect.h"

namespace plog {
namespace {

// A field name over all types: the first that declares it, and whether the
// others mean the same by it.
struct SharedField {
  const RuleType* owner = nullptr;
  FieldInfo info;
  bool same = true;
};

std::map<std::string_view, SharedField> SharedFields() {
  std::map<std::string_view, SharedField> fields;
  for (const RuleType& type : RuleTypes()) {
    for (const FieldInfo& info : ListFields(type)) {
      const auto [found, is_new] =
          fields.try_emplace(info.name, SharedField{&type, info});
      SharedField& field = found->second;
      field.same = field.same && field.info.kind == info.kind &&
                   field.info.choices == info.choices;
    }
  }
  return fields;
}

}  // namespace

void DiagnoseUntyped(const SourceText& source, const YamlNode& rule) {
  std::vector<std::string_view> known = NamesOf(CommonRuleKeys());
  std::map<const RuleType*, std::set<std::string_view>> to_parse;
  for (const auto& [name, field] : SharedFields()) {
    known.push_back(name);
    if (field.same && rule.Find(name) != nullptr) {
      to_parse[field.owner].insert(name);
    }
  }
  RefuseUnknownKeys(source, rule, "a rule", known);
  for (const auto& [owner, names] : to_parse) {
    FieldParser parser(source, rule, "a rule", &names);
    owner->make()->Declare(parser);
  }
}

}  // namespace plog

#ifndef PLOG_RULES_ENFORCEMENT_FORM_H_
#define PLOG_RULES_ENFORCEMENT_FORM_H_

#include <span>
#include <string_view>

#include "rules/enforcement/enforcement_policy.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Where a key stands.
enum class KeyPlace : uint8_t { kFile, kRule };

// The keys of a form at a place.
std::span<const std::string_view> KeysOf(EnforcementForm form, KeyPlace place);

// The form of a document: `spend` if something in it belongs to that form
// alone and nothing to the other one alone, else `conditions`.
EnforcementForm FormOf(const YamlNode& root);

// Reports the keys of `mapping` that neither form has, and those that only the
// other form has: whoever reads this form would drop them without a word.
void RefuseForeignKeys(const SourceText& source, const YamlNode& mapping,
                       std::string_view what, EnforcementForm form,
                       KeyPlace place);
// The same for the value of `action`; whether it was foreign.
bool RefuseForeignAction(const SourceText& source, const YamlNode& action,
                         EnforcementForm form);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_FORM_H_

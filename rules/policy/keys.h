#ifndef PLOG_RULES_POLICY_KEYS_H_
#define PLOG_RULES_POLICY_KEYS_H_

#include <span>
#include <string_view>
#include <vector>

namespace plog {

// A key of the policy language outside the fields of the rule types. Compiler,
// JSON Schema and manual read the same tables.
struct KeyInfo {
  std::string_view name;
  bool required = false;
  std::string_view doc;
};

std::span<const KeyInfo> FileKeys();
std::span<const KeyInfo> PolicyKeys();
std::span<const KeyInfo> CommonRuleKeys();
std::span<const KeyInfo> TestKeys();
std::span<const KeyInfo> ExpectKeys();

std::vector<std::string_view> NamesOf(std::span<const KeyInfo> keys);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_KEYS_H_

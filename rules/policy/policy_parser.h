#ifndef PLOG_RULES_POLICY_POLICY_PARSER_H_
#define PLOG_RULES_POLICY_POLICY_PARSER_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/policy/policy.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// The names that policies and their rules take, faulty ones included, so that
// one mistake does not look like another.
struct NameRegistry {
  struct Taken {
    std::string file;
    size_t line = 0;
  };
  std::map<std::string, Taken, std::less<>> policies;
  std::set<std::string, std::less<>> rules;  // of all policies
};

// Compiles `policies:` of one file, adds names to the registry, and appends
// what has no mistakes to `out`. Mistakes go to the source's diagnostics.
void ParsePolicies(const SourceText& source, const YamlNode& list,
                   NameRegistry* names, std::vector<Policy>* out);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_POLICY_PARSER_H_

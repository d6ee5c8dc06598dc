#ifndef PLOG_RULES_EMBEDDED_POLICIES_H_
#define PLOG_RULES_EMBEDDED_POLICIES_H_

#include <span>
#include <string_view>

namespace plog {

// A policy file of `builtin-policies/`, embedded at build time byte for byte.
struct EmbeddedPolicy {
  std::string_view file_name;  // for example "builtin.yaml"
  std::string_view text;
};

// All of them, sorted by file name. Static lifetime.
std::span<const EmbeddedPolicy> EmbeddedPolicies();

}  // namespace plog

#endif  // PLOG_RULES_EMBEDDED_POLICIES_H_

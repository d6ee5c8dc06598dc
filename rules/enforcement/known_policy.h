#ifndef PLOG_RULES_ENFORCEMENT_KNOWN_POLICY_H_
#define PLOG_RULES_ENFORCEMENT_KNOWN_POLICY_H_

#include <span>

#include "ledger/crypto/sha256.h"
#include "rules/policy/policy.h"

namespace plog {

// "(unknown policy)": a decision event that names the digest of its policy
// names one of `known`, the enforcement policies of the run. Decisions of
// people, and those that name no digest, are not judged.
Rule KnownPolicyRule(std::span<const Digest> known, size_t line);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_KNOWN_POLICY_H_

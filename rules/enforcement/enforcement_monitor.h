#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_MONITOR_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_MONITOR_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "rules/enforcement/enforcement_policy.h"
#include "rules/types/monitor.h"

namespace plog {

// What the monitor reads of an event: role bits and keys. Bits from kFirstSlot
// on are the slots of the event's own tool.
namespace enforcement_role {
inline constexpr uint32_t kCall = 1U << 0;
inline constexpr uint32_t kHasArguments = 1U << 1;
inline constexpr uint32_t kComplete = 1U << 2;  // a call with its output
inline constexpr uint32_t kResult = 1U << 3;
inline constexpr uint32_t kFailed = 1U << 4;  // a result that undoes
inline constexpr uint32_t kApproved = 1U << 5;
inline constexpr uint32_t kRejected = 1U << 6;
inline constexpr uint32_t kFirstSlot = 7;
}  // namespace enforcement_role

enum EnforcementKey : size_t {
  kToolKey,
  kSessionKey,
  kCallIdKey,
  kFirstAmount
};

// The key that stands for a tool's name in `action_name`: what an identity
// extractor (Extractor::Kind::kIdentity) takes from that string.
KeyValue ToolKey(std::string_view name);

// Whose rulings a rule reports.
struct EnforcementTarget {
  enum class Kind : uint8_t { kRule, kHidden, kUnlisted, kUndecided, kEvery };
  Kind kind = Kind::kEvery;
  size_t rule = 0;  // of kRule
};

std::unique_ptr<Monitor> NewEnforcementMonitor(
    std::shared_ptr<const EnforcementPolicy> policy, EnforcementTarget target);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_MONITOR_H_

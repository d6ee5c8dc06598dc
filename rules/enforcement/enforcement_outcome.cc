#include "rules/enforcement/enforcement_outcome.h"

#include <array>

namespace plog {
namespace {

constexpr bool kViolation = true;
constexpr bool kInOrder = false;

constexpr std::array<EnforcementOutcome, 18> kOutcomes = {{
    // In the order of Ruling.
    {0, "allow", "", kInOrder, "every rule lets it pass"},
    {1, "deny", "", kViolation, "the tool is hidden"},
    {2, "deny", "", kViolation, "the tool is not listed"},
    {3, "deny", "", kViolation, "the rule denies every call"},
    {4, "deny", "", kViolation, "an argument is not as required"},
    {5, "deny", "", kViolation, "a counter is not as required"},
    {6, "deny", "", kViolation, "a limit would be exceeded"},
    {7, "deny", "", kViolation, "the amount is missing or no number"},
    {8, "undecided", "", kViolation, "its arguments were not recorded"},
    {9, "require_approval", "", kViolation, "it needs an approval"},
    // In the order of HoldEnd.
    {10, "require_approval", "approved", kInOrder, "it was approved in time"},
    {11, "require_approval", "rejected", kInOrder, "it was rejected"},
    {12, "require_approval", "rejected", kInOrder,
     "it was rejected and not executed"},
    {13, "require_approval", "pending", kInOrder,
     "there is time left to approve it"},
    {14, "require_approval", "missing", kViolation, "nobody approved it"},
    {15, "require_approval", "missing", kViolation,
     "it was executed before anybody approved it"},
    {16, "require_approval", "late", kViolation,
     "it was approved after the timeout"},
    {17, "require_approval", "rejected", kViolation,
     "it was executed although it was rejected"},
}};
constexpr uint32_t kFirstHoldEnd = 10;

}  // namespace

const EnforcementOutcome& OutcomeOf(Ruling ruling) {
  return kOutcomes[static_cast<size_t>(ruling)];
}

const EnforcementOutcome& OutcomeOf(HoldEnd end) {
  return kOutcomes[kFirstHoldEnd + static_cast<size_t>(end)];
}

const EnforcementOutcome& OutcomeOfVariant(uint32_t variant) {
  return kOutcomes[variant];
}

}  // namespace plog

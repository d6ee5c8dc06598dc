#ifndef PLOG_CHECKER_REVIEW_REVIEW_H_
#define PLOG_CHECKER_REVIEW_REVIEW_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "checker/engine/check.h"
#include "rules/policy/policy.h"

namespace plog {

// What the policies made of a period, to tune them by.

// How often something happened, by each of four things. "-" stands for none.
struct Tally {
  uint64_t total = 0;
  std::map<std::string, uint64_t> by_rule;
  std::map<std::string, uint64_t> by_tool;
  std::map<std::string, uint64_t> by_agent;
  std::map<std::string, uint64_t> by_week;  // "2026-W09", ISO 8601, in UTC
};

struct RuleActivity {
  std::string policy;
  std::string rule;
  uint64_t activations = 0;
  uint64_t violations = 0;
};

// A limit of a rule, and how many violations the rule would have with others.
struct LimitStudy {
  struct Point {
    unsigned percent = 100;  // of the limit as written
    std::string value;
    uint64_t violations = 0;
  };
  std::string policy;
  std::string rule;
  std::string limit;          // "max", "within", "args.amount lte"
  std::vector<Point> points;  // by percent; 100 is the rule as written
};

struct Review {
  std::string as_of;
  uint64_t events = 0;  // selected
  // Decisions recorded in the trail (POLICY_DECISION); rules are theirs.
  Tally denied;     // deny, rejected
  Tally escalated;  // require_approval
  // Of the policies given.
  Tally violated;
  std::vector<RuleActivity> rules;  // most violations first
  std::vector<LimitStudy> limits;
};

// Of a limit as written.
inline constexpr std::array<unsigned, 5> kStudiedPercents = {50, 75, 100, 150,
                                                             200};

// One pass over the bytes for the policies and for every limit at half, three
// quarters, one and a half times and twice its value.
Result<Review> ReviewPolicies(const LedgerReader& reader,
                              const std::vector<Policy>& policies,
                              const CheckOptions& options);

// "2026-W09": the ISO 8601 week of an instant, in UTC.
std::string WeekOf(const Instant& time);

}  // namespace plog

#endif  // PLOG_CHECKER_REVIEW_REVIEW_H_

#ifndef PLOG_TESTS_CHECKER_NAIVE_ENFORCEMENT_H_
#define PLOG_TESTS_CHECKER_NAIVE_ENFORCEMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plog {

// Enforcement policies judged by recounting: for every call, all earlier calls
// that were let through are gone over again. Amounts are in halves, so that
// everything is an integer.

struct PlainCall {
  int64_t at = 0;  // seconds since 1970
  int tool = 0;
  std::optional<int64_t> halves;    // args.n, times two
  std::optional<std::string> word;  // args.c
};

struct PlainRule {
  enum class Kind { kDeny, kMost, kWords, kRate, kCounter, kReads, kApprove };
  Kind kind = Kind::kDeny;
  int tool = 0;  // -1: every tool
  int64_t limit = 0;
  int64_t window = 60;  // seconds
  bool strict = false;  // kCounter: lt
  bool from_argument = false;
  int64_t increment = 1;
  std::vector<std::string> words;
  size_t reads = 0;  // kReads: position of a kCounter rule
  bool at_least = false;
};

struct PlainPolicy {
  bool spend_form = false;
  bool default_deny = false;
  int hidden = -1;               // a tool, or none
  int listed = 0;                // tools 0 … listed - 1 are keys of `tools`
  std::vector<PlainRule> rules;  // in the order of evaluation per tool
};

// "allow", or the decision and the position of the rule: "deny 3",
// "require_approval 0"; "deny hidden", "deny unlisted".
std::vector<std::string> NaiveDecisions(const PlainPolicy& policy,
                                        const std::vector<PlainCall>& calls);

}  // namespace plog

#endif  // PLOG_TESTS_CHECKER_NAIVE_ENFORCEMENT_H_

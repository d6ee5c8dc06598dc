#include "checker/testing/expectation.h"

#include <fmt/format.h>

namespace plog {
namespace {

bool Fits(const std::optional<std::string>& wanted,
          const std::optional<std::string_view>& actual) {
  return !wanted || wanted == actual;
}

bool Fits(const ExpectedViolation& wanted, const Violation& actual) {
  return wanted.rule == actual.rule &&
         Fits(wanted.policy, actual.policy_name) &&
         Fits(wanted.trigger, actual.trigger_event) &&
         Fits(wanted.offending, actual.offending_event) &&
         Fits(wanted.session_id, actual.session_id) &&
         Fits(wanted.agent_id, actual.agent_id);
}

// A maximum matching by augmenting paths. partner_of[v] is the expectation that
// holds violation v.
class Matching {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  Matching(const std::vector<ExpectedViolation>& expected,
           const std::vector<const Violation*>& reported)
      : expected_(expected),
        reported_(reported),
        partner_of_(reported.size(), kNone) {}

  // Finds a place for `wanted`, moving others to a place of theirs if needed.
  // Breadth first, so that hundreds of violations cost no call stack.
  bool Place(size_t wanted) {
    std::vector<size_t> reached_from(reported_.size(), kNone);
    std::vector<size_t> queue = {wanted};
    for (size_t head = 0; head < queue.size(); ++head) {
      const size_t current = queue[head];
      for (size_t v = 0; v < reported_.size(); ++v) {
        if (reached_from[v] != kNone) continue;
        if (!Fits(expected_[current], *reported_[v])) continue;
        reached_from[v] = current;
        if (partner_of_[v] == kNone) return Shift(v, wanted, reached_from);
        queue.push_back(partner_of_[v]);
      }
    }
    return false;
  }

  bool IsTaken(size_t violation) const {
    return partner_of_[violation] != kNone;
  }

 private:
  bool Shift(size_t free, size_t root,
             const std::vector<size_t>& reached_from) {
    for (size_t v = free;;) {
      const size_t taker = reached_from[v];
      size_t left = kNone;
      for (size_t w = 0; w < partner_of_.size() && taker != root; ++w) {
        if (partner_of_[w] == taker) left = w;
      }
      partner_of_[v] = taker;
      if (taker == root) return true;
      v = left;
    }
  }

  const std::vector<ExpectedViolation>& expected_;
  const std::vector<const Violation*>& reported_;
  std::vector<size_t> partner_of_;
};

void Append(std::string_view name, const std::optional<std::string_view>& value,
            std::string* out) {
  if (value) *out += fmt::format(", {} {}", name, *value);
}

}  // namespace

Difference Compare(const std::vector<ExpectedViolation>& expected,
                   const std::vector<const Violation*>& reported) {
  Difference difference;
  Matching matching(expected, reported);
  for (size_t i = 0; i < expected.size(); ++i) {
    if (!matching.Place(i)) difference.missing.push_back(&expected[i]);
  }
  for (size_t v = 0; v < reported.size(); ++v) {
    if (!matching.IsTaken(v)) difference.unexpected.push_back(reported[v]);
  }
  return difference;
}

std::string Describe(const ExpectedViolation& expected) {
  std::string out = fmt::format("rule {}", expected.rule);
  Append("policy", expected.policy, &out);
  Append("trigger", expected.trigger, &out);
  Append("offending", expected.offending, &out);
  Append("session", expected.session_id, &out);
  Append("agent", expected.agent_id, &out);
  return out;
}

std::string Describe(const Violation& violation) {
  std::string out = fmt::format("rule {}", violation.rule);
  Append("trigger", violation.trigger_event, &out);
  if (violation.offending_event != violation.trigger_event) {
    Append("offending", violation.offending_event, &out);
  }
  Append("session", violation.session_id, &out);
  Append("agent", violation.agent_id, &out);
  return out + fmt::format(": {}", violation.message);
}

}  // namespace plog

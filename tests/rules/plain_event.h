#ifndef PLOG_TESTS_RULES_PLAIN_EVENT_H_
#define PLOG_TESTS_RULES_PLAIN_EVENT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace plog {

// An event of a scope instance, reduced to what rules about several events can
// see of it. Shared by the driver of the monitors and by the naive evaluators;
// knows nothing of either.
struct PlainEvent {
  int64_t at = 0;     // seconds since 1970
  std::string roles;  // letters: which of the rule's matchers hold
  std::map<std::string, double> fields = {};  // present and not null
  bool selected = true;

  bool Is(char role) const { return roles.find(role) != std::string::npos; }
};
using Timeline = std::vector<PlainEvent>;

// `correlate`: names of the field of X and the field of Y.
using PlainPairs = std::vector<std::pair<std::string, std::string>>;

struct PlainFinding {
  int trigger = -1;  // position in the timeline; -1: none
  int offending = -1;
  uint32_t variant = 0;
  uint64_t count = 0;
  std::string amount = {};
  auto Tie() const {
    return std::tie(trigger, offending, variant, count, amount);
  }
  friend bool operator==(const PlainFinding& a, const PlainFinding& b) {
    return a.Tie() == b.Tie();
  }
  friend bool operator<(const PlainFinding& a, const PlainFinding& b) {
    return a.Tie() < b.Tie();
  }
};

struct PlainOutcome {
  std::vector<PlainFinding> findings = {};  // sorted
  uint64_t activations = 0;                 // counts: selected only
  uint64_t fulfilled = 0;
  uint64_t pending = 0;
  uint64_t not_evaluated = 0;
  friend bool operator==(const PlainOutcome&, const PlainOutcome&) = default;
};

std::ostream& operator<<(std::ostream& out, const PlainEvent& event);
std::ostream& operator<<(std::ostream& out, const PlainFinding& finding);
std::ostream& operator<<(std::ostream& out, const PlainOutcome& outcome);
// One event per line, numbered: what a failing case is printed as.
std::string PrintTimeline(const Timeline& timeline);

}  // namespace plog

#endif  // PLOG_TESTS_RULES_PLAIN_EVENT_H_

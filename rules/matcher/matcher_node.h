#ifndef PLOG_RULES_MATCHER_MATCHER_NODE_H_
#define PLOG_RULES_MATCHER_MATCHER_NODE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "rules/matcher/condition.h"
#include "rules/matcher/matcher.h"

namespace plog {

// The tree behind a matcher. Its depth is bounded by that of the policy file.
class Matcher::Node {
 public:
  enum class Kind : uint8_t { kAll, kAny, kNot, kCondition };

  Kind kind = Kind::kAll;
  bool spelled = false;  // `all:` was written; not just a mapping's conditions
  std::vector<Node> children;  // one of kNot
  Condition condition;         // of kCondition
  std::string text;            // of a root: compact JSON as written

  bool Holds(const EventContent& event) const;
};

}  // namespace plog

#endif  // PLOG_RULES_MATCHER_MATCHER_NODE_H_

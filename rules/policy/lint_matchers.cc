// Combinations of conditions that no event can satisfy.
//
// The conditions that must hold together are gathered by path. If one of them
// names the values it accepts (`eq`, `in`), only these are candidates, and each
// is tried against all the others with the operators' own code. Without such a
// list there are the absent field, and numbers: those need a range that is not
// empty. Everything else is taken to be satisfiable.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ledger/json/json.h"
#include "rules/matcher/matcher_node.h"
#include "rules/policy/lint_rule.h"

namespace plog {
namespace {

using Tests = std::vector<const OperatorTest*>;

bool Fits(const Tests& tests, JsonView value) {
  return std::all_of(tests.begin(), tests.end(), [&](const auto* test) {
    return test->Fits(value) != Info(test->op).negative;
  });
}

bool NamesItsValues(const OperatorTest& test) {
  return test.op == Operator::kEq || test.op == Operator::kIn;
}

// Whether one of the values that `names` accepts fits all tests.
bool AnyCandidateFits(const OperatorTest& names, const Tests& tests) {
  if (names.scalars.null && Fits(tests, JsonView())) return true;
  JsonParser parser;
  JsonDocument document;
  if (parser.Parse(names.operand_json, JsonLimits(), &document)) return true;
  const JsonView root = document.root();
  if (!root.is(JsonType::kArray)) return Fits(tests, root);
  for (JsonView v = root.First(); v.valid(); v = root.After(v)) {
    if (Fits(tests, v)) return true;
  }
  return false;
}

bool IsLower(const OperatorTest& test) {
  return test.op == Operator::kGt || test.op == Operator::kGte;
}
bool IsUpper(const OperatorTest& test) {
  return test.op == Operator::kLt || test.op == Operator::kLte;
}

// No number and no instant lies between the two bounds.
bool IsEmptyRange(const OperatorTest& lower, const OperatorTest& upper) {
  const bool closed = lower.op == Operator::kGte && upper.op == Operator::kLte;
  if (lower.instant && upper.instant) {
    return *lower.instant > *upper.instant ||
           (*lower.instant == *upper.instant && !closed);
  }
  if (!lower.number || !upper.number) return false;
  const double low = lower.number->value;
  const double high = upper.number->value;
  return low > high || (low == high && !closed);
}

bool CannotBeSatisfied(const Tests& tests) {
  const auto names =
      std::find_if(tests.begin(), tests.end(),
                   [](const auto* test) { return NamesItsValues(*test); });
  if (names != tests.end()) return !AnyCandidateFits(**names, tests);
  const bool absent =
      std::any_of(tests.begin(), tests.end(), [](const auto* test) {
        return test->op == Operator::kExists && !test->expected;
      });
  if (absent) return !Fits(tests, JsonView());
  for (const auto* lower : tests) {
    for (const auto* upper : tests) {
      if (IsLower(*lower) && IsUpper(*upper) && IsEmptyRange(*lower, *upper)) {
        return true;
      }
    }
  }
  return false;
}

// The conditions that hold together, by path; and the groups of alternatives.
struct Conjunction {
  std::map<std::string, Tests> by_path;
  std::vector<const Matcher::Node*> alternatives;

  void Add(const Matcher::Node& node) {
    using Kind = Matcher::Node::Kind;
    if (node.kind == Kind::kAll) {
      for (const Matcher::Node& child : node.children) Add(child);
    } else if (node.kind == Kind::kAny) {
      alternatives.push_back(&node);
    } else if (node.kind == Kind::kCondition && !node.condition.wildcard) {
      Tests& tests = by_path[node.condition.path.text()];
      for (const OperatorTest& test : node.condition.tests) {
        tests.push_back(&test);
      }
    }
  }

  // The path whose conditions contradict each other; "" if it is the
  // alternatives that do; nullopt if nothing is known to.
  std::optional<std::string> Contradiction() const {
    for (const auto& [path, tests] : by_path) {
      if (CannotBeSatisfied(tests)) return path;
    }
    for (const Matcher::Node* any : alternatives) {
      const auto dead = [](const Matcher::Node& child) {
        Conjunction alone;
        alone.Add(child);
        return alone.Contradiction().has_value();
      };
      if (std::all_of(any->children.begin(), any->children.end(), dead)) {
        return "";
      }
    }
    return std::nullopt;
  }
};

std::optional<std::string> ContradictionIn(
    const std::vector<const Matcher*>& together) {
  Conjunction conjunction;
  for (const Matcher* matcher : together) {
    if (matcher->root() != nullptr) conjunction.Add(*matcher->root());
  }
  return conjunction.Contradiction();
}

}  // namespace

bool IsUnsatisfiable(const Matcher& matcher) {
  return ContradictionIn({&matcher}).has_value();
}

void LintMatchers(const LintedRule& rule) {
  for (const auto& [field, matcher] : rule.fields.matchers) {
    auto path = ContradictionIn({&matcher});
    std::string_view with;
    if (!path && rule.rule->label_filter) {
      path = ContradictionIn({&matcher, &*rule.rule->label_filter});
      with = " together with `label_filter`";
    }
    if (!path) continue;
    rule.Hint(
        field, "never-holds",
        fmt::format("no event can satisfy `{}`{}", field, with),
        path->empty()
            ? "each of its alternatives contradicts itself"
            : fmt::format("its conditions on `{}` exclude each other", *path));
  }
}

}  // namespace plog

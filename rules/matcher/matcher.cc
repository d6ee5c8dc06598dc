#include "rules/matcher/matcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/json/json_writer.h"
#include "rules/diagnostics/characters.h"
#include "rules/matcher/matcher_node.h"
#include "rules/matcher/quoted_value.h"

namespace plog {
namespace {

// An explanation quotes this much of a value.
constexpr size_t kMaxQuotedBytes = 200;

// The values of a wildcard path, as far as an explanation quotes them.
std::string QuoteAll(const Condition& condition, const EventContent& event,
                     bool quote_payload) {
  const FieldPath& path = condition.path;
  if (!condition.wildcard) {
    return QuoteValue(path, path.Resolve(event), quote_payload,
                      kMaxQuotedBytes);
  }
  std::string all;
  path.ForEach(event, [&](JsonView value) {
    if (!all.empty()) all += ", ";
    all += QuoteValue(path, value, quote_payload, kMaxQuotedBytes);
    return all.size() < kMaxQuotedBytes;
  });
  return all;
}

void TraceCondition(const Condition& condition, const EventContent& event,
                    bool quote_payload, const std::string& indent,
                    std::vector<ConditionTrace>* out) {
  for (const OperatorTest& test : condition.tests) {
    const Condition alone{condition.path, condition.wildcard, {test}};
    out->push_back({fmt::format("{}{} {} {}", indent, condition.path.text(),
                                Info(test.op).name, test.operand_json),
                    alone.Holds(event),
                    QuoteAll(condition, event, quote_payload)});
  }
}

void TraceNode(const Matcher::Node& node, const EventContent& event,
               bool quote_payload, const std::string& indent,
               std::vector<ConditionTrace>* out) {
  using Kind = Matcher::Node::Kind;
  if (node.kind == Kind::kCondition) {
    TraceCondition(node.condition, event, quote_payload, indent, out);
    return;
  }
  // What a mapping's members have in common needs no line of its own.
  const bool group = node.kind != Kind::kAll || node.spelled;
  if (group) {
    const std::string_view name = node.kind == Kind::kAny   ? "any"
                                  : node.kind == Kind::kNot ? "not"
                                                            : "all";
    out->push_back({fmt::format("{}{}:", indent, name), node.Holds(event), ""});
  }
  for (const Matcher::Node& child : node.children) {
    TraceNode(child, event, quote_payload, group ? indent + "  " : indent, out);
  }
}

// What `node` itself asks of the field comes before what it contains.
std::optional<std::string> RequiredTextOf(const Matcher::Node& node,
                                          Member field) {
  using Kind = Matcher::Node::Kind;
  if (node.kind == Kind::kAll) {
    for (const bool own : {true, false}) {
      for (const Matcher::Node& child : node.children) {
        if ((child.kind == Kind::kCondition) != own) continue;
        if (auto text = RequiredTextOf(child, field)) return text;
      }
    }
  }
  if (node.kind != Kind::kCondition ||
      node.condition.path.whole_member() != field) {
    return std::nullopt;
  }
  for (const OperatorTest& test : node.condition.tests) {
    if (test.op == Operator::kEq && !test.scalars.strings.empty()) {
      return test.scalars.strings.front();
    }
  }
  return std::nullopt;
}

// The strings that a test admits, if it admits nothing else.
const std::vector<std::string>* OnlyStrings(const OperatorTest& test) {
  if (test.op != Operator::kEq && test.op != Operator::kIn) return nullptr;
  const ScalarSet& set = test.scalars;
  const bool others = set.null || set.yes || set.no || !set.numbers.empty();
  return others ? nullptr : &set.strings;
}

std::optional<TextCondition> AnchorOf(const Matcher::Node& node) {
  using Kind = Matcher::Node::Kind;
  if (node.kind == Kind::kAll) {
    for (const Matcher::Node& child : node.children) {
      auto anchor = AnchorOf(child);
      if (!anchor) continue;
      anchor->suffices = anchor->suffices && node.children.size() == 1;
      return anchor;
    }
  }
  if (node.kind != Kind::kCondition || node.condition.wildcard) {
    return std::nullopt;
  }
  for (const OperatorTest& test : node.condition.tests) {
    if (const auto* strings = OnlyStrings(test)) {
      return TextCondition{node.condition.path, *strings,
                           node.condition.tests.size() == 1};
    }
  }
  return std::nullopt;
}

}  // namespace

bool Matcher::Node::Holds(const EventContent& event) const {
  const auto holds = [&](const Node& child) { return child.Holds(event); };
  switch (kind) {
    case Kind::kCondition:
      return condition.Holds(event);
    case Kind::kAll:
      return std::all_of(children.begin(), children.end(), holds);
    case Kind::kAny:
      return std::any_of(children.begin(), children.end(), holds);
    case Kind::kNot:
      return std::none_of(children.begin(), children.end(), holds);
  }
  return false;
}

Matcher::Matcher() = default;
Matcher::Matcher(std::shared_ptr<const Node> root) : root_(std::move(root)) {}

bool Matcher::Holds(const EventContent& event) const {
  return !root_ || root_->Holds(event);
}

bool Matcher::empty() const { return !root_ || root_->children.empty(); }

const std::string& Matcher::text() const {
  static const std::string kEmpty = "{}";
  return root_ ? root_->text : kEmpty;
}

std::optional<std::string> Matcher::RequiredText(Member field) const {
  if (!root_) return std::nullopt;
  return RequiredTextOf(*root_, field);
}

std::optional<TextCondition> Matcher::RequiredText() const {
  return root_ ? AnchorOf(*root_) : std::nullopt;
}

std::vector<ConditionTrace> Matcher::Trace(const EventContent& event,
                                           bool quote_payload) const {
  std::vector<ConditionTrace> traces;
  if (root_) TraceNode(*root_, event, quote_payload, "", &traces);
  return traces;
}

}  // namespace plog

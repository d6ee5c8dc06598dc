#include "rules/enforcement/call_test.h"

#include <array>

#include "rules/enforcement/go_text.h"

namespace plog {
namespace {

constexpr std::array<CallOperatorInfo, 12> kOperators = {{
    {CallOperator::kEq, "eq", CallOperand::kAny},
    {CallOperator::kNeq, "neq", CallOperand::kAny},
    {CallOperator::kIn, "in", CallOperand::kList},
    {CallOperator::kNotIn, "not_in", CallOperand::kList},
    {CallOperator::kLt, "lt", CallOperand::kNumber},
    {CallOperator::kLte, "lte", CallOperand::kNumber},
    {CallOperator::kGt, "gt", CallOperand::kNumber},
    {CallOperator::kGte, "gte", CallOperand::kNumber},
    {CallOperator::kRegex, "regex", CallOperand::kText},
    {CallOperator::kContains, "contains", CallOperand::kAny},
    {CallOperator::kExists, "exists", CallOperand::kBool},
    {CallOperator::kOneOf, "", CallOperand::kList},
}};

using Equality = bool (*)(JsonView, JsonView);

bool ListHas(JsonView list, JsonView value, Equality equal) {
  for (auto item = list.First(); item.valid(); item = list.After(item)) {
    if (equal(item, value)) return true;
  }
  return false;
}

bool Contains(JsonView value, JsonView operand) {
  if (value.is_string()) {
    return operand.is_string() &&
           value.AsString().find(operand.AsString()) != std::string_view::npos;
  }
  return value.is(JsonType::kArray) && ListHas(value, operand, GoEquals);
}

// Whether `sign`, that of value - limit, is what the operator asks for.
bool Ordered(CallOperator op, int sign) {
  switch (op) {
    case CallOperator::kLt:
      return sign < 0;
    case CallOperator::kLte:
      return sign <= 0;
    case CallOperator::kGt:
      return sign > 0;
    default:
      return sign >= 0;
  }
}

int SignOf(double value, double limit) {
  if (value == limit) return 0;
  return value < limit ? -1 : 1;
}

}  // namespace

std::span<const CallOperatorInfo> CallOperators() {
  return std::span(kOperators).first(kOperators.size() - 1);
}

std::string_view CallTest::name() const {
  return kOperators[static_cast<size_t>(op)].name;
}

bool CallTest::Holds(JsonView value) const {
  const JsonView wanted = operand->root();
  if (op == CallOperator::kExists) return value.present() == wanted.AsBool();
  if (!value.valid()) return false;
  switch (op) {
    case CallOperator::kEq:
      return GoEquals(value, wanted);
    case CallOperator::kNeq:
      return !GoEquals(value, wanted);
    case CallOperator::kIn:
      return ListHas(wanted, value, GoEquals);
    case CallOperator::kNotIn:
      return !ListHas(wanted, value, GoEquals);
    case CallOperator::kRegex:
      return value.is_string() && regex->Contains(value.AsString());
    case CallOperator::kContains:
      return Contains(value, wanted);
    case CallOperator::kOneOf:
      return ListHas(wanted, value, JsonEquals);
    default:
      return value.is_number() &&
             Ordered(op, SignOf(value.AsDouble(), wanted.AsDouble()));
  }
}

bool CallTest::HoldsOf(const Decimal& counter) const {
  const JsonView wanted = operand->root();
  if (kOperators[static_cast<size_t>(op)].operand == CallOperand::kNumber) {
    return Ordered(op, counter.Compare(Decimal::FromDouble(wanted.AsDouble())));
  }
  JsonDocument document;
  if (JsonParser().Parse(counter.ToString(), {}, &document)) return false;
  return Holds(document.root());
}

std::string ArgumentPath::text() const {
  std::string text = "args";
  for (const std::string& name : names) text += "." + name;
  return text;
}

std::string ArgumentPath::pointer() const {
  std::string text = "/action_input";
  for (const std::string& name : names) {
    text += '/';
    for (const char c : name) {
      if (c == '~') {
        text += "~0";
      } else if (c == '/') {
        text += "~1";
      } else {
        text += c;
      }
    }
  }
  return text;
}

JsonView ArgumentPath::Resolve(JsonView arguments) const {
  for (const std::string& name : names) arguments = arguments.Find(name);
  return arguments;
}

}  // namespace plog

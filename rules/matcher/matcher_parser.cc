#include "rules/matcher/matcher_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ledger/base/text.h"
#include "ledger/json/json_writer.h"
#include "rules/matcher/matcher_lint.h"
#include "rules/matcher/matcher_node.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_json.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

using Node = Matcher::Node;

std::string JsonOf(const YamlNode& node) {
  std::string json;
  JsonWriter writer(&json);
  WriteJson(node, &writer);
  return json;
}

// Operators of other languages.
struct OperatorSynonym {
  std::string_view wrong;
  std::string_view right;
};
constexpr OperatorSynonym kOperatorSynonyms[] = {
    {"!=", "ne"},           {"<", "lt"},
    {"<=", "lte"},          {"=", "eq"},
    {"==", "eq"},           {">", "gt"},
    {">=", "gte"},          {"equals", "eq"},
    {"is", "eq"},           {"ge", "gte"},
    {"le", "lte"},          {"like", "glob"},
    {"max", "lte"},         {"min", "gte"},
    {"neq", "ne"},          {"nin", "not_in"},
    {"not", "ne"},          {"one_of", "in"},
    {"pattern", "matches"}, {"prefix", "starts_with"},
    {"regex", "matches"},   {"suffix", "ends_with"},
};

const OperatorInfo* FindOperator(std::string_view name) {
  for (const OperatorInfo& info : MatcherOperators()) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

std::string SuggestOperator(const FieldPath& path, std::string_view name) {
  for (const OperatorSynonym& synonym : kOperatorSynonyms) {
    if (synonym.wrong == name) {
      return fmt::format("did you mean `{}`?", synonym.right);
    }
  }
  std::vector<std::string_view> names;
  for (const OperatorInfo& info : MatcherOperators()) {
    names.push_back(info.name);
  }
  const std::string_view near = NearestWord(name, names);
  if (!near.empty()) return fmt::format("did you mean `{}`?", near);
  const auto member = path.whole_member();
  if (!member || Info(*member).type == MemberType::kAny ||
      Info(*member).type == MemberType::kObjectOrNull) {
    return fmt::format("a member of it is named by its path: `{}.{}`",
                       path.text(), name);
  }
  return DidYouMean(name, names);
}

class MatcherParser {
 public:
  explicit MatcherParser(const SourceText& source) : source_(source) {}

  Node ParseMapping(const YamlNode& node, std::string_view what) {
    Node all;
    if (!ExpectMapping(source_, node, what)) return all;
    for (const YamlMember& member : node.members) {
      if (member.name == "any" || member.name == "all") {
        all.children.push_back(ParseGroup(member));
      } else if (member.name == "not") {
        Node negation;
        negation.kind = Node::Kind::kNot;
        negation.children.push_back(ParseMapping(member.value, "`not`"));
        all.children.push_back(std::move(negation));
      } else {
        ParseMember(member, &all);
      }
    }
    return all;
  }

  // A field's condition: scalar, list or operators.
  void ParseCondition(FieldPath path, const YamlNode& value, Node* parent) {
    Node node;
    node.kind = Node::Kind::kCondition;
    node.condition.wildcard = path.has_wildcard();
    node.condition.path = std::move(path);
    Condition* condition = &node.condition;
    if (value.is(YamlNode::Kind::kMapping)) {
      ParseOperators(value, condition);
    } else if (value.is(YamlNode::Kind::kList)) {
      ParseTest(Info(Operator::kIn), value, condition);
    } else {
      ParseTest(Info(Operator::kEq), value, condition);
    }
    LintCondition(source_, value.place, *condition);
    parent->children.push_back(std::move(node));
  }

 private:
  Node ParseGroup(const YamlMember& member) {
    Node group;
    group.kind = member.name == "any" ? Node::Kind::kAny : Node::Kind::kAll;
    group.spelled = true;
    const std::string what = fmt::format("`{}`", member.name);
    if (!ExpectList(source_, member.value, what,
                    "each element is a matcher: - {field: value}")) {
      return group;
    }
    if (member.value.items.empty()) {
      source_.Add("empty", member.value.place, fmt::format("{} is empty", what),
                  "list at least one matcher");
    }
    for (const YamlNode& item : member.value.items) {
      group.children.push_back(
          ParseMapping(item, fmt::format("an element of {}", what)));
    }
    return group;
  }

  void ParseMember(const YamlMember& member, Node* parent) {
    FieldPath path;
    const auto fault = FieldPath::Parse(member.name, &path);
    if (!fault) {
      ParseCondition(std::move(path), member.value, parent);
      return;
    }
    source_.Add(fault->code, member.place, fault->message,
                fault->suggestion.empty()
                    ? ""
                    : fmt::format("did you mean `{}`?", fault->suggestion));
  }

  void ParseOperators(const YamlNode& operators, Condition* condition) {
    if (operators.members.empty()) {
      source_.Add("empty", operators.place,
                  fmt::format("`{}` has no condition", condition->path.text()),
                  "`exists: true` holds for every value");
    }
    for (const YamlMember& member : operators.members) {
      if (const OperatorInfo* info = FindOperator(member.name)) {
        ParseTest(*info, member.value, condition);
        continue;
      }
      source_.Add("unknown-operator", member.place,
                  fmt::format("there is no operator `{}`", member.name),
                  SuggestOperator(condition->path, member.name));
    }
  }

  void ParseTest(const OperatorInfo& info, const YamlNode& value,
                 Condition* condition) {
    const std::string what =
        fmt::format("`{}` of `{}`", info.name, condition->path.text());
    OperatorTest test;
    test.op = info.op;
    if (!ParseOperand(info, value, what, condition->path, &test)) return;
    test.operand_json = JsonOf(value);
    condition->tests.push_back(std::move(test));
  }

  bool ParseOperand(const OperatorInfo& info, const YamlNode& value,
                    std::string_view what, const FieldPath& path,
                    OperatorTest* test) {
    switch (info.operand) {
      case Operand::kScalar:
        return AddScalar(value, what, &test->scalars);
      case Operand::kScalars:
        return AddScalars(value, what, &test->scalars);
      case Operand::kOrdered:
        return ParseOrdered(value, what, path, test);
      case Operand::kRegex:
        test->regex = ParseRegex(source_, value, what);
        return test->regex != nullptr;
      case Operand::kText:
      case Operand::kGlob:
        return ParseText(info, value, what, test);
      case Operand::kBool: {
        const auto expected = ExpectBool(source_, value, what);
        test->expected = expected.value_or(true);
        return expected.has_value();
      }
    }
    return false;
  }

  bool ParseText(const OperatorInfo& info, const YamlNode& value,
                 std::string_view what, OperatorTest* test) {
    auto text = info.operand == Operand::kGlob
                    ? ParseGlob(source_, value, what)
                    : ExpectAnyText(source_, value, what);
    if (!text) return false;
    test->text = std::move(*text);
    return true;
  }

  bool ParseOrdered(const YamlNode& value, std::string_view what,
                    const FieldPath& path, OperatorTest* test) {
    if (path.whole_member() == Member::kTimestamp && IsString(value)) {
      test->instant = ExpectInstant(source_, value, what);
      return test->instant.has_value();
    }
    test->number = ExpectNumber(source_, value, what);
    return test->number.has_value();
  }

  bool AddScalars(const YamlNode& list, std::string_view what, ScalarSet* set) {
    if (!ExpectList(source_, list, what, "for one value use eq or ne")) {
      return false;
    }
    if (list.items.empty()) {
      source_.Add("empty", list.place, fmt::format("{} lists no values", what));
      return false;
    }
    bool sound = true;
    for (const YamlNode& item : list.items) {
      sound = AddScalar(item, what, set) && sound;
    }
    std::sort(set->strings.begin(), set->strings.end());
    return sound;
  }

  bool AddScalar(const YamlNode& value, std::string_view what, ScalarSet* set) {
    if (!value.is(YamlNode::Kind::kScalar)) {
      WrongType(source_, value, what, "a text, number, boolean or null",
                value.is(YamlNode::Kind::kMissing)
                    ? "`null` stands for absent or null"
                : value.is(YamlNode::Kind::kList)
                    ? "`in` compares with several values"
                    : "");
      return false;
    }
    switch (TypeOf(value)) {
      case ScalarType::kNull:
        set->null = true;
        return true;
      case ScalarType::kBool:
        (*BoolOf(value) ? set->yes : set->no) = true;
        return true;
      case ScalarType::kString:
        set->strings.push_back(value.text);
        return true;
      case ScalarType::kNumber:
      case ScalarType::kNotFinite:
        break;
    }
    auto number = ExpectNumber(source_, value, what);
    if (!number) return false;
    set->numbers.push_back(std::move(*number));
    return true;
  }

  const SourceText& source_;
};

Matcher MakeMatcher(Node root, const YamlNode& node) {
  root.text = JsonOf(node);
  return Matcher(std::make_shared<const Node>(std::move(root)));
}

}  // namespace

std::optional<Matcher> ParseMatcher(const SourceText& source,
                                    const YamlNode& node,
                                    std::string_view what) {
  if (!node.is(YamlNode::Kind::kMapping)) {
    WrongType(source, node, what, "a matcher",
              "for example {action_type: TOOL_CALL}");
    return std::nullopt;
  }
  return MakeMatcher(MatcherParser(source).ParseMapping(node, what), node);
}

std::optional<Matcher> ParseLabelFilter(const SourceText& source,
                                        const YamlNode& node) {
  if (!node.is(YamlNode::Kind::kMapping)) {
    WrongType(source, node, "`label_filter`", "a mapping",
              "for example {env: prod, dept: [finance, legal]}");
    return std::nullopt;
  }
  Node root;
  YamlNode renamed = node;
  for (YamlMember& label : renamed.members) {
    if (label.value.is(YamlNode::Kind::kMapping)) {
      source.Add("wrong-type", label.value.place,
                 fmt::format("the label `{}` takes a value or a list of values",
                             label.name),
                 "`when` takes operators");
      continue;
    }
    MatcherParser(source).ParseCondition(FieldPath::Label(label.name),
                                         label.value, &root);
    label.name = fmt::format("labels.{}", label.name);
  }
  return MakeMatcher(std::move(root), renamed);
}

}  // namespace plog

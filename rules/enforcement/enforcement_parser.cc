#include "rules/enforcement/enforcement_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <utility>

#include "rules/enforcement/enforcement_monitor.h"
#include "rules/enforcement/enforcement_rule_parser.h"
#include "rules/enforcement/enforcement_rules.h"
#include "rules/enforcement/form.h"
#include "rules/yaml/yaml_expect.h"

namespace plog {
namespace {

constexpr std::string_view kPolicyName = "enforcement";
constexpr std::string_view kVersion = "1";
constexpr std::array<std::string_view, 1> kToolKeys = {"rules"};
constexpr std::array<std::string_view, 2> kDefaults = {"allow", "deny"};
constexpr size_t kMaxSlots = 32 - kEnforcementRoles;

class EnforcementParser {
 public:
  EnforcementParser(const SourceText& source, const YamlNode& root)
      : source_(source), root_(root) {
    policy_.form = FormOf(root);
    policy_.digest = Sha256Of(source.text());
  }

  EnforcementPolicy Run() {
    RefuseForeignKeys(source_, root_, "an enforcement policy", policy_.form,
                      KeyPlace::kFile);
    ParseVersion();
    ParseDefault();
    if (const YamlNode* text = root_.Find("description")) {
      policy_.description =
          ExpectText(source_, *text, "`description`").value_or("");
    }
    if (const YamlNode* tools = root_.Find("tools")) ParseTools(*tools);
    if (const YamlNode* hide = root_.Find("hide")) ParseHide(*hide);
    policy_.LinkTools();
    if (policy_.slot_count() > kMaxSlots) {
      source_.Add("too-many-predicates", root_.Find("tools")->place,
                  fmt::format("a tool has at most {} rules with conditions on "
                              "arguments, those of \"*\" included",
                              kMaxSlots),
                  "join conditions that may share a message");
    }
    return std::move(policy_);
  }

 private:
  void ParseVersion() {
    const YamlNode* version = root_.Find("version");
    if (version == nullptr) {
      source_.Add("missing-field", root_.place,
                  "an enforcement policy needs `version`", "version: \"1\"");
    } else if (!version->is(YamlNode::Kind::kScalar) ||
               version->text != kVersion) {
      source_.Add(
          "bad-choice", version->place,
          fmt::format("`version` must be \"1\", not `{}`", version->text));
    }
  }

  void ParseDefault() {
    const YamlNode* node = root_.Find("default");
    if (node == nullptr) return;
    policy_.default_line = node->place.line;
    policy_.default_deny =
        ExpectChoice(source_, *node, "`default`", kDefaults) == size_t{1};
  }

  void ParseHide(const YamlNode& node) {
    policy_.hide_line = node.place.line;
    std::set<std::string> seen;
    for (const std::string& name : ExpectTexts(source_, node, "`hide`")) {
      if (!seen.insert(name).second) {
        source_.Add("duplicate-name", node.place,
                    fmt::format("`hide` lists `{}` twice", name));
      }
      if (name == kAnyTool) policy_.hide_all = true;
      Tool(name)->hidden = true;
    }
  }

  EnforcedTool* Tool(const std::string& name) {
    for (EnforcedTool& tool : policy_.tools) {
      if (tool.name == name) return &tool;
    }
    policy_.tools.emplace_back().name = name;
    return &policy_.tools.back();
  }

  // Calls `visit` with tool, position and rule; those of "*" come last.
  template <typename Visit>
  void EachRule(const YamlNode& tools, const Visit& visit) const {
    for (const bool any_tool : {false, true}) {
      for (const YamlMember& tool : tools.members) {
        if ((tool.name == kAnyTool) != any_tool) continue;
        const YamlNode* rules = tool.value.Find("rules");
        if (rules == nullptr) continue;
        for (size_t i = 0; i < rules->items.size(); ++i) {
          visit(tool.name, i, rules->items[i]);
        }
      }
    }
  }

  void ParseTools(const YamlNode& tools) {
    if (!ExpectMapping(source_, tools, "`tools`")) return;
    for (const YamlMember& tool : tools.members) CheckTool(tool);
    EnforcementRuleParser parser(source_, &policy_);
    EachRule(tools, [&](const std::string& tool, size_t position,
                        const YamlNode& node) {
      parser.DeclareCounters(tool, position, node);
    });
    EachRule(tools, [&](const std::string& tool, size_t position,
                        const YamlNode& node) {
      if (!ExpectMapping(source_, node, "a rule")) return;
      EnforcementRule rule;
      rule.tool = tool;
      rule.line = node.place.line;
      rule.position = position;
      rule.name = NameOf(tool, position, node);
      parser.Parse(node, &rule);
      policy_.rules.push_back(std::move(rule));
    });
  }

  void CheckTool(const YamlMember& tool) {
    const std::string what = fmt::format("the tool `{}`", tool.name);
    if (tool.name != kAnyTool) Tool(tool.name)->listed = true;
    if (!ExpectMapping(source_, tool.value, what)) return;
    RefuseUnknownKeys(source_, tool.value, what, kToolKeys);
    const YamlNode* rules = tool.value.Find("rules");
    if (rules == nullptr) {
      source_.Add("missing-field", tool.place,
                  fmt::format("{} needs `rules`", what),
                  "`rules: []` if there are none");
      return;
    }
    ExpectList(source_, *rules, "`rules`", "each rule begins with `- name:`");
  }

  std::string NameOf(const std::string& tool, size_t position,
                     const YamlNode& node) {
    std::string name = fmt::format("{}/rules[{}]", tool, position);
    if (const YamlNode* own = node.Find("name")) {
      const auto text = ExpectText(source_, *own, "`name`");
      if (text) name = fmt::format("{}/{}", tool, *text);
    }
    const auto taken = [this](const std::string& wanted) {
      return std::any_of(
          policy_.rules.begin(), policy_.rules.end(),
          [&](const EnforcementRule& one) { return one.name == wanted; });
    };
    if (!taken(name)) return name;
    size_t number = 2;
    while (taken(fmt::format("{}#{}", name, number))) ++number;
    return fmt::format("{}#{}", name, number);
  }

  const SourceText& source_;
  const YamlNode& root_;
  EnforcementPolicy policy_;
};

std::string FreeName(const SourceText& source, NameRegistry* names) {
  std::string name(kPolicyName);
  for (size_t number = 2;
       !names->policies.emplace(name, NameRegistry::Taken{source.name(), 1})
            .second;
       ++number) {
    name = fmt::format("{}-{}", kPolicyName, number);
  }
  return name;
}

}  // namespace

bool IsEnforcementPolicy(const YamlNode& root) {
  if (root.Find("policies") != nullptr || root.Find("tests") != nullptr) {
    return false;
  }
  const auto keys = KeysOf(EnforcementForm::kConditions, KeyPlace::kFile);
  return std::any_of(
      root.members.begin(), root.members.end(), [&](const YamlMember& member) {
        return member.name != "description" &&
               std::find(keys.begin(), keys.end(), member.name) != keys.end();
      });
}

void ParseEnforcementPolicy(const SourceText& source, const YamlNode& root,
                            NameRegistry* names, std::vector<Policy>* out) {
  auto enforcement = std::make_shared<const EnforcementPolicy>(
      EnforcementParser(source, root).Run());
  Policy policy;
  policy.name = FreeName(source, names);
  policy.description = enforcement->description;
  policy.file = source.name();
  policy.line = root.place.line;
  policy.rules = EnforcementRules(enforcement);
  for (const Rule& rule : policy.rules) names->rules.insert(rule.name);
  out->push_back(std::move(policy));
}

}  // namespace plog

#include "rules/policy/rule_parser.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "ledger/base/text.h"
#include "rules/matcher/matcher_parser.h"
#include "rules/policy/keys.h"
#include "rules/policy/untyped_rule.h"
#include "rules/types/field_parser.h"
#include "rules/yaml/yaml_expect.h"

namespace plog {
namespace {

std::string Backquoted(std::string_view key) {
  return fmt::format("`{}`", key);
}

// Places what a rule type objects to when it sees all its fields.
class PlacedFaults final : public RuleFaults {
 public:
  PlacedFaults(const SourceText& source, const YamlNode& rule)
      : source_(source), rule_(rule) {}

  void Add(std::string_view field, std::string_view code, std::string message,
           std::string hint) override {
    const YamlNode* value = rule_.Find(field);
    source_.Add(code, value != nullptr ? value->place : rule_.place,
                std::move(message), std::move(hint));
  }

 private:
  const SourceText& source_;
  const YamlNode& rule_;
};

std::optional<Scope> ReadScope(const SourceText& source, const YamlNode& rule) {
  const YamlNode* node = rule.Find("scope");
  if (node == nullptr) return std::nullopt;
  constexpr std::array<Scope, 3> kScopes = {Scope::kSession, Scope::kAgent,
                                            Scope::kLedger};
  std::array<std::string_view, 3> names;
  for (size_t i = 0; i < kScopes.size(); ++i) names[i] = Name(kScopes[i]);
  const auto chosen = ExpectChoice(source, *node, "`scope`", names);
  if (!chosen) return std::nullopt;
  return kScopes[*chosen];
}

// The rule's type, and what to judge its fields by: that, or the type that was
// probably meant; nullptr if there is none.
struct ReadTypes {
  const RuleType* type = nullptr;
  const RuleType* meant = nullptr;
};

ReadTypes ReadType(const SourceText& source, const YamlNode& rule) {
  const YamlNode* node = rule.Find("type");
  std::vector<std::string_view> types;
  for (const RuleType& type : RuleTypes()) types.push_back(type.name);
  if (node == nullptr) {
    source.Add("missing-field", rule.place, "a rule needs `type`",
               fmt::format("one of {}", fmt::join(types, ", ")));
    return {};
  }
  const auto name = ExpectText(source, *node, "`type`");
  if (!name) return {};
  const RuleType* type = FindRuleType(*name);
  if (type != nullptr) return {type, type};
  source.Add("unknown-type", node->place,
             fmt::format("there is no rule type `{}`", *name),
             DidYouMean(*name, types));
  return {nullptr, FindRuleType(NearestWord(*name, types))};
}

void RefuseScope(const SourceText& source, const YamlNode& node,
                 const RuleType& type) {
  for (const std::string_view key : {"scope", "label_filter"}) {
    const YamlNode* value = node.Find(key);
    if (value == nullptr) continue;
    source.Add("scope-conflict", value->place,
               fmt::format("a rule of type {} takes no `{}`", type.name, key),
               "it is about the whole ledger");
  }
}

void ReadCommonKeys(const SourceText& source, const YamlNode& node,
                    Rule* rule) {
  ReadSeverity(source, node, &rule->severity);
  ReadText(source, node, "description", &rule->description);
  ReadText(source, node, "message", &rule->message);
  ReadTexts(source, node, "controls", &rule->controls);
  ReadTexts(source, node, "tags", &rule->tags);
  ReadFlag(source, node, "enabled", &rule->enabled);
  if (const YamlNode* filter = node.Find("label_filter")) {
    rule->label_filter = ParseLabelFilter(source, *filter);
  }
}

void ReadBody(const SourceText& source, const YamlNode& node,
              const RuleType& type, std::optional<Scope> scope,
              size_t errors_before, Rule* rule) {
  std::shared_ptr<RuleBody> body = type.make();
  const std::string what = fmt::format("a rule of type {}", type.name);
  FieldParser parser(source, node, what);
  body->Declare(parser);
  std::vector<std::string_view> known = parser.names();
  for (const KeyInfo& key : CommonRuleKeys()) known.push_back(key.name);
  RefuseUnknownKeys(source, node, what, known);
  if (!body->IsScoped()) RefuseScope(source, node, type);
  // What contradicts what is only worth saying of fields that make sense.
  if (source.errors() != errors_before) return;
  PlacedFaults faults(source, node);
  body->Check(scope, &faults);
  if (source.errors() != errors_before) return;
  rule->scope = body->OwnScope().value_or(scope.value_or(Scope::kSession));
  rule->body = std::move(body);
}

}  // namespace

void ReadText(const SourceText& source, const YamlNode& mapping,
              std::string_view key, std::string* text) {
  const YamlNode* node = mapping.Find(key);
  if (node == nullptr) return;
  *text = ExpectText(source, *node, Backquoted(key)).value_or("");
}

void ReadTexts(const SourceText& source, const YamlNode& mapping,
               std::string_view key, std::vector<std::string>* texts) {
  const YamlNode* node = mapping.Find(key);
  if (node != nullptr) *texts = ExpectTexts(source, *node, Backquoted(key));
}

void ReadFlag(const SourceText& source, const YamlNode& mapping,
              std::string_view key, bool* flag) {
  const YamlNode* node = mapping.Find(key);
  if (node == nullptr) return;
  *flag = ExpectBool(source, *node, Backquoted(key)).value_or(*flag);
}

void ReadSeverity(const SourceText& source, const YamlNode& mapping,
                  Severity* severity) {
  const YamlNode* node = mapping.Find("severity");
  if (node == nullptr) return;
  constexpr std::array<Severity, 2> kSeverities = {Severity::kFail,
                                                   Severity::kWarn};
  const std::array<std::string_view, 2> names = {Name(kSeverities[0]),
                                                 Name(kSeverities[1])};
  const auto chosen = ExpectChoice(source, *node, "`severity`", names);
  if (chosen) *severity = kSeverities[*chosen];
}

void ParseRule(const SourceText& source, const YamlNode& node, Rule* rule) {
  const size_t errors_before = source.errors();
  rule->line = node.place.line;
  if (node.Find("name") == nullptr) {
    source.Add("missing-field", node.place, "a rule needs `name`",
               "reports and waivers refer to it");
  }
  ReadText(source, node, "name", &rule->name);
  ReadCommonKeys(source, node, rule);
  const auto scope = ReadScope(source, node);
  const ReadTypes types = ReadType(source, node);
  rule->type = types.type;
  if (types.meant != nullptr) {
    ReadBody(source, node, *types.meant, scope, errors_before, rule);
  } else {
    DiagnoseUntyped(source, node);
  }
}

}  // namespace plog

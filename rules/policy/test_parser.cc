#include "rules/policy/test_parser.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "rules/policy/keys.h"
#include "rules/policy/rule_parser.h"
#include "rules/policy/test_events.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

constexpr Instant kDefaultStart = {1767225600, 0};  // 2026-01-01T00:00:00Z

using Names = std::set<std::string, std::less<>>;

std::vector<std::string_view> Views(const Names& names) {
  return {names.begin(), names.end()};
}

class TestParser {
 public:
  TestParser(const SourceText& source, const YamlNode& node,
             const NameRegistry& names)
      : source_(source), node_(node), names_(names) {}

  PolicyTest Parse() {
    test_.file = source_.name();
    test_.line = node_.place.line;
    RefuseUnknownKeys(source_, node_, "a test", NamesOf(TestKeys()));
    for (const KeyInfo& key : TestKeys()) {
      if (!key.required || node_.Find(key.name) != nullptr) continue;
      source_.Add("missing-field", node_.place,
                  fmt::format("a test needs `{}`", key.name),
                  std::string(key.doc));
    }
    std::string description;
    ReadText(source_, node_, "name", &test_.name);
    ReadText(source_, node_, "description", &description);
    const Instant start = ReadStart();
    ReadAsOf(start);
    if (const YamlNode* events = node_.Find("events")) {
      ParseTestEvents(source_, *events, node_.Find("defaults"), start, &ids_,
                      &test_);
    }
    if (const YamlNode* expect = node_.Find("expect")) ReadExpect(*expect);
    return std::move(test_);
  }

 private:
  Instant ReadStart() {
    const YamlNode* node = node_.Find("start");
    if (node == nullptr) return kDefaultStart;
    return ExpectInstant(source_, *node, "`start`").value_or(kDefaultStart);
  }

  void ReadAsOf(const Instant& start) {
    const YamlNode* node = node_.Find("as_of");
    if (node == nullptr) return;
    if (IsString(*node)) {
      if (const auto offset = ParseDuration(node->text)) {
        test_.as_of = start + *offset;
        return;
      }
    }
    test_.as_of = ExpectInstant(source_, *node, "`as_of`");
  }

  void ReadExpect(const YamlNode& node) {
    if (IsString(node) && node.text == "pass") return;
    if (!ExpectList(source_, node, "`expect`",
                    "write `pass`, or a list: - {rule: name, trigger: id}")) {
      return;
    }
    for (const YamlNode& item : node.items) {
      if (ExpectMapping(source_, item, "an element of `expect`")) {
        ReadViolation(item);
      }
    }
  }

  void ReadViolation(const YamlNode& node) {
    RefuseUnknownKeys(source_, node, "an expected violation",
                      NamesOf(ExpectKeys()));
    ExpectedViolation violation;
    violation.line = node.place.line;
    if (node.Find("rule") == nullptr) {
      source_.Add("missing-field", node.place,
                  "an expected violation needs `rule`");
    }
    ReadText(source_, node, "rule", &violation.rule);
    if (!violation.rule.empty() && !names_.rules.contains(violation.rule)) {
      source_.Add("unknown-rule", node.Find("rule")->place,
                  fmt::format("there is no rule `{}`", violation.rule),
                  DidYouMean(violation.rule, Views(names_.rules)));
    }
    ReadPolicy(node, &violation);
    ReadEvent(node, "trigger", &violation.trigger);
    ReadEvent(node, "offending", &violation.offending);
    ReadOptional(node, "session_id", &violation.session_id);
    ReadOptional(node, "agent_id", &violation.agent_id);
    test_.expect.push_back(std::move(violation));
  }

  void ReadOptional(const YamlNode& node, std::string_view key,
                    std::optional<std::string>* text) {
    const YamlNode* value = node.Find(key);
    if (value == nullptr) return;
    *text = ExpectText(source_, *value, fmt::format("`{}`", key));
  }

  void ReadPolicy(const YamlNode& node, ExpectedViolation* violation) {
    ReadOptional(node, "policy", &violation->policy);
    if (!violation->policy || names_.policies.contains(*violation->policy)) {
      return;
    }
    std::vector<std::string_view> known;
    for (const auto& entry : names_.policies) known.push_back(entry.first);
    source_.Add("unknown-policy", node.Find("policy")->place,
                fmt::format("there is no policy `{}`", *violation->policy),
                DidYouMean(*violation->policy, known));
  }

  void ReadEvent(const YamlNode& node, std::string_view key,
                 std::optional<std::string>* id) {
    ReadOptional(node, key, id);
    if (!*id || ids_.contains(**id)) return;
    source_.Add("unknown-event", node.Find(key)->place,
                fmt::format("the test has no event with `id: {}`", **id),
                ids_.empty() ? "give the event an `id`"
                             : DidYouMean(**id, Views(ids_)));
  }

  const SourceText& source_;
  const YamlNode& node_;
  const NameRegistry& names_;
  Names ids_;
  PolicyTest test_;
};

}  // namespace

void ParseTests(const SourceText& source, const YamlNode& list,
                const NameRegistry& names, std::vector<PolicyTest>* out) {
  if (!ExpectList(source, list, "`tests`", "each test begins with `- name:`")) {
    return;
  }
  for (const YamlNode& node : list.items) {
    if (!ExpectMapping(source, node, "a test")) continue;
    out->push_back(TestParser(source, node, names).Parse());
  }
}

}  // namespace plog

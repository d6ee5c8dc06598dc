#include "rules/policy/policy.h"

#include <deque>
#include <utility>

#include "rules/embedded_policies.h"
#include "rules/enforcement/enforcement_parser.h"
#include "rules/enforcement/enforcement_rules.h"
#include "rules/enforcement/known_policy.h"
#include "rules/policy/keys.h"
#include "rules/policy/policy_parser.h"
#include "rules/policy/test_parser.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_reader.h"

namespace plog {
namespace {

constexpr std::string_view kBuiltinFile = "builtin.yaml";
constexpr std::string_view kPolicyFileEnding = ".yaml";

struct ReadFile {
  SourceText source;
  YamlNode root;
};

// The document of a file if it is a mapping with the file's keys; else an
// invalid node, diagnosed.
YamlNode ReadDocument(const SourceText& source) {
  YamlNode root = ReadYaml(source);
  if (!root.valid()) return {};
  if (!ExpectMapping(source, root, "a policy file")) return {};
  if (IsEnforcementPolicy(root)) return root;
  const auto known = NamesOf(FileKeys());
  RefuseUnknownKeys(source, root, "a policy file", known);
  if (root.Find("policies") == nullptr && root.Find("tests") == nullptr) {
    source.Add("no-policies", root.place,
               "the file has neither `policies` nor `tests`");
  }
  return root;
}

std::optional<PolicySource> EmbeddedSource(std::string_view file_name) {
  for (const EmbeddedPolicy& file : EmbeddedPolicies()) {
    if (file.file_name != file_name) continue;
    return PolicySource{"builtin:" + std::string(file_name),
                        std::string(file.text)};
  }
  return std::nullopt;
}

void SealDigests(const PolicySource& source, size_t first,
                 std::vector<Policy>* policies) {
  const Digest digest = Sha256().Of(source.text);
  for (size_t i = first; i < policies->size(); ++i) {
    (*policies)[i].file_digest = digest;
  }
}

// Decisions may have been made by any of the enforcement policies of the run.
void AddKnownPolicyRules(std::vector<Policy>* policies) {
  std::vector<Digest> known;
  std::vector<Policy*> enforcing;
  for (Policy& policy : *policies) {
    if (policy.rules.empty() || !EnforcementOf(policy.rules.front())) continue;
    known.push_back(policy.file_digest);
    enforcing.push_back(&policy);
  }
  if (enforcing.empty()) return;
  Policy* first = enforcing.front();
  first->rules.push_back(KnownPolicyRule(known, first->line));
}

}  // namespace

std::string_view Name(Severity severity) {
  return severity == Severity::kWarn ? "warn" : "fail";
}

PolicySet CompilePolicies(std::vector<PolicySource> sources,
                          Diagnostics* diagnostics) {
  PolicySet set;
  set.sources = std::move(sources);
  std::deque<ReadFile> files;
  NameRegistry names;
  for (const PolicySource& source : set.sources) {
    ReadFile& file = files.emplace_back(
        ReadFile{SourceText(source.name, source.text, diagnostics), {}});
    file.root = ReadDocument(file.source);
    const size_t first = set.policies.size();
    if (const YamlNode* policies = file.root.Find("policies")) {
      ParsePolicies(file.source, *policies, &names, &set.policies);
    } else if (IsEnforcementPolicy(file.root)) {
      ParseEnforcementPolicy(file.source, file.root, &names, &set.policies);
    }
    SealDigests(source, first, &set.policies);
  }
  AddKnownPolicyRules(&set.policies);
  // A test may expect violations of any file's rules.
  for (const ReadFile& file : files) {
    if (const YamlNode* tests = file.root.Find("tests")) {
      ParseTests(file.source, *tests, names, &set.tests);
    }
  }
  return set;
}

std::vector<PolicyTest> CompileTests(const PolicySource& source,
                                     const std::vector<Policy>& policies,
                                     Diagnostics* diagnostics) {
  NameRegistry names;
  for (const Policy& policy : policies) {
    names.policies.emplace(policy.name,
                           NameRegistry::Taken{policy.file, policy.line});
    for (const Rule& rule : policy.rules) names.rules.insert(rule.name);
  }
  const SourceText text(source.name, source.text, diagnostics);
  const YamlNode root = ReadDocument(text);
  if (IsEnforcementPolicy(root)) {
    text.Add("no-policies", root.place, "the file has no `tests`",
             "it is an enforcement policy: give it to --file");
  }
  if (root.Find("policies") != nullptr) {
    text.Add("unknown-key", root.Find("policies")->place,
             "a file of tests has no `policies`",
             "give files with policies to --file");
  }
  std::vector<PolicyTest> tests;
  if (const YamlNode* list = root.Find("tests")) {
    ParseTests(text, *list, names, &tests);
  }
  return tests;
}

PolicySource BuiltinPolicySource() {
  return EmbeddedSource(kBuiltinFile).value_or(PolicySource());
}

std::vector<std::string> PolicyPackNames() {
  std::vector<std::string> names;
  for (const EmbeddedPolicy& file : EmbeddedPolicies()) {
    if (file.file_name == kBuiltinFile) continue;
    names.emplace_back(file.file_name.substr(
        0, file.file_name.size() - kPolicyFileEnding.size()));
  }
  return names;
}

std::optional<PolicySource> PolicyPackSource(std::string_view name) {
  const std::string file = std::string(name) + std::string(kPolicyFileEnding);
  if (file == kBuiltinFile) return std::nullopt;
  return EmbeddedSource(file);
}

}  // namespace plog

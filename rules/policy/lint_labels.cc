// Labels that lead nowhere. A label filter whose label no test event
// of the file has was never seen at work, and is the likeliest of all mistakes
// in a policy: misspelt, it silently matches nothing. A label that only test
// events have, and no rule looks at, is the same mistake from the other side.
// Files without tests say nothing about labels.

#include <fmt/format.h>

#include <map>
#include <set>

#include "ledger/json/json.h"
#include "rules/matcher/matcher_node.h"
#include "rules/policy/lint_rule.h"

namespace plog {
namespace {

constexpr std::string_view kLabelPrefix = "labels.";

// The labels that the test events of one file carry, with the line of the
// first test that does.
struct TestedFile {
  std::map<std::string, size_t> labels;
};

void NoteLabels(const PolicyTest& test, TestedFile* file) {
  JsonParser parser;
  for (const std::string& line : test.events) {
    JsonDocument document;
    if (parser.Parse(line, JsonLimits(), &document)) continue;
    const JsonView labels = document.root().Find("labels");
    if (!labels.is(JsonType::kObject)) continue;
    for (JsonView key = labels.First(); key.valid();
         key = labels.After(key.Value())) {
      file->labels.emplace(std::string(key.AsString()), test.line);
    }
  }
}

// The labels that a matcher looks at.
void CollectLabels(const Matcher::Node& node, std::set<std::string>* labels) {
  const std::string& path = node.condition.path.text();
  if (path.starts_with(kLabelPrefix)) {
    labels->insert(path.substr(kLabelPrefix.size()));
  } else if (path == "labels" || path.starts_with("/labels")) {
    labels->insert("*");  // any of them
  }
  for (const Matcher::Node& child : node.children) {
    CollectLabels(child, labels);
  }
}

void CollectLabels(const LintedRule& rule, std::set<std::string>* labels) {
  for (const auto& [field, matcher] : rule.fields.matchers) {
    if (matcher.root() != nullptr) CollectLabels(*matcher.root(), labels);
  }
  for (const auto& [field, pairs] : rule.fields.pairs) {
    for (const FieldPair& pair : pairs) {
      for (const FieldPath* path : {&pair.x, &pair.y}) {
        if (!path->text().starts_with(kLabelPrefix)) continue;
        labels->insert(path->text().substr(kLabelPrefix.size()));
      }
    }
  }
  for (const FieldComparison& one : rule.fields.comparisons) {
    for (const FieldPath* path : {&one.x, &one.y}) {
      if (!path->text().starts_with(kLabelPrefix)) continue;
      labels->insert(path->text().substr(kLabelPrefix.size()));
    }
  }
  for (const auto& [field, path] : rule.fields.paths) {
    if (!path.text().starts_with(kLabelPrefix)) continue;
    labels->insert(path.text().substr(kLabelPrefix.size()));
  }
}

// Each label of the filter should be one that tests have.
void CheckFilter(const LintedRule& rule, const TestedFile& file) {
  const YamlNode* filter = rule.node->Find("label_filter");
  if (filter == nullptr) return;
  for (const YamlMember& member : filter->members) {
    if (file.labels.contains(member.name)) continue;
    rule.source->Add(
        "unused-label", member.place,
        fmt::format("no test of this file has an event with the label `{}`",
                    member.name),
        "the rule was never seen at work; is the label spelt right?");
  }
}

}  // namespace

void LintLabels(const PolicySet& set, const std::vector<LintedRule>& rules) {
  std::map<std::string, TestedFile> files;
  for (const PolicyTest& test : set.tests) NoteLabels(test, &files[test.file]);
  std::map<std::string, std::set<std::string>> used;
  std::map<std::string, const SourceText*> sources;
  for (const LintedRule& rule : rules) {
    const std::string& file = rule.policy->file;
    sources.emplace(file, rule.source);
    CollectLabels(rule, &used[file]);
    if (const YamlNode* filter = rule.node->Find("label_filter")) {
      for (const YamlMember& one : filter->members) used[file].insert(one.name);
    }
    const auto tested = files.find(file);
    if (tested != files.end()) CheckFilter(rule, tested->second);
  }
  for (const auto& [name, file] : files) {
    const auto source = sources.find(name);
    if (source == sources.end() || used[name].contains("*")) continue;
    for (const auto& [label, line] : file.labels) {
      if (used[name].contains(label)) continue;
      source->second->Add(
          "unused-label", {line, 1, 1},
          fmt::format("no rule of this file looks at the label `{}`", label),
          "leave it out, or is it misspelt?");
    }
  }
}

}  // namespace plog

// Real agent traces with known answers, through the program itself: every
// corpus is ingested, verified and checked, and each case's violations are
// compared event by event.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/json/canonical.h"
#include "ledger/json/json.h"
#include "tests/support/shared_data.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

struct Case {
  std::string name;
  std::string rule_type;
  JsonDocument document;
  JsonView expected() const { return document.root().Find("expected"); }
};

std::string Text(JsonView view) {
  return view.is_string() ? std::string(view.AsString()) : std::string();
}

// The members of `list` (absent: none) as matchers of an `any`.
std::string AnyOf(JsonView list) {
  return "{any: " + CanonicalJson(list) + "}";
}

// What the contract's options express although the case was written for
// checkers without them: X needs an earlier Y.
std::string PrecedenceYaml(const std::string& name, JsonView rule) {
  std::string yaml =
      "policies:\n  - name: " + name + "\n    rules:\n      - " +
      "name: " + name + "\n        type: sequence\n" +
      "        order: before\n        when: " + AnyOf(rule.Find("target")) +
      "\n        expect: " + AnyOf(rule.Find("before")) + "\n";
  if (rule.Find("label_filter").present()) {
    yaml +=
        "        label_filter: " + CanonicalJson(rule.Find("label_filter")) +
        "\n";
  }
  if (rule.Find("arg").is_string()) {
    yaml +=
        "        correlate: [action_input." + Text(rule.Find("arg")) + "]\n";
  }
  return yaml;
}

// The case's policy, or nothing if the language cannot say it.
std::string YamlOf(const Case& c) {
  const JsonView root = c.document.root();
  if (root.Find("policy_yaml").is_string()) {
    return Text(root.Find("policy_yaml"));
  }
  if (c.rule_type.starts_with("ext:precedence")) {
    return PrecedenceYaml(c.name, root.Find("rule"));
  }
  return {};
}

std::string PolicyOf(const Case& c) {
  return c.rule_type.starts_with("builtin:") ? c.rule_type.substr(8) : c.name;
}

// The violation's event that the cases list, by rule type.
std::string EventMember(const std::string& rule_type) {
  const bool trigger = rule_type == "sequence" ||
                       rule_type == "builtin:event-completeness" ||
                       rule_type.starts_with("ext:precedence");
  return trigger ? "trigger_event" : "offending_event";
}

std::set<std::string> Strings(JsonView array) {
  std::set<std::string> all;
  if (!array.is(JsonType::kArray)) return all;
  for (JsonView v = array.First(); v.valid(); v = array.After(v)) {
    all.insert(Text(v));
  }
  return all;
}

std::set<std::string> Collect(JsonView result, const std::string& member) {
  std::set<std::string> all;
  const JsonView violations = result.Find("violations");
  for (JsonView v = violations.First(); v.valid(); v = violations.After(v)) {
    all.insert(Text(v.Find(member)));
  }
  return all;
}

std::string DigestOf(const std::set<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) {
    if (!text.empty()) text += '\n';
    text += id;
  }
  return ToHex(Sha256Of(text));
}

class CorpusTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    char name[] = "/tmp/plog-corpus-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  int Run(const std::string& arguments) const {
    const std::string command = std::string(PLOG_BINARY) + " " + arguments +
                                " --db " + (folder_ / "ledger.db").string() +
                                " 2>>" + (folder_ / "stderr").string();
    return WEXITSTATUS(std::system(command.c_str()));
  }
  std::string Stderr() const { return ReadFile(folder_ / "stderr"); }

  std::vector<Case> LoadCases() const {
    std::vector<Case> cases;
    for (const auto& entry : fs::directory_iterator(Corpus() / "cases")) {
      if (entry.path().filename() == "INDEX.json") continue;
      Case& c = cases.emplace_back();
      const auto fault =
          JsonParser().Parse(ReadFile(entry.path()), JsonLimits{}, &c.document);
      EXPECT_FALSE(fault.has_value()) << entry.path();
      c.name = Text(c.document.root().Find("case"));
      c.rule_type = Text(c.document.root().Find("rule_type"));
    }
    return cases;
  }

  fs::path Corpus() const {
    return SharedData(std::string("corpora/") + GetParam());
  }

  // One run judges every case of the corpus.
  void Check(const std::vector<Case>& cases, JsonDocument* report) {
    std::string files;
    for (const Case& c : cases) {
      const std::string yaml = YamlOf(c);
      if (yaml.empty()) continue;
      const fs::path path = folder_ / (c.name + ".yaml");
      std::ofstream(path) << yaml;
      files += " --file " + path.string();
    }
    const fs::path out = folder_ / "report.json";
    const int status = Run("policy check --with-builtins --format json" +
                           files + " -o " + out.string());
    ASSERT_TRUE(status == 0 || status == 1) << status << "\n" << Stderr();
    const auto fault = JsonParser().Parse(ReadFile(out), JsonLimits{}, report);
    ASSERT_FALSE(fault.has_value()) << fault->message;
  }

  void Compare(const Case& c, JsonView result) const {
    const JsonView expected = c.expected();
    if (expected.Find("violating_sessions").is(JsonType::kArray)) {
      EXPECT_EQ(Collect(result, "session_id"),
                Strings(expected.Find("violating_sessions")));
    } else if (expected.Find("violating_agents").is(JsonType::kArray)) {
      EXPECT_EQ(Collect(result, "agent_id"),
                Strings(expected.Find("violating_agents")));
    }
    if (c.rule_type == "presence" || c.rule_type == "builtin:error-rate") {
      return;  // a missing event has no id
    }
    const std::set<std::string> ids = Collect(result, EventMember(c.rule_type));
    EXPECT_EQ(DigestOf(ids), Text(expected.Find("violating_event_ids_sha256")))
        << ids.size() << " events at fault";
  }

  fs::path folder_;
};

TEST_P(CorpusTest, EveryCaseFindsExactlyWhatIsKnown) {
  PLOG_NEED_SHARED(Corpus());
  ASSERT_EQ(Run("ingest --quiet " + (Corpus() / "events.ndjson.gz").string()),
            0)
      << Stderr();
  ASSERT_EQ(Run("verify --quiet >/dev/null"), 0) << Stderr();
  const std::vector<Case> cases = LoadCases();
  JsonDocument report;
  Check(cases, &report);
  std::map<std::string, JsonView> results;
  const JsonView list = report.root().Find("results");
  for (JsonView r = list.First(); r.valid(); r = list.After(r)) {
    results[Text(r.Find("policy"))] = r;
  }
  size_t compared = 0;
  for (const Case& c : cases) {
    if (!results.contains(PolicyOf(c))) continue;
    SCOPED_TRACE(std::string(GetParam()) + "/" + c.name);
    Compare(c, results.at(PolicyOf(c)));
    ++compared;
  }
  EXPECT_GE(compared + 1, cases.size()) << "cases left out";
}

INSTANTIATE_TEST_SUITE_P(All, CorpusTest,
                         testing::Values("agentdojo", "coding", "moatless",
                                         "openhands", "tau2", "taubench"));

}  // namespace
}  // namespace plog

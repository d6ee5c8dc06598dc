#ifndef PLOG_RULES_POLICY_POLICY_H_
#define PLOG_RULES_POLICY_POLICY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "rules/diagnostics/diagnostic.h"
#include "rules/types/rule_type.h"

namespace plog {

enum class Severity { kWarn, kFail };
std::string_view Name(Severity severity);  // "warn", "fail"

struct Rule {
  std::string name;
  const RuleType* type = nullptr;
  std::shared_ptr<const RuleBody> body;
  Severity severity = Severity::kFail;
  Scope scope = Scope::kSession;
  // Only events that pass exist for the rule; nullopt: all.
  std::optional<Matcher> label_filter;
  std::string description;
  std::string message;                // replaces the generated one if not empty
  std::vector<std::string> controls;  // its own, or else its policy's
  std::vector<std::string> tags;
  bool enabled = true;
  size_t line = 0;  // of the rule in its file
};

struct Policy {
  std::string name;
  std::string description;
  std::string owner;
  std::vector<std::string> controls;
  std::vector<std::string> tags;
  bool enabled = true;
  std::vector<Rule> rules;
  std::string file;  // as given, or "builtin:NAME.yaml"
  size_t line = 0;
  Digest file_digest{};  // SHA-256 of the file's bytes
};

// One embedded test (policies §7).
struct ExpectedViolation {
  std::optional<std::string> policy;
  std::string rule;
  std::optional<std::string> trigger;  // event ids of the test
  std::optional<std::string> offending;
  std::optional<std::string> session_id;
  std::optional<std::string> agent_id;
  size_t line = 0;
};
struct PolicyTest {
  std::string name;
  // Bare events as JSON lines, defaults and `at` already applied.
  std::vector<std::string> events;
  std::vector<ExpectedViolation> expect;  // empty: pass
  std::optional<Instant> as_of;
  std::string file;
  size_t line = 0;
};

struct PolicySource {
  std::string name;  // path as given; shown in diagnostics and reports
  std::string text;
};

struct PolicySet {
  std::vector<Policy> policies;  // as written, files in the order given
  std::vector<PolicyTest> tests;
  std::vector<PolicySource> sources;
};

// Compiles all files of a run together, so that every mistake of all of them is
// reported and names are unique across them. With errors in `diagnostics` the
// result must not be evaluated. Lint hints go into `diagnostics` as well.
PolicySet CompilePolicies(std::vector<PolicySource> sources,
                          Diagnostics* diagnostics);
// A file that holds `tests:` only (`--tests FILE`), for policies that are
// compiled already.
std::vector<PolicyTest> CompileTests(const PolicySource& source,
                                     const std::vector<Policy>& policies,
                                     Diagnostics* diagnostics);
// The built-in policies and packs are shipped in the same language.
PolicySource BuiltinPolicySource();
// The packs by name, sorted: every other policy file that is shipped.
std::vector<std::string> PolicyPackNames();
std::optional<PolicySource> PolicyPackSource(std::string_view name);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_POLICY_H_

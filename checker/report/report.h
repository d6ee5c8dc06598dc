#ifndef PLOG_CHECKER_REPORT_REPORT_H_
#define PLOG_CHECKER_REPORT_REPORT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/base/instant.h"
#include "ledger/base/shared_text.h"
#include "rules/policy/policy.h"
#include "rules/types/order.h"

namespace plog {

// The one model that every output format prints. Nothing is computed in a
// printer. Contract: policies §8 and cli §4.

enum class ResultStatus { kPass, kWarn, kFail, kNotApplicable, kError };
std::string_view Name(ResultStatus status);  // "not_applicable"

struct Evidence {
  SharedText role;  // "trigger", "offending"
  SharedText id;
  SharedText agent_id;
  uint64_t sequence = 0;
  SharedText hash;
  // For timelines; may be absent.
  std::optional<SharedText> time;    // effective, RFC 3339
  std::optional<SharedText> action;  // "TOOL_CALL search"
};

struct Waiver {
  std::string reason;
  std::string owner;
  std::string expires;  // YYYY-MM-DD
  std::string ticket;
  std::string file;
  size_t line = 0;
  std::string match;  // as written, for people: "policy=a* session_id=s-1"
};

struct Violation {
  // ProvenLog's members, in its order.
  SharedText policy_name;
  SharedText rule;
  std::optional<SharedText> trigger_event;  // event ids
  std::optional<SharedText> expected_event;
  std::optional<SharedText> session_id;
  std::optional<SharedText> agent_id;
  std::optional<SharedText> timestamp;  // as recorded
  SharedText message;
  SharedText detail;
  // Ours.
  Severity severity = Severity::kFail;
  SharedText type;  // of the rule
  SharedText scope;
  std::optional<SharedText> offending_event;
  std::optional<uint64_t> sequence;  // of the event at fault
  std::optional<SharedText> hash;
  std::vector<Evidence> evidence;
  bool vouched = true;
  SharedText policy_file;
  size_t policy_line = 0;
  SharedText policy_digest;  // hex SHA-256 of the policy file
  SharedText fingerprint;    // hex SHA-256, stable across runs
  uint64_t recent_violations = 0;
  std::vector<std::string> controls;
  // On which side of the trigger the missing partner was due (sequence). With
  // `within`, also the end of the time for it that is not the trigger: until
  // when (after) or from when on (before), RFC 3339.
  std::optional<PartnerOrder> expected_order;
  std::optional<SharedText> expected_by;
  std::optional<SharedText> expected_from;
  // Leaves the verdict, never the report: see Report::waived_violations.
  std::shared_ptr<const Waiver> waiver;
};

struct RuleResult {
  std::string name;
  std::string type;
  Severity severity = Severity::kFail;
  std::string description;
  ResultStatus status = ResultStatus::kPass;
  uint64_t activations = 0;
  uint64_t fulfilled = 0;
  uint64_t violation_count = 0;  // that count, listed or not
  uint64_t waived = 0;           // not in violation_count
  uint64_t baselined = 0;        // not in violation_count
  uint64_t pending = 0;
  uint64_t not_evaluated = 0;
  size_t line = 0;
};

struct PolicyResult {
  std::string policy;
  ResultStatus status = ResultStatus::kPass;
  std::vector<Violation> violations;  // those that count, in report order
  uint64_t events_evaluated = 0;
  std::string timestamp;  // as-of
  std::string description;
  std::string file;
  std::vector<RuleResult> rules;
  uint64_t violation_count = 0;  // that count, listed or not
  bool truncated = false;        // not all violations are listed
};

struct ReportPolicyFile {
  std::string file;
  std::string sha256;
  std::string name;  // of the policy
};

struct ReportSelection {
  std::vector<std::string> agent_ids;
  std::vector<std::string> session_ids;
  std::vector<std::string> labels;  // "k=v"
  std::optional<std::string> since;
  std::optional<std::string> until;

  friend bool operator==(const ReportSelection&,
                         const ReportSelection&) = default;
};

// The earlier report whose violations do not fail this one.
struct BaselineInfo {
  std::string file;
  std::string sha256;  // of the file's bytes
  std::string as_of;
  uint64_t tree_size = 0;
  std::string merkle_root;
  // Its violations that this run looked for and did not find (baseline.h).
  // They are no violations of this report.
  std::vector<Violation> absent;
};

// That the run was given a state to go on from (--state), and what came of it.
struct ReportState {
  bool incremental = false;
  std::string reason;  // why not; else empty
  // The first events of the ledger, whose hashes an earlier run recomputed and
  // this one did not, and the root of their tree. None unless incremental.
  uint64_t events_taken = 0;
  std::string tree_root;
  uint64_t events_hashed = 0;  // the others
};

// Made by the engine, then changed by waivers and baselines, each of which ends
// in FinalizeReport (finalize.h). Every violation is in exactly one of
// results[].violations, waived_violations and baselined_violations; only the
// first count.
struct Report {
  std::string plog_version;
  ResultStatus status = ResultStatus::kPass;
  std::string as_of;
  AuditReport audit;  // verdict, chains, tree root
  uint64_t agents = 0;
  uint64_t sessions = 0;
  std::optional<std::string> first_event;  // effective times, RFC 3339
  std::optional<std::string> last_event;
  ReportSelection selection;
  std::vector<ReportPolicyFile> policies;
  std::string sqlite_version;
  std::string tzdata_version;
  std::string re2_version;
  // Summary.
  uint64_t passed = 0;
  uint64_t warned = 0;
  uint64_t failed = 0;
  uint64_t not_applicable = 0;
  uint64_t violations = 0;
  uint64_t waived = 0;
  uint64_t baselined = 0;
  uint64_t events_evaluated = 0;
  uint64_t selected_events = 0;  // not printed: 0 is "nothing to evaluate"
  // Not printed: errors of verification in what is judged that are nobody's
  // violation, because no rule of type integrity was run.
  uint64_t unjudged_breaks = 0;
  std::vector<PolicyResult> results;
  std::vector<Violation> waived_violations;
  std::vector<Waiver> expired_waivers;
  std::vector<std::string> errors;  // the evaluation is not complete
  std::vector<Violation> baselined_violations;
  std::vector<Waiver> unmatched_waivers;
  std::optional<BaselineInfo> baseline;
  std::optional<ReportState> state;
};

}  // namespace plog

#endif  // PLOG_CHECKER_REPORT_REPORT_H_

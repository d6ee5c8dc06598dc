#ifndef PLOG_CHECKER_EXPLAIN_EXPLAIN_H_
#define PLOG_CHECKER_EXPLAIN_EXPLAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/check.h"
#include "checker/report/report.h"
#include "rules/matcher/matcher.h"

namespace plog {

// Why events and violations are, or are not, reported: for every enabled rule,
// whether it saw the event, whether each of its matchers held and which
// condition failed first with the value found, and what became of the event.

struct ExplainedMatcher {
  std::string field;  // "when"; "label_filter" stands first, where there is one
  bool held = false;
  std::vector<ConditionTrace> conditions;  // in order of writing
  // The first condition that does not hold, if the matcher does not.
  std::optional<size_t> first_failed;
};

struct ExplainedRule {
  std::string policy;
  std::string rule;
  std::string type;
  Severity severity = Severity::kFail;
  std::string file;
  size_t line = 0;
  bool seen = true;       // the event passes the label filter
  std::string instance;   // "session s-1"; empty if not seen
  uint64_t position = 0;  // from 1, among the events of the instance that the
  uint64_t events = 0;    //   rule sees, and how many these are
  std::vector<ExplainedMatcher> matchers;
  std::vector<std::string> story;     // sentences
  std::vector<Violation> violations;  // that name the event
};

struct ExplainedEvent {
  std::string id;
  std::string agent_id;
  std::optional<std::string> session_id;
  uint64_t sequence = 0;
  uint64_t ingest_index = 0;
  std::string time;  // effective, RFC 3339
  std::string action;
  std::vector<ExplainedRule> rules;
};

struct Explanation {
  std::string as_of;
  std::optional<Violation> violation;  // the one that was asked for
  std::vector<std::string> story;      // of a violation about no single event
  std::vector<ExplainedEvent> events;  // trigger first; of a violation, only
                                       // as its own rule sees them
};

// `subject`: the id of an event (all events of that id are explained), or the
// beginning of a violation's fingerprint, eight hex digits at least. An error
// of kind kUsage if it is neither, or the beginning of several fingerprints.
// `rule`: only rules of this name; empty for all. The selection of `options`
// is not heeded.
Result<Explanation> Explain(const LedgerReader& reader,
                            const std::vector<Policy>& policies,
                            std::string_view subject, std::string_view rule,
                            const CheckOptions& options);

// For people. Sanitised.
std::string ExplanationText(const Explanation& explanation);
std::string ExplanationJson(const Explanation& explanation);

}  // namespace plog

#endif  // PLOG_CHECKER_EXPLAIN_EXPLAIN_H_

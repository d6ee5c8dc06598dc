#ifndef PLOG_CHECKER_ENGINE_VIOLATION_BUILDER_H_
#define PLOG_CHECKER_ENGINE_VIOLATION_BUILDER_H_

#include "checker/engine/check.h"
#include "checker/engine/event_fetcher.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/engine/rule_run.h"
#include "checker/report/report.h"

namespace plog {

// Turns findings into the violations of the report: fetches the few events
// that matter, lets the rule describe them, and binds the result to hashes.
class ViolationBuilder {
 public:
  // `old`: see EventFetcher.
  ViolationBuilder(const LedgerReader& reader, const Facts& facts,
                   const CheckOptions& options, OldEvents* old = nullptr);

  Result<Violation> Build(const Plan::PlannedRule& rule,
                          const LocatedFinding& located);
  // A finding of verification as a violation of an `integrity` rule.
  Result<Violation> Build(const Plan::PlannedRule& rule,
                          const AuditFinding& finding);

 private:
  struct Ends;  // trigger and offending event, as far as there are any

  Result<Ends> FetchEnds(const Finding& finding);
  Violation Frame(const Plan::PlannedRule& rule) const;
  void DescribeFault(const Ends& ends, const LocatedFinding& located,
                     Violation* violation);
  void AddEvidence(const FetchedEvent& event, std::string_view role,
                   Violation* violation) const;
  bool IsVouched(uint32_t ordinal) const;
  Status SetTimestamp(const Ends& ends, uint32_t last_event,
                      Violation* violation);

  const Facts& facts_;
  const CheckOptions& options_;
  EventFetcher fetcher_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_VIOLATION_BUILDER_H_

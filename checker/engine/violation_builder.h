#ifndef PLOG_CHECKER_ENGINE_VIOLATION_BUILDER_H_
#define PLOG_CHECKER_ENGINE_VIOLATION_BUILDER_H_

#include <optional>
#include <string_view>
#include <unordered_map>

#include "checker/engine/check.h"
#include "checker/engine/event_fetcher.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/engine/rule_run.h"
#include "checker/engine/text_pool.h"
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
  // What all violations of the rule have in common.
  const Violation& Frame(const Plan::PlannedRule& rule);
  void DescribeFault(const Ends& ends, const LocatedFinding& located,
                     Violation* violation);
  void AddEvidence(const FetchedEvent& event, std::string_view role,
                   Violation* violation);
  bool IsVouched(uint32_t ordinal) const;
  std::optional<SharedText> Shared(std::optional<std::string_view> text);
  SharedText HexOf(const Digest& digest);
  void SetLimit(const FindingText& text, Violation* violation);
  Status SetTimestamp(const Ends& ends, uint32_t last_event,
                      Violation* violation);

  const Facts& facts_;
  const CheckOptions& options_;
  EventFetcher fetcher_;
  TextPool texts_;
  std::unordered_map<const Plan::PlannedRule*, Violation> frames_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_VIOLATION_BUILDER_H_

#include "cli/report_verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/text_table.h"

namespace plog {
namespace {

// Milder outcomes have greater numbers; `fail_on` covers all up to its own.
int Mildness(const std::string& fail_on) {
  if (fail_on == "fail") return 1;
  if (fail_on == "warn") return 2;
  if (fail_on == "vacuous") return 3;
  return 0;
}

int Mildness(ResultStatus status) {
  switch (status) {
    case ResultStatus::kFail:
      return 1;
    case ResultStatus::kWarn:
      return 2;
    case ResultStatus::kNotApplicable:
      return 3;
    case ResultStatus::kPass:
    case ResultStatus::kError:
      return 4;
  }
  return 4;
}

}  // namespace

ExitStatus StatusOfReport(const Report& report, const std::string& fail_on) {
  if (report.status == ResultStatus::kError || !report.errors.empty()) {
    return ExitStatus::kIncomplete;
  }
  const int bound = Mildness(fail_on);
  const bool broken = report.unjudged_breaks > 0 && bound > 0;
  const bool any =
      broken || std::any_of(report.results.begin(), report.results.end(),
                            [&](const PolicyResult& one) {
                              return Mildness(one.status) <= bound;
                            });
  return any ? ExitStatus::kFindings : ExitStatus::kDone;
}

std::string NothingEvaluated(const std::vector<Policy>& policies,
                             const Report& report) {
  const bool enabled =
      std::any_of(policies.begin(), policies.end(), [](const Policy& policy) {
        return policy.enabled &&
               std::any_of(policy.rules.begin(), policy.rules.end(),
                           [](const Rule& rule) { return rule.enabled; });
      });
  if (!enabled) return "nothing was evaluated: no enabled policy";
  if (report.audit.events == 0) {
    return "nothing was evaluated: the ledger is empty";
  }
  if (report.selected_events == 0) {
    return "nothing was evaluated: no event is selected";
  }
  return "";
}

void AnnounceReport(const Report& report, Console* console) {
  for (const std::string& error : report.errors) {
    console->Fail({ErrorKind::kInput, error, ""});
  }
  if (report.unjudged_breaks > 0) {
    console->Warn(fmt::format(
        "the ledger is {}, and no policy with an integrity rule was run: `plog "
        "verify` tells of {}",
        Name(report.audit.verdict), Counted(report.unjudged_breaks, "error")));
  }
  std::vector<std::string> idle;
  for (const PolicyResult& result : report.results) {
    if (result.status == ResultStatus::kNotApplicable) {
      idle.push_back(result.policy);
    }
  }
  if (!idle.empty()) {
    console->Warn(fmt::format("nothing to judge for {}: {}",
                              Counted(idle.size(), "policy"),
                              fmt::join(idle, ", ")));
  }
  std::string line = fmt::format(
      "{}: {}, {} failed, {} warned; {} in {}; ledger {}", Name(report.status),
      Counted(report.results.size(), "policy"), report.failed, report.warned,
      Counted(report.violations, "violation"),
      Counted(report.events_evaluated, "event"), Name(report.audit.verdict));
  if (report.waived > 0) line += fmt::format("; {} waived", report.waived);
  if (report.baselined > 0) {
    line += fmt::format("; {} in the baseline", report.baselined);
  }
  console->Summary(line);
}

}  // namespace plog

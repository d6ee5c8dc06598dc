#include "checker/engine/check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "checker/engine/effective_times.h"
#include "checker/engine/evaluated_events.h"
#include "checker/engine/fact_scan.h"
#include "checker/engine/facts.h"
#include "checker/engine/judged_findings.h"
#include "checker/engine/plan.h"
#include "checker/engine/rule_outcomes.h"
#include "checker/engine/scope_order.h"
#include "checker/engine/violation_builder.h"
#include "checker/engine/violation_lists.h"
#include "checker/report/finalize.h"
#include "checker/state/increment.h"
#include "checker/state/old_events.h"
#include "ledger/base/versions.h"
#include "rules/values/regex.h"
#include "rules/values/time_zone.h"

namespace plog {
namespace {

// One check, step by step:
//   scan ─► effective times ─► group by scope ─► monitors ─► violations ─►
//   report
// What is known of single events is in memory or in temporary files, and no
// step but the first three knows which.
class Check {
 public:
  Check(const LedgerReader& reader, const std::vector<Policy>& policies,
        const CheckOptions& options, Increment* increment)
      : reader_(reader),
        options_(options),
        plan_(policies),
        increment_(increment) {}

  Result<Report> Run() {
    auto facts = ScanFacts(reader_, plan_, options_, increment_);
    if (!facts) return tl::make_unexpected(facts.error());
    facts_ = std::move(*facts);
    const Status timed = SetEffectiveTimes(&facts_, options_);
    if (!timed) return tl::make_unexpected(timed.error());
    const Status run = Evaluate();
    if (!run) return tl::make_unexpected(run.error());
    DescribeLedger();
    Status built = BuildResults();
    if (built && facts_.log) built = facts_.log->status();
    if (!built) return tl::make_unexpected(built.error());
    report_.audit = std::move(facts_.audit);
    FinalizeReport(&report_);
    return std::move(report_);
  }

 private:
  Status Evaluate() {
    OutcomeReuse reuse;
    if (increment_ != nullptr) {
      reuse = increment_->Reuse(plan_, options_, facts_);
    }
    const FindingLimit limit = [this](const auto&) {
      return options_.max_violations;
    };
    auto outcomes = RunRules(plan_, facts_, options_, limit, reuse);
    if (!outcomes) return tl::make_unexpected(outcomes.error());
    outcomes_ = std::move(*outcomes);
    if (increment_ != nullptr) {
      increment_->SaveOutcomes(plan_, options_, &outcomes_);
    }
    return {};
  }

  void DescribeVersions() {
    report_.plog_version = PlogVersion();
    report_.sqlite_version = SqliteVersion();
    report_.tzdata_version = TimeZoneDataVersion();
    report_.re2_version = RegexEngineVersion();
  }

  void DescribeLedger() {
    DescribeVersions();
    report_.as_of = FormatRfc3339(options_.as_of);
    report_.agents = facts_.agents_with_events();
    report_.sessions = facts_.sessions.size();
    DescribeTimes();
    DescribeSelection();
  }

  void DescribeTimes() {
    if (!facts_.first_time) return;
    report_.first_event = FormatRfc3339(*facts_.first_time);
    report_.last_event = FormatRfc3339(*facts_.last_time);
  }

  void DescribeSelection() {
    const Selection& selection = options_.selection;
    report_.selection.agent_ids = selection.agent_ids;
    report_.selection.session_ids = selection.session_ids;
    for (const auto& [name, value] : selection.labels) {
      report_.selection.labels.emplace_back(name).append("=").append(value);
    }
    if (selection.since) {
      report_.selection.since = FormatRfc3339(*selection.since);
    }
    if (selection.until) {
      report_.selection.until = FormatRfc3339(*selection.until);
    }
    report_.selected_events = facts_.selected_count;
  }

  Status BuildResults() {
    const std::vector<uint64_t> evaluated = CountEvaluated(plan_, facts_);
    report_.events_evaluated = evaluated.back();
    for (size_t i = 0; i < plan_.policies().size(); ++i) {
      BeginPolicy(*plan_.policies()[i], evaluated[i]);
    }
    JudgeIntegrity();
    for (size_t i = 0; i < plan_.rules().size(); ++i) AddRule(i);
    const std::vector<std::span<Violation>> room = MakeRoom();
    std::optional<OldEvents> old;
    if (increment_ != nullptr) old.emplace(facts_, increment_);
    OldEvents* const judge = old ? &*old : nullptr;
    Status built = BuildViolations(reader_, plan_, facts_, options_, outcomes_,
                                   room, judge);
    return built ? BuildIntegrityViolations(room, judge) : built;
  }

  void BeginPolicy(const Policy& policy, uint64_t evaluated) {
    PolicyResult& result = report_.results.emplace_back();
    result.policy = policy.name;
    result.description = policy.description;
    result.file = policy.file;
    result.timestamp = report_.as_of;
    result.events_evaluated = evaluated;
    report_.policies.push_back(
        {policy.file, ToHex(policy.file_digest), policy.name});
  }

  // The rules of type integrity find what verification found.
  void JudgeIntegrity() {
    judged_ = JudgedAuditFindings(facts_, options_.selection.agent_ids);
    std::set<uint32_t> broken;
    for (const AuditFinding* finding : judged_) {
      if (const auto ordinal = OrdinalOf(facts_, *finding)) {
        broken.insert(*ordinal);
      }
    }
    report_.unjudged_breaks = judged_.size();
    for (size_t i = 0; i < outcomes_.size(); ++i) {
      if (IsScoped(i)) continue;
      report_.unjudged_breaks = 0;
      outcomes_[i].violation_count = judged_.size();
      outcomes_[i].activations = report_.selected_events;
      outcomes_[i].fulfilled = report_.selected_events - broken.size();
    }
  }

  bool IsScoped(size_t rule) const {
    return plan_.rules()[rule].rule->body->IsScoped();
  }

  void AddRule(size_t position) {
    const Plan::PlannedRule& planned = plan_.rules()[position];
    const RuleOutcome& outcome = outcomes_[position];
    RuleResult& rule =
        report_.results[planned.policy_position].rules.emplace_back();
    rule.name = planned.rule->name;
    rule.type = planned.rule->type->name;
    rule.severity = planned.rule->severity;
    rule.description = planned.rule->description;
    rule.activations = outcome.activations;
    rule.fulfilled = outcome.fulfilled;
    rule.violation_count = outcome.violation_count;
    rule.pending = outcome.pending;
    rule.not_evaluated = outcome.not_evaluated;
    rule.line = planned.rule->line;
  }

  // How many violations of the rule are listed.
  size_t Listed(size_t rule) const {
    if (IsScoped(rule)) return outcomes_[rule].findings.size();
    return static_cast<size_t>(
        std::min<uint64_t>(judged_.size(), options_.max_violations));
  }

  // In the report, for those of every rule.
  std::vector<std::span<Violation>> MakeRoom() {
    std::vector<size_t> listed(report_.results.size());
    std::vector<size_t> begins;
    for (size_t i = 0; i < outcomes_.size(); ++i) {
      size_t& of_policy = listed[plan_.rules()[i].policy_position];
      begins.push_back(of_policy);
      of_policy += Listed(i);
    }
    for (size_t i = 0; i < listed.size(); ++i) {
      report_.results[i].violations.resize(listed[i]);
    }
    std::vector<std::span<Violation>> room;
    for (size_t i = 0; i < outcomes_.size(); ++i) {
      PolicyResult& result = report_.results[plan_.rules()[i].policy_position];
      room.push_back(
          std::span(result.violations).subspan(begins[i], Listed(i)));
    }
    return room;
  }

  Status BuildIntegrityViolations(const std::vector<std::span<Violation>>& room,
                                  OldEvents* old) {
    ViolationBuilder builder(reader_, facts_, options_, old);
    for (size_t rule = 0; rule < room.size(); ++rule) {
      if (IsScoped(rule)) continue;
      for (size_t i = 0; i < room[rule].size(); ++i) {
        auto violation = builder.Build(plan_.rules()[rule], *judged_[i]);
        if (!violation) return tl::make_unexpected(violation.error());
        room[rule][i] = std::move(*violation);
      }
    }
    return {};
  }

  const LedgerReader& reader_;
  const CheckOptions& options_;
  Plan plan_;
  Increment* increment_;  // null without a state
  Facts facts_;
  std::vector<RuleOutcome> outcomes_;
  std::vector<const AuditFinding*> judged_;  // of the facts
  Report report_;
};

}  // namespace

Result<Report> CheckPolicies(const LedgerReader& reader,
                             const std::vector<Policy>& policies,
                             const CheckOptions& options) {
  if (options.state == nullptr) {
    return Check(reader, policies, options, nullptr).Run();
  }
  Increment increment(options.state, options.full);
  auto report = Check(reader, policies, options, &increment).Run();
  // Only once: a check of all events has no old ones.
  if (increment.changed()) {
    increment.Discard();
    report = Check(reader, policies, options, &increment).Run();
  }
  if (report) report->state = increment.Describe(report->audit.tree_size);
  return report;
}

}  // namespace plog

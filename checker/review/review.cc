#include "checker/review/review.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "checker/engine/effective_times.h"
#include "checker/engine/event_fetcher.h"
#include "checker/engine/fact_scan.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/engine/rule_run.h"
#include "checker/engine/scope_order.h"
#include "rules/enforcement/recorded_decisions.h"
#include "rules/policy/rule_limits.h"

namespace plog {
namespace {

constexpr std::array<unsigned, 4> kPercents = {50, 75, 150, 200};
constexpr uint64_t kMostListed = 1000000;  // of a rule
constexpr std::string_view kNone = "-";

// What the policy at a position of `all` is there for.
struct Part {
  enum class Kind : uint8_t { kGiven, kVaried, kDecisions };
  Kind kind = Kind::kGiven;
  size_t study = 0;  // of kVaried: position in Review::limits
  unsigned percent = 100;
  std::string value;
};

class Reviewer {
 public:
  Reviewer(const LedgerReader& reader, const std::vector<Policy>& policies,
           const CheckOptions& options)
      : reader_(reader), options_(options), fetcher_(reader) {
    for (const Policy& policy : policies) {
      all_.push_back(policy);
      parts_.emplace_back();
    }
    for (const Policy& policy : policies) {
      if (!policy.enabled) continue;
      for (const Rule& rule : policy.rules) {
        if (rule.enabled) AddStudies(policy, rule);
      }
    }
    AddDecisions();
  }

  Result<Review> Run() {
    const Plan plan(all_);
    auto facts = ScanFacts(reader_, plan, options_);
    if (!facts) return tl::make_unexpected(facts.error());
    facts_ = std::move(*facts);
    const Status timed = SetEffectiveTimes(&facts_, options_);
    if (!timed) return tl::make_unexpected(timed.error());
    RunRules(plan);
    review_.as_of = FormatRfc3339(options_.as_of);
    review_.events = static_cast<uint64_t>(std::count_if(
        facts_.events.begin(), facts_.events.end(),
        [](const EventRecord& record) { return record.selected; }));
    for (size_t i = 0; i < plan.rules().size(); ++i) {
      Status taken = Take(plan.rules()[i], outcomes_[i]);
      if (!taken) return tl::make_unexpected(taken.error());
    }
    Sort();
    return std::move(review_);
  }

 private:
  void AddStudies(const Policy& policy, const Rule& rule) {
    for (const RuleLimit& limit : LimitsOf(rule)) {
      const size_t study = review_.limits.size();
      review_.limits.push_back({policy.name, rule.name, limit.name, {}});
      review_.limits.back().points.push_back({100, limit.value, 0});
      for (const unsigned percent : kPercents) {
        auto varied = WithLimit(rule, limit.name, percent);
        if (!varied || varied->value == limit.value) continue;
        Policy& one = all_.emplace_back(policy);
        one.rules = {std::move(varied->rule)};
        parts_.push_back({Part::Kind::kVaried, study, percent, varied->value});
      }
    }
  }

  void AddDecisions() {
    all_.emplace_back().rules.push_back(RecordedDecisionsRule());
    parts_.push_back({Part::Kind::kDecisions, 0, 100, {}});
  }

  const Part& PartOf(const Plan::PlannedRule& rule) const {
    return parts_[static_cast<size_t>(rule.policy - all_.data())];
  }

  void RunRules(const Plan& plan) {
    const EventOrder order(facts_);
    std::map<Scope, ScopeGroups> groups;
    for (const Scope scope : {Scope::kSession, Scope::kAgent, Scope::kLedger}) {
      groups.emplace(scope, GroupByScope(facts_, scope, order));
    }
    outcomes_.resize(plan.rules().size());
    std::atomic<size_t> next{0};
    const auto work = [&] {
      for (size_t i = next++; i < outcomes_.size(); i = next++) {
        const Plan::PlannedRule& rule = plan.rules()[i];
        if (!rule.rule->body->IsScoped()) continue;
        const bool counts_only = PartOf(rule).kind == Part::Kind::kVaried;
        outcomes_[i] = RunRule(rule, facts_, groups.at(rule.rule->scope), order,
                               options_.as_of, counts_only ? 0 : kMostListed);
      }
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < options_.jobs; ++i) threads.emplace_back(work);
    work();
  }

  Status Take(const Plan::PlannedRule& rule, const RuleOutcome& outcome) {
    const Part& part = PartOf(rule);
    if (part.kind == Part::Kind::kVaried) {
      review_.limits[part.study].points.push_back(
          {part.percent, part.value, outcome.violation_count});
      return {};
    }
    if (part.kind == Part::Kind::kDecisions) return TakeDecisions(outcome);
    if (!rule.rule->body->IsScoped()) return TakeIntegrity(rule);
    const std::string name = rule.policy->name + "/" + rule.rule->name;
    for (const LocatedFinding& located : outcome.findings) {
      Status added = AddFinding(name, located);
      if (!added) return added;
    }
    review_.rules.push_back({rule.policy->name, rule.rule->name,
                             outcome.activations, outcome.violation_count});
    for (LimitStudy& study : review_.limits) {
      if (study.policy == rule.policy->name && study.rule == rule.rule->name) {
        study.points.front().violations = outcome.violation_count;
      }
    }
    return {};
  }

  Status AddFinding(const std::string& rule, const LocatedFinding& located) {
    const auto fault = located.finding.offending ? located.finding.offending
                                                 : located.finding.trigger;
    const uint32_t ordinal = fault.value_or(located.last_event);
    const auto event = fetcher_.Fetch(ordinal);
    if (!event) return tl::make_unexpected(event.error());
    const auto tool = (*event)->content.Text(Member::kActionName);
    Count(rule, fault && tool ? *tool : kNone, ordinal, &review_.violated);
    return {};
  }

  Status TakeDecisions(const RuleOutcome& outcome) {
    for (const LocatedFinding& located : outcome.findings) {
      const auto event = fetcher_.Fetch(*located.finding.trigger);
      if (!event) return tl::make_unexpected(event.error());
      const EventContent& content = (*event)->content;
      const JsonView rule = content.Get(Member::kMetadata).Find("rule");
      Count(std::string(rule.is_string() ? rule.AsString() : kNone),
            content.Text(Member::kActionName).value_or(kNone),
            *located.finding.trigger,
            located.finding.variant == kDecisionDenied ? &review_.denied
                                                       : &review_.escalated);
    }
    return {};
  }

  Status TakeIntegrity(const Plan::PlannedRule& rule) {
    uint64_t errors = 0;
    for (const AuditFinding& finding : facts_.audit.findings) {
      if (IsError(finding.code)) ++errors;
    }
    if (errors > 0) {
      review_.violated.total += errors;
      review_.violated.by_rule[rule.policy->name + "/" + rule.rule->name] +=
          errors;
    }
    review_.rules.push_back(
        {rule.policy->name, rule.rule->name, review_.events, errors});
    return {};
  }

  void Count(const std::string& rule, std::string_view tool, uint32_t ordinal,
             Tally* tally) const {
    const EventRecord& record = facts_.events[ordinal];
    ++tally->total;
    ++tally->by_rule[rule];
    ++tally->by_tool[std::string(tool)];
    ++tally->by_agent[facts_.agents[record.agent].agent_id];
    ++tally->by_week[WeekOf(record.time())];
  }

  void Sort() {
    std::stable_sort(review_.rules.begin(), review_.rules.end(),
                     [](const RuleActivity& a, const RuleActivity& b) {
                       return a.violations > b.violations;
                     });
    for (LimitStudy& study : review_.limits) {
      std::sort(
          study.points.begin(), study.points.end(),
          [](const auto& a, const auto& b) { return a.percent < b.percent; });
    }
  }

  const LedgerReader& reader_;
  const CheckOptions& options_;
  EventFetcher fetcher_;
  std::vector<Policy> all_;
  std::vector<Part> parts_;  // of each of `all_`
  Facts facts_;
  std::vector<RuleOutcome> outcomes_;
  Review review_;
};

}  // namespace

Result<Review> ReviewPolicies(const LedgerReader& reader,
                              const std::vector<Policy>& policies,
                              const CheckOptions& options) {
  return Reviewer(reader, policies, options).Run();
}

}  // namespace plog

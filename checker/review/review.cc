#include "checker/review/review.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "checker/engine/effective_times.h"
#include "checker/engine/event_fetcher.h"
#include "checker/engine/fact_scan.h"
#include "checker/engine/facts.h"
#include "checker/engine/judged_findings.h"
#include "checker/engine/plan.h"
#include "checker/engine/rule_outcomes.h"
#include "checker/engine/scope_order.h"
#include "rules/enforcement/recorded_decisions.h"
#include "rules/policy/rule_limits.h"

namespace plog {
namespace {

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
      : reader_(reader), options_(options), fetcher_(reader, facts_) {
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
    auto outcomes = RunRules(plan, facts_, options_, [this](const auto& rule) {
      const bool counts_only = PartOf(rule).kind == Part::Kind::kVaried;
      return counts_only ? 0 : kMostListed;
    });
    if (!outcomes) return tl::make_unexpected(outcomes.error());
    outcomes_ = std::move(*outcomes);
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
      for (const unsigned percent : kStudiedPercents) {
        if (percent == 100) continue;
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
    const std::string name = rule.policy->name + "/" + rule.rule->name;
    const auto errors =
        JudgedAuditFindings(facts_, options_.selection.agent_ids);
    for (const AuditFinding* finding : errors) {
      Status added = AddError(name, *finding);
      if (!added) return added;
    }
    review_.rules.push_back(
        {rule.policy->name, rule.rule->name, review_.events, errors.size()});
    return {};
  }

  Status AddError(const std::string& rule, const AuditFinding& finding) {
    const auto ordinal = OrdinalOf(facts_, finding);
    if (!ordinal) {
      AddOne(rule, kNone,
             finding.agent_id.empty() ? std::string(kNone) : finding.agent_id,
             std::string(kNone), &review_.violated);
      return {};
    }
    const auto event = fetcher_.Fetch(*ordinal);
    if (!event) return tl::make_unexpected(event.error());
    Count(rule, (*event)->content.Text(Member::kActionName).value_or(kNone),
          *ordinal, &review_.violated);
    return {};
  }

  void Count(const std::string& rule, std::string_view tool, uint32_t ordinal,
             Tally* tally) const {
    const EventRecord& record = facts_.events[ordinal];
    AddOne(rule, tool, facts_.agents[record.agent].agent_id,
           WeekOf(record.time()), tally);
  }

  static void AddOne(const std::string& rule, std::string_view tool,
                     const std::string& agent, const std::string& week,
                     Tally* tally) {
    ++tally->total;
    ++tally->by_rule[rule];
    ++tally->by_tool[std::string(tool)];
    ++tally->by_agent[agent];
    ++tally->by_week[week];
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

#include "checker/engine/run_rules.h"

#include <algorithm>
#include <atomic>
#include <map>

#include "ledger/base/joined_thread.h"

namespace plog {
namespace {

std::map<Scope, ScopeGroups> GroupsOf(const Plan& plan, const Facts& facts,
                                      const EventOrder& order) {
  std::map<Scope, ScopeGroups> groups;
  for (const Plan::PlannedRule& rule : plan.rules()) {
    const Scope scope = rule.rule->scope;
    if (rule.rule->body->IsScoped() && !groups.contains(scope)) {
      groups.emplace(scope, GroupByScope(facts, scope, order));
    }
  }
  return groups;
}

}  // namespace

std::vector<RuleOutcome> RunRules(
    const Plan& plan, const Facts& facts, const CheckOptions& options,
    const std::function<uint64_t(const Plan::PlannedRule&)>& most_listed) {
  const EventOrder order(facts);
  const std::map<Scope, ScopeGroups> groups = GroupsOf(plan, facts, order);
  std::vector<RuleOutcome> outcomes(plan.rules().size());
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < outcomes.size(); i = next++) {
      const Plan::PlannedRule& rule = plan.rules()[i];
      if (!rule.rule->body->IsScoped()) continue;
      outcomes[i] = RunRule(rule, facts, groups.at(rule.rule->scope), order,
                            options.as_of, most_listed(rule));
    }
  };
  const auto help = [&work](size_t) { work(); };
  const size_t useful = std::min<size_t>(options.jobs, outcomes.size() + 1);
  std::vector<JoinedThread> helpers =
      StartHelpers(std::max<size_t>(useful, 1) - 1, help);
  work();
  for (JoinedThread& thread : helpers) thread.Join();
  return outcomes;
}

std::vector<const AuditFinding*> JudgedAuditFindings(const Facts& facts) {
  std::vector<const AuditFinding*> judged;
  for (const AuditFinding& finding : facts.audit.findings) {
    const auto ordinal = OrdinalOf(facts, finding);
    const bool selected = !ordinal || facts.events[*ordinal].selected;
    if (IsError(finding.code) && selected) judged.push_back(&finding);
  }
  const auto before = [&facts, order = EventOrder(facts)](
                          const AuditFinding* a, const AuditFinding* b) {
    const auto x = OrdinalOf(facts, *a);
    const auto y = OrdinalOf(facts, *b);
    return x && y ? order(*x, *y) : !x && y.has_value();
  };
  std::stable_sort(judged.begin(), judged.end(), before);
  return judged;
}

}  // namespace plog

#include "checker/engine/rule_outcomes.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

#include "checker/engine/rule_run.h"
#include "checker/engine/scope_keys.h"
#include "checker/engine/scope_order.h"
#include "checker/engine/scope_rows.h"
#include "checker/engine/scope_walk.h"
#include "ledger/base/joined_thread.h"

namespace plog {
namespace {

constexpr size_t kRowBuffer = size_t{1} << 17;

// Calls work(0) … work(count - 1), on that many threads if there are so many.
void OnThreads(size_t count, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next{0};
  const auto take = [&](size_t) {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<JoinedThread> helpers = StartHelpers(count - 1, take);
  take(0);
  for (JoinedThread& thread : helpers) thread.Join();
}

std::vector<size_t> RulesOf(const Plan& plan, Scope scope) {
  std::vector<size_t> positions;
  for (size_t i = 0; i < plan.rules().size(); ++i) {
    const Rule& rule = *plan.rules()[i].rule;
    if (rule.body->IsScoped() && rule.scope == scope) positions.push_back(i);
  }
  return positions;
}

class RuleRunner {
 public:
  RuleRunner(const Plan& plan, const Facts& facts, const CheckOptions& options,
             const FindingLimit& limit)
      : plan_(plan),
        facts_(facts),
        options_(options),
        limit_(limit),
        order_(facts),
        outcomes_(plan.rules().size()) {}

  Status Run(Scope scope) {
    const std::vector<size_t> rules = RulesOf(plan_, scope);
    if (rules.empty()) return {};
    if (facts_.log) return RunOverRows(scope, rules);
    RunInMemory(scope, rules);
    return {};
  }
  std::vector<RuleOutcome> Take() { return std::move(outcomes_); }

 private:
  size_t Threads(const std::vector<size_t>& rules) const {
    return std::clamp<size_t>(options_.jobs, 1, rules.size());
  }

  void RunInMemory(Scope scope, const std::vector<size_t>& rules) {
    const ScopeGroups groups = GroupByScope(facts_, scope, order_);
    std::atomic<size_t> next{0};
    OnThreads(Threads(rules), [&](size_t) {
      for (size_t i = next++; i < rules.size(); i = next++) {
        const Plan::PlannedRule& rule = plan_.rules()[rules[i]];
        outcomes_[rules[i]] =
            RunRule(rule, facts_, groups, order_, options_.as_of, limit_(rule));
      }
    });
  }

  // Each thread reads all rows, for its share of the rules.
  Status RunOverRows(Scope scope, const std::vector<size_t>& rules) {
    const InstanceKeys keys(facts_, scope);
    const auto rows =
        SortByScope(facts_, keys, AskedOf(plan_, scope), options_.spill);
    if (!rows) return tl::make_unexpected(rows.error());
    const Ranking agents = RankAgents(facts_);
    const size_t threads = Threads(rules);
    std::vector<Status> done(threads);
    OnThreads(threads, [&](size_t thread) {
      std::vector<size_t> share;
      for (size_t i = thread; i < rules.size(); i += threads) {
        share.push_back(rules[i]);
      }
      ScopeRowReader reader(*rows, plan_, agents, kRowBuffer);
      ScopeWalk walk(plan_, share, facts_, keys, order_, limit_);
      walk.Walk(&reader, options_.as_of);
      done[thread] = reader.status();
      std::vector<RuleOutcome> outcomes = walk.Take();
      for (size_t i = 0; i < share.size(); ++i) {
        outcomes_[share[i]] = std::move(outcomes[i]);
      }
    });
    for (const Status& one : done) {
      if (!one) return one;
    }
    return facts_.log->status();
  }

  const Plan& plan_;
  const Facts& facts_;
  const CheckOptions& options_;
  const FindingLimit& limit_;
  EventOrder order_;
  std::vector<RuleOutcome> outcomes_;
};

}  // namespace

Result<std::vector<RuleOutcome>> RunRules(const Plan& plan, const Facts& facts,
                                          const CheckOptions& options,
                                          const FindingLimit& limit) {
  RuleRunner runner(plan, facts, options, limit);
  for (const Scope scope : {Scope::kSession, Scope::kAgent, Scope::kLedger}) {
    const Status run = runner.Run(scope);
    if (!run) return tl::make_unexpected(run.error());
  }
  return runner.Take();
}

}  // namespace plog

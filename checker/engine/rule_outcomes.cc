#include "checker/engine/rule_outcomes.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
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

// The rules of one scope.
class ScopeRun {
 public:
  ScopeRun(const Plan& plan, const Facts& facts, const CheckOptions& options,
           const FindingLimit& limit, const OutcomeReuse& reuse,
           const EventOrder& order, Scope scope,
           std::vector<RuleOutcome>* outcomes)
      : plan_(plan),
        facts_(facts),
        options_(options),
        limit_(limit),
        reuse_(reuse),
        order_(order),
        scope_(scope),
        keys_(facts, scope),
        outcomes_(*outcomes) {}

  Status Run(const std::vector<size_t>& rules) {
    std::vector<size_t> whole;  // that walk all instances
    if (Status run = RunWithOld(rules, &whole); !run) return run;
    return RunSome(whole, nullptr);
  }

 private:
  // Runs the rules some of whose instances need not be walked.
  Status RunWithOld(const std::vector<size_t>& rules,
                    std::vector<size_t>* others) {
    std::vector<size_t> reusing;
    std::optional<LiveInstances> live;
    for (const size_t rule : rules) {
      if (reuse_.Has(rule) && !live) {
        live = FindChanged(facts_, keys_, reuse_.old.events);
      }
      const bool usable =
          reuse_.Has(rule) &&
          AddPending(*reuse_.outcomes[rule], reuse_.old, keys_, &*live);
      (usable ? reusing : *others).push_back(rule);
    }
    if (Status run = RunSome(reusing, live ? &*live : nullptr); !run) {
      return run;
    }
    for (const size_t rule : reusing) {
      const bool enough =
          outcomes_[rule].known_findings >= limit_(plan_.rules()[rule]);
      if (!enough) others->push_back(rule);
    }
    return {};
  }

  // `live`: what has to be walked; null: all.
  Status RunSome(const std::vector<size_t>& rules, const LiveInstances* live) {
    if (rules.empty()) return {};
    if (facts_.log) return RunOverRows(rules, live);
    RunInMemory(rules, live);
    return {};
  }

  size_t Threads(const std::vector<size_t>& rules) const {
    return std::clamp<size_t>(options_.jobs, 1, rules.size());
  }

  OutcomeSink::Memory MemoryOf(size_t rule, const LiveInstances* live) const {
    OutcomeSink::Memory memory;
    memory.keys = &keys_;
    memory.record = reuse_.record;
    if (live == nullptr) return memory;
    memory.live = live;
    memory.outcomes = reuse_.outcomes[rule];
    memory.old = reuse_.old;
    return memory;
  }

  void RunInMemory(const std::vector<size_t>& rules,
                   const LiveInstances* live) {
    const ScopeGroups groups =
        GroupByScope(facts_, keys_, order_, live ? &live->walked : nullptr);
    std::vector<RuleTask> tasks;
    for (const size_t rule : rules) {
      const Plan::PlannedRule& planned = plan_.rules()[rule];
      tasks.push_back({&planned, limit_(planned), MemoryOf(rule, live)});
    }
    std::vector<RuleOutcome> outcomes =
        RunTogether(tasks, facts_, groups, order_, options_);
    for (size_t i = 0; i < rules.size(); ++i) {
      outcomes_[rules[i]] = std::move(outcomes[i]);
    }
  }

  // Each thread reads all rows, for its share of the rules.
  Status RunOverRows(const std::vector<size_t>& rules,
                     const LiveInstances* live) {
    const auto rows =
        SortByScope(facts_, keys_, AskedOf(plan_, scope_), options_.spill,
                    live ? &live->walked : nullptr);
    if (!rows) return tl::make_unexpected(rows.error());
    const Ranking agents = RankAgents(facts_);
    const size_t threads = Threads(rules);
    std::vector<Status> done(threads);
    OnThreads(threads, [&](size_t thread) {
      std::vector<size_t> share;
      std::vector<OutcomeSink::Memory> memories;
      for (size_t i = thread; i < rules.size(); i += threads) {
        share.push_back(rules[i]);
        memories.push_back(MemoryOf(rules[i], live));
      }
      ScopeRowReader reader(*rows, plan_, agents, kRowBuffer);
      ScopeWalk walk(plan_, share, facts_, keys_, order_, limit_, memories);
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
  const OutcomeReuse& reuse_;
  const EventOrder& order_;
  Scope scope_;
  InstanceKeys keys_;
  std::vector<RuleOutcome>& outcomes_;
};

}  // namespace

Result<std::vector<RuleOutcome>> RunRules(const Plan& plan, const Facts& facts,
                                          const CheckOptions& options,
                                          const FindingLimit& limit,
                                          const OutcomeReuse& reuse) {
  const EventOrder order(facts);
  std::vector<RuleOutcome> outcomes(plan.rules().size());
  for (const Scope scope : {Scope::kSession, Scope::kAgent, Scope::kLedger}) {
    const std::vector<size_t> rules = RulesOf(plan, scope);
    if (rules.empty()) continue;
    ScopeRun one(plan, facts, options, limit, reuse, order, scope, &outcomes);
    if (const Status run = one.Run(rules); !run) {
      return tl::make_unexpected(run.error());
    }
  }
  return outcomes;
}

}  // namespace plog

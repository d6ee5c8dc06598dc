#include "checker/replay/decisions.h"

#include <limits>

#include "checker/engine/effective_times.h"
#include "checker/engine/event_fetcher.h"
#include "checker/engine/fact_scan.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/engine/rule_run.h"
#include "checker/engine/scope_order.h"
#include "ledger/json/json_writer.h"
#include "rules/enforcement/enforcement_outcome.h"
#include "rules/enforcement/enforcement_rules.h"

namespace plog {
namespace {

using EnforcementPointer = std::shared_ptr<const EnforcementPolicy>;

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

// A policy whose only rule reports every ruling, and what it was made from.
struct Replayed {
  EnforcementPointer enforcement;
  const Policy* original = nullptr;
};

EnforcementPointer EnforcementOf(const Policy& policy) {
  return policy.rules.empty() ? nullptr : EnforcementOf(policy.rules.front());
}

// The rule of the report that stands for a finding; it has the line.
const Rule* RuleOf(const Replayed& replayed, const Finding& finding) {
  std::string_view name;
  const auto ruling = static_cast<Ruling>(finding.variant);
  if (ruling == Ruling::kHidden) {
    name = "(hidden)";
  } else if (ruling == Ruling::kUnlisted) {
    name = "(default deny)";
  } else if (finding.count > 0) {
    name = replayed.enforcement->rules[finding.count - 1].name;
  }
  for (const Rule& rule : replayed.original->rules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

class CallReplay {
 public:
  // All must outlive it.
  CallReplay(const LedgerReader& reader, const Facts& facts,
             const CheckOptions& options)
      : options_(options), fetcher_(reader, facts) {}

  Result<ReplayedCall> Describe(const Replayed& replayed, const Rule& every,
                                const Facts& facts, const Finding& finding) {
    const auto fetched = fetcher_.Fetch(*finding.trigger);
    if (!fetched) return tl::make_unexpected(fetched.error());
    const FetchedEvent& event = **fetched;
    const EnforcementOutcome& outcome = OutcomeOfVariant(finding.variant);
    const EventRecord& record = facts.events[event.ordinal];
    ReplayedCall call;
    call.event = event.content.id();
    call.agent_id = facts.agents[record.agent].agent_id;
    const auto session = event.content.Text(Member::kSessionId);
    if (session) call.session_id = *session;
    call.sequence = event.sequence;
    call.time = FormatRfc3339(record.time());
    call.tool = event.content.Text(Member::kActionName).value_or("");
    call.decision = outcome.decision;
    call.approval = outcome.approval;
    call.policy = replayed.original->name;
    call.file = replayed.original->file;
    if (const Rule* rule = RuleOf(replayed, finding)) {
      call.rule = rule->name;
      call.line = rule->line;
    }
    if (outcome.violation) {
      const DescribedEvent described{&event.content, event.sequence,
                                     record.time()};
      call.message = every.body
                         ->Describe(finding, &described, &described,
                                    {options_.show_matches, {}})
                         .message;
    }
    return call;
  }

 private:
  const CheckOptions& options_;
  EventFetcher fetcher_;
};

}  // namespace

Status ReplayCalls(const LedgerReader& reader,
                   const std::vector<Policy>& policies,
                   const CheckOptions& options,
                   const std::function<void(const ReplayedCall&)>& visit) {
  std::vector<Policy> every;
  std::vector<Replayed> replayed;
  for (const Policy& policy : policies) {
    const EnforcementPointer enforcement = EnforcementOf(policy);
    if (enforcement == nullptr || !policy.enabled) continue;
    replayed.push_back({enforcement, &policy});
    every.emplace_back().rules.push_back(EveryRuling(enforcement));
  }
  const Plan plan(every);
  CheckOptions scan = options;
  scan.spill = {};  // each finding is looked up by its ordinal
  auto facts = ScanFacts(reader, plan, scan);
  if (!facts) return tl::make_unexpected(facts.error());
  Status timed = SetEffectiveTimes(&*facts, options);
  if (!timed) return timed;
  const EventOrder order(*facts);
  const ScopeGroups groups = GroupByScope(*facts, Scope::kLedger, order);
  CallReplay replay(reader, *facts, options);
  for (const Plan::PlannedRule& rule : plan.rules()) {
    const RuleOutcome outcome =
        RunRule(rule, *facts, groups, order, options.as_of, kNoLimit);
    for (const LocatedFinding& located : outcome.findings) {
      const auto call = replay.Describe(replayed[rule.policy_position],
                                        *rule.rule, *facts, located.finding);
      if (!call) return tl::make_unexpected(call.error());
      visit(*call);
    }
  }
  return {};
}

void AppendJsonLine(const ReplayedCall& call, std::string* out) {
  JsonWriter writer(out);
  writer.BeginObject();
  writer.Member("event", call.event);
  writer.Member("agent_id", call.agent_id);
  writer.Member("session_id", call.session_id);
  writer.Member("sequence", call.sequence);
  writer.Member("time", call.time);
  writer.Member("tool", call.tool);
  writer.Member("decision", call.decision);
  if (!call.approval.empty()) writer.Member("approval", call.approval);
  writer.Member("policy", call.policy);
  writer.Member("rule", call.rule);
  writer.Member("file", call.file);
  if (call.line > 0) writer.Member("line", static_cast<uint64_t>(call.line));
  if (!call.message.empty()) writer.Member("message", call.message);
  writer.EndObject();
  *out += '\n';
}

}  // namespace plog

#include "checker/explain/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "checker/engine/effective_times.h"
#include "checker/engine/event_fetcher.h"
#include "checker/engine/fact_scan.h"
#include "checker/engine/rule_run.h"
#include "checker/engine/violation_builder.h"
#include "checker/explain/scene.h"
#include "checker/explain/story.h"

namespace plog {
namespace {

constexpr size_t kMinFingerprintDigits = 8;
constexpr size_t kMaxEvents = 10;  // of one id
constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

bool LooksLikeFingerprint(std::string_view subject) {
  return subject.size() >= kMinFingerprintDigits &&
         subject.find_first_not_of("0123456789abcdef") == subject.npos;
}

ExplainedMatcher TraceMatcher(std::string_view field, const Matcher& matcher,
                              const EventContent& event, bool quote_payload) {
  ExplainedMatcher traced;
  traced.field = field;
  traced.held = matcher.Holds(event);
  traced.conditions = matcher.Trace(event, quote_payload);
  for (size_t i = 0; i < traced.conditions.size() && !traced.held; ++i) {
    const ConditionTrace& one = traced.conditions[i];
    // Members of a group are indented; the group as a whole has failed.
    if (one.held || one.condition.starts_with(' ')) continue;
    traced.first_failed = i;
    break;
  }
  return traced;
}

// A violation with what located it.
struct Located {
  const Plan::PlannedRule* rule = nullptr;
  LocatedFinding where;
  Violation violation;
};

class Investigation {
 public:
  Investigation(const LedgerReader& reader, const std::vector<Policy>& policies,
                std::string_view rule, const CheckOptions& options)
      : reader_(reader),
        options_(options),
        rule_name_(rule),
        plan_(policies),
        fetcher_(reader, facts_) {
    options_.selection = Selection();
    options_.max_violations = kNoLimit;
  }

  Result<Explanation> Run(std::string_view subject) {
    auto facts = ScanFacts(reader_, plan_, options_);
    if (!facts) return tl::make_unexpected(facts.error());
    facts_ = std::move(*facts);
    const Status timed = SetEffectiveTimes(&facts_, options_);
    if (!timed) return tl::make_unexpected(timed.error());
    order_.emplace(facts_);
    builder_.emplace(reader_, facts_, options_);
    explanation_.as_of = FormatRfc3339(options_.as_of);
    const auto indices = reader_.FindById(subject);
    if (!indices) return tl::make_unexpected(indices.error());
    const Status explained = indices->empty() ? ExplainFingerprint(subject)
                                              : ExplainEvents(*indices);
    if (!explained) return tl::make_unexpected(explained.error());
    return std::move(explanation_);
  }

 private:
  Status ExplainEvents(const std::vector<uint64_t>& indices) {
    const auto wanted = [this](const Plan::PlannedRule& rule) {
      return rule_name_.empty() || rule.rule->name == rule_name_;
    };
    for (size_t i = 0; i < indices.size() && i < kMaxEvents; ++i) {
      // An event that came after the pass has no facts.
      const auto ordinal = facts_.indices.OrdinalOf(indices[i]);
      if (!ordinal) continue;
      if (Status done = ExplainEvent(*ordinal, wanted); !done) return done;
    }
    return {};
  }

  Status ExplainFingerprint(std::string_view prefix) {
    if (!LooksLikeFingerprint(prefix)) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("the ledger has no event `{}`", prefix),
                  "a fingerprint has hex digits, eight of them at least");
    }
    const auto located = Locate(prefix);
    if (!located) return tl::make_unexpected(located.error());
    explanation_.violation = located->violation;
    const Finding& finding = located->where.finding;
    const auto own = [&](const Plan::PlannedRule& rule) {
      return &rule == located->rule;
    };
    if (!finding.trigger && !finding.offending) {
      return TellWhole(*located);
    }
    if (finding.trigger) {
      Status done = ExplainEvent(*finding.trigger, own);
      if (!done || finding.offending == finding.trigger) return done;
    }
    return finding.offending ? ExplainEvent(*finding.offending, own) : Status();
  }

  Status TellWhole(const Located& located) {
    explanation_.story.push_back(fmt::format("{}.", located.violation.detail));
    if (!located.rule->rule->body->IsScoped()) return {};
    for (const ScopeInstance& instance : GroupsOf(*located.rule).instances) {
      if (instance.session != located.where.session ||
          instance.agent != located.where.scope_agent) {
        continue;
      }
      auto scene = MakeScene(*located.rule, instance);
      if (!scene) return tl::make_unexpected(scene.error());
      explanation_.story.push_back(
          fmt::format("{} has {} events that the rule sees.",
                      scene->instance_name(), scene->size()));
      CountMatches(&*scene);
    }
    return {};
  }

  void CountMatches(Scene* scene) {
    const auto& matchers = scene->fields().matchers;
    for (const auto& [field, matcher] : matchers) {
      uint64_t held = 0;
      for (size_t i = 0; i < scene->size(); ++i) {
        const auto event = fetcher_.Fetch(scene->ordinal(i));
        held += event && matcher.Holds((*event)->content) ? 1U : 0U;
      }
      explanation_.story.push_back(
          fmt::format("{} of them match `{}`.", held, field));
    }
  }

  // The violation whose fingerprint begins so; found by running every rule.
  Result<Located> Locate(std::string_view prefix) {
    std::vector<Located> hits;
    for (const Plan::PlannedRule& rule : plan_.rules()) {
      if (!rule_name_.empty() && rule.rule->name != rule_name_) continue;
      const Status done = rule.rule->body->IsScoped()
                              ? LocateScoped(rule, prefix, &hits)
                              : LocateIntegrity(rule, prefix, &hits);
      if (!done) return tl::make_unexpected(done.error());
    }
    if (hits.size() == 1) return std::move(hits.front());
    if (hits.empty()) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("neither an event nor a violation of these "
                              "policies is `{}`",
                              prefix),
                  "give the policy files of the report with --file");
    }
    return Fail(ErrorKind::kUsage,
                fmt::format("{} violations begin with {}", hits.size(), prefix),
                "give more digits");
  }

  static void Keep(const Plan::PlannedRule& rule, const LocatedFinding& where,
                   Violation violation, std::string_view prefix,
                   std::vector<Located>* hits) {
    if (!violation.fingerprint.view().starts_with(prefix)) return;
    hits->push_back({&rule, where, std::move(violation)});
  }

  Status LocateScoped(const Plan::PlannedRule& rule, std::string_view prefix,
                      std::vector<Located>* hits) {
    const RuleOutcome outcome = RunRule(rule, facts_, GroupsOf(rule), *order_,
                                        options_.as_of, kNoLimit);
    for (const LocatedFinding& where : outcome.findings) {
      auto violation = builder_->Build(rule, where);
      if (!violation) return tl::make_unexpected(violation.error());
      Keep(rule, where, std::move(*violation), prefix, hits);
    }
    return {};
  }

  Status LocateIntegrity(const Plan::PlannedRule& rule, std::string_view prefix,
                         std::vector<Located>* hits) {
    for (const AuditFinding& finding : facts_.audit.findings) {
      if (!IsError(finding.code)) continue;
      auto violation = builder_->Build(rule, finding);
      if (!violation) return tl::make_unexpected(violation.error());
      LocatedFinding where;
      if (const auto ordinal = OrdinalOf(facts_, finding)) {
        where.finding.trigger = where.finding.offending = *ordinal;
      }
      Keep(rule, where, std::move(*violation), prefix, hits);
    }
    return {};
  }

  const ScopeGroups& GroupsOf(const Plan::PlannedRule& rule) {
    const Scope scope = rule.rule->scope;
    const auto known = groups_.find(scope);
    if (known != groups_.end()) return known->second;
    return groups_.emplace(scope, GroupByScope(facts_, scope, *order_))
        .first->second;
  }

  template <typename Wanted>
  Status ExplainEvent(uint32_t ordinal, const Wanted& wanted) {
    const auto fetched = fetcher_.Fetch(ordinal);
    if (!fetched) return tl::make_unexpected(fetched.error());
    const FetchedEvent event = **fetched;  // stories fetch others
    ExplainedEvent explained = Frame(event);
    for (const Plan::PlannedRule& rule : plan_.rules()) {
      if (!wanted(rule)) continue;
      auto one = ExplainRule(rule, event);
      if (!one) return tl::make_unexpected(one.error());
      explained.rules.push_back(std::move(*one));
    }
    explanation_.events.push_back(std::move(explained));
    return {};
  }

  ExplainedEvent Frame(const FetchedEvent& event) const {
    const EventRecord& record = facts_.events[event.ordinal];
    ExplainedEvent explained;
    explained.id = event.content.id();
    explained.agent_id = facts_.agents[record.agent].agent_id;
    if (record.session != kNoSession) {
      explained.session_id = facts_.sessions[record.session];
    }
    explained.sequence = event.sequence;
    explained.ingest_index = facts_.indices.Of(event.ordinal);
    explained.time = FormatRfc3339(record.time());
    for (Member member : {Member::kActionType, Member::kActionName}) {
      const auto text = event.content.Text(member);
      if (!text) continue;
      if (!explained.action.empty()) explained.action += ' ';
      explained.action += *text;
    }
    return explained;
  }

  Result<ExplainedRule> ExplainRule(const Plan::PlannedRule& rule,
                                    const FetchedEvent& event) {
    ExplainedRule explained;
    explained.policy = rule.policy->name;
    explained.rule = rule.rule->name;
    explained.type = rule.rule->type->name;
    explained.severity = rule.rule->severity;
    explained.file = rule.policy->file;
    explained.line = rule.rule->line;
    if (rule.rule->label_filter) {
      explained.matchers.push_back(
          TraceMatcher("label_filter", *rule.rule->label_filter, event.content,
                       options_.show_matches));
      explained.seen = explained.matchers.back().held;
    }
    if (!explained.seen) return explained;
    for (const auto& [field, matcher] : ReadFields(*rule.rule->body).matchers) {
      explained.matchers.push_back(
          TraceMatcher(field, matcher, event.content, options_.show_matches));
    }
    const Status told = rule.rule->body->IsScoped()
                            ? TellScoped(rule, event, &explained)
                            : TellIntegrity(rule, event, &explained);
    if (!told) return tl::make_unexpected(told.error());
    return explained;
  }

  // The instance that holds the event. Instances are ranges of one order.
  static const ScopeInstance* InstanceOf(const ScopeGroups& groups,
                                         uint32_t ordinal) {
    const auto place =
        std::find(groups.order.begin(), groups.order.end(), ordinal);
    const auto at = static_cast<size_t>(place - groups.order.begin());
    for (const ScopeInstance& instance : groups.instances) {
      if (instance.begin <= at && at < instance.end) return &instance;
    }
    return nullptr;
  }

  Result<Scene> MakeScene(const Plan::PlannedRule& rule,
                          const ScopeInstance& instance) {
    const ScopeGroups& groups = GroupsOf(rule);
    Scene scene(rule, facts_, groups, instance, options_, &fetcher_);
    ScopeGroups one{groups.order, groups.place, {instance}, {}, true};
    for (size_t i = instance.begin; i < instance.end; ++i) {
      one.members.Add(groups.order[i]);
    }
    RuleOutcome outcome =
        RunRule(rule, facts_, one, *order_, options_.as_of, kNoLimit);
    for (const LocatedFinding& where : outcome.findings) {
      auto violation = builder_->Build(rule, where);
      if (!violation) return tl::make_unexpected(violation.error());
      Scene::Found found;
      const Finding& finding = where.finding;
      if (finding.trigger) found.trigger = scene.PositionOf(*finding.trigger);
      if (finding.offending) {
        found.offending = scene.PositionOf(*finding.offending);
      }
      found.violation = std::move(*violation);
      scene.found.push_back(std::move(found));
    }
    return scene;
  }

  Status TellScoped(const Plan::PlannedRule& rule, const FetchedEvent& event,
                    ExplainedRule* explained) {
    const ScopeInstance* instance = InstanceOf(GroupsOf(rule), event.ordinal);
    if (instance == nullptr) return {};
    auto scene = MakeScene(rule, *instance);
    if (!scene) return tl::make_unexpected(scene.error());
    explained->instance = scene->instance_name();
    explained->events = scene->size();
    const auto position = scene->PositionOf(event.ordinal);
    if (!position) return {};
    explained->position = *position + 1;
    explained->story = TellStory(&*scene, *position);
    for (Scene::Found& found : scene->found) {
      if (found.trigger == position || found.offending == position) {
        explained->violations.push_back(std::move(found.violation));
      }
    }
    return scene->status();
  }

  Status TellIntegrity(const Plan::PlannedRule& rule, const FetchedEvent& event,
                       ExplainedRule* explained) {
    explained->instance = "the whole ledger";
    explained->events = facts_.events.size();
    explained->position = uint64_t{event.ordinal} + 1;
    for (const AuditFinding& finding : facts_.audit.findings) {
      if (OrdinalOf(facts_, finding) != event.ordinal) continue;
      explained->story.push_back(fmt::format("Verification objects: {} [{}].",
                                             finding.message,
                                             Name(finding.code)));
      if (!IsError(finding.code)) continue;
      auto violation = builder_->Build(rule, finding);
      if (!violation) return tl::make_unexpected(violation.error());
      explained->violations.push_back(std::move(*violation));
    }
    if (explained->story.empty()) {
      explained->story.push_back(
          "Its hash and its links were recomputed and agree.");
    }
    return {};
  }

  const LedgerReader& reader_;
  CheckOptions options_;
  std::string rule_name_;
  Plan plan_;
  EventFetcher fetcher_;
  Facts facts_;
  std::optional<EventOrder> order_;
  std::optional<ViolationBuilder> builder_;
  std::map<Scope, ScopeGroups> groups_;
  Explanation explanation_;
};

}  // namespace

Result<Explanation> Explain(const LedgerReader& reader,
                            const std::vector<Policy>& policies,
                            std::string_view subject, std::string_view rule,
                            const CheckOptions& options) {
  return Investigation(reader, policies, rule, options).Run(subject);
}

}  // namespace plog

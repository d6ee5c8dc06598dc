#include "checker/explain/scene.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/engine/event_view.h"
#include "ledger/json/canonical.h"
#include "rules/matcher/quoted_value.h"

namespace plog {
namespace {

// A correlated value that is quoted whole; longer ones are cut.
constexpr size_t kMaxQuoted = 80;

std::string InstanceName(const Facts& facts, const ScopeInstance& instance,
                         Scope scope) {
  if (scope == Scope::kLedger) return "the whole ledger";
  if (instance.session) {
    return fmt::format("session {}", facts.sessions[*instance.session]);
  }
  const std::string agent =
      instance.agent ? facts.agents[*instance.agent].agent_id : "";
  return scope == Scope::kAgent
             ? fmt::format("agent {}", agent)
             : fmt::format("events of agent {} without a session", agent);
}

}  // namespace

Scene::Scene(const Plan::PlannedRule& rule, const Facts& facts,
             const ScopeGroups& groups, const ScopeInstance& instance,
             const CheckOptions& options, EventFetcher* fetcher)
    : rule_(rule),
      facts_(facts),
      options_(options),
      fetcher_(fetcher),
      fields_(ReadFields(*rule.rule->body)),
      instance_name_(InstanceName(facts, instance, rule.rule->scope)) {
  EventView view(rule, facts);
  for (size_t i = instance.begin; i < instance.end; ++i) {
    if (!view.Passes(groups.order[i])) continue;
    ordinals_.push_back(groups.order[i]);
    roles_.push_back(view.Of(groups.order[i]).roles);
  }
}

std::optional<size_t> Scene::PositionOf(uint32_t ordinal) const {
  const auto place = std::find(ordinals_.begin(), ordinals_.end(), ordinal);
  if (place == ordinals_.end()) return std::nullopt;
  return static_cast<size_t>(place - ordinals_.begin());
}

uint64_t Scene::CountRole(uint32_t role) const {
  return static_cast<uint64_t>(
      std::count_if(roles_.begin(), roles_.end(),
                    [role](uint32_t roles) { return (roles & role) != 0; }));
}

Duration Scene::Interval(size_t a, size_t b) const {
  return time(std::max(a, b)) - time(std::min(a, b));
}

const Replay& Scene::replay() {
  if (!replay_) {
    EventView view(rule_, facts_);
    const auto monitor = rule_.rule->body->NewMonitor();
    replay_ = ReplayPairs(
        monitor.get(), size(),
        [&](size_t position) { return view.Of(ordinals_[position]); },
        options_.as_of);
  }
  return *replay_;
}

std::optional<RunningTotal> Scene::TotalAt(size_t position) const {
  EventView view(rule_, facts_);
  const auto monitor = rule_.rule->body->NewMonitor();
  return ReplayTotal(monitor.get(), position + 1,
                     [&](size_t i) { return view.Of(ordinals_[i]); });
}

const FetchedEvent* Scene::Fetch(size_t position) {
  const auto event = fetcher_->Fetch(ordinals_[position]);
  if (event) return *event;
  if (status_) status_ = tl::make_unexpected(event.error());
  return nullptr;
}

std::string Scene::NameOf(size_t position) {
  const FetchedEvent* event = Fetch(position);
  if (event == nullptr) return "an event that cannot be read";
  std::string action;
  for (Member member : {Member::kActionType, Member::kActionName}) {
    const auto text = event->content.Text(member);
    if (text) action += std::string(*text) + " ";
  }
  return fmt::format("`{}` ({}at sequence {})", event->content.id(), action,
                     event->sequence);
}

std::optional<std::string> Scene::Disagreement(size_t x, size_t y,
                                               Compare compare) {
  const FetchedEvent* x_event = Fetch(x);
  const FetchedEvent* y_event = Fetch(y);
  if (x_event == nullptr || y_event == nullptr) return std::nullopt;
  if (auto said = FieldDisagreement(*x_event, *y_event, compare)) return said;
  if (compare == Compare::kXWithX) return std::nullopt;
  for (const FieldComparison& one : fields_.comparisons) {
    if (Holds(one, x_event->content, y_event->content)) continue;
    const auto text = [this](const FieldPath& path, const FetchedEvent& event) {
      const JsonView value = path.Resolve(event.content);
      if (!value.present()) return std::string("absent");
      return QuoteValue(path, value, options_.show_matches, kMaxQuoted);
    };
    return fmt::format("{} is {}, which is not {} {}, {}", one.x.text(),
                       text(one.x, *x_event),
                       ComparisonNames()[static_cast<size_t>(one.op)],
                       one.y.text(), text(one.y, *y_event));
  }
  return std::nullopt;
}

std::optional<std::string> Scene::FieldDisagreement(const FetchedEvent& x_event,
                                                    const FetchedEvent& y_event,
                                                    Compare compare) const {
  const auto pairs = fields_.pairs.find("correlate");
  if (pairs == fields_.pairs.end()) return std::nullopt;
  for (const FieldPair& pair : pairs->second) {
    const JsonView x_value = pair.x.Resolve(x_event.content);
    const FieldPath& y_path = compare == Compare::kXWithX ? pair.x : pair.y;
    const JsonView y_value = y_path.Resolve(y_event.content);
    if (!x_value.present() || !y_value.present()) continue;
    if (CanonicalJson(x_value) == CanonicalJson(y_value)) continue;
    const std::string name = pair.x.text() == pair.y.text()
                                 ? pair.x.text()
                                 : pair.x.text() + " / " + pair.y.text();
    const bool quote = options_.show_matches;
    return fmt::format("{} is {} on one side and {} on the other", name,
                       QuoteValue(pair.x, x_value, quote, kMaxQuoted),
                       QuoteValue(y_path, y_value, quote, kMaxQuoted));
  }
  return std::nullopt;
}

}  // namespace plog

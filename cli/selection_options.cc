#include "cli/selection_options.h"

#include <algorithm>

namespace plog {
namespace {

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

void DeclareSelection(OptionSet* options, Selection* selection) {
  options->Group("Selection");
  options->Texts("--agent-id", "ID", "only this agent", &selection->agent_ids);
  options->Texts("--session-id", "ID", "only this session",
                 &selection->session_ids);
  options->Labels("--label", "only events with this label value",
                  &selection->labels);
  options->Time("--since", "only events at or after this time",
                &selection->since);
  options->Time("--until", "only events before this time", &selection->until);
  options->Group("Options");
}

bool EventFilter::TimePasses(uint32_t agent, const EventContent& event) {
  if (!selection_.since && !selection_.until) return true;
  Instant& effective = effective_[agent];
  effective = std::max(effective, event.timestamp().value_or(effective));
  return (!selection_.since || effective >= *selection_.since) &&
         (!selection_.until || effective < *selection_.until);
}

bool EventFilter::LabelsPass(const EventContent& event) const {
  const JsonView labels = event.Get(Member::kLabels);
  return std::all_of(
      selection_.labels.begin(), selection_.labels.end(),
      [&](const auto& wanted) {
        const JsonView value =
            labels.valid() ? labels.Find(wanted.first) : JsonView();
        return value.is_string() && value.AsString() == wanted.second;
      });
}

bool EventFilter::Passes(uint32_t agent, const EventContent& event) {
  // First, since it keeps the clock of the agent's chain going.
  if (!TimePasses(agent, event)) return false;
  if (!selection_.agent_ids.empty() &&
      !Contains(selection_.agent_ids, event.agent_id())) {
    return false;
  }
  if (!selection_.session_ids.empty()) {
    const auto session = event.Text(Member::kSessionId);
    if (!session || !Contains(selection_.session_ids, *session)) return false;
  }
  return LabelsPass(event);
}

}  // namespace plog

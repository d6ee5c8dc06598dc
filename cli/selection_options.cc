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

bool IsSelected(const Selection& selection, const EventContent& event,
                Instant time) {
  if (selection.since && time < *selection.since) return false;
  if (selection.until && time >= *selection.until) return false;
  if (!selection.agent_ids.empty() &&
      !Contains(selection.agent_ids, event.agent_id())) {
    return false;
  }
  if (!selection.session_ids.empty()) {
    const auto session = event.Text(Member::kSessionId);
    if (!session || !Contains(selection.session_ids, *session)) return false;
  }
  return HasLabels(event, selection.labels);
}

}  // namespace plog

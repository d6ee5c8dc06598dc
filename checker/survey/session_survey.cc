#include "checker/survey/session_survey.h"

#include <algorithm>

namespace plog {

void SessionSurvey::Add(const CallPlace& place, std::string_view tool) {
  const bool named = place.session.has_value();
  Session& session =
      sessions_[{named, std::string(named ? *place.session : place.agent)}];
  ++session.calls;
  Position here{place.effective, std::string(place.agent), place.sequence,
                place.index};
  const auto found = session.tools.find(tool);
  if (found == session.tools.end()) {
    session.tools.emplace(tool, Occurrence{here, here});
    return;
  }
  Occurrence& seen = found->second;
  if (here < seen.first) {
    seen.first = std::move(here);
  } else if (seen.last < here) {
    seen.last = std::move(here);
  }
}

std::map<std::string_view, SessionSurvey::Order> SessionSurvey::Orders() const {
  std::map<std::string_view, Order> orders;
  for (const auto& [key, session] : sessions_) {
    for (const auto& [tool, occurrence] : session.tools) {
      Order& order = orders[tool];
      ++order.sessions;
      for (const auto& [other, earlier] : session.tools) {
        if (earlier.first < occurrence.last) ++order.earlier[other];
      }
    }
  }
  return orders;
}

uint64_t SessionSurvey::most_calls() const {
  uint64_t most = 0;
  for (const auto& [key, session] : sessions_) {
    most = std::max(most, session.calls);
  }
  return most;
}

}  // namespace plog

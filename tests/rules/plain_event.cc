#include "tests/rules/plain_event.h"

#include <sstream>

namespace plog {

std::ostream& operator<<(std::ostream& out, const PlainEvent& event) {
  out << event.at << "s " << (event.roles.empty() ? "-" : event.roles);
  for (const auto& [name, value] : event.fields) {
    out << ' ' << name << '=' << value;
  }
  return out << (event.selected ? "" : " (not selected)");
}

std::ostream& operator<<(std::ostream& out, const PlainFinding& finding) {
  out << "trigger " << finding.trigger << " offending " << finding.offending
      << " variant " << finding.variant << " count " << finding.count;
  if (!finding.amount.empty()) out << " amount " << finding.amount;
  return out;
}

std::ostream& operator<<(std::ostream& out, const PlainOutcome& outcome) {
  for (const PlainFinding& finding : outcome.findings) out << finding << "; ";
  return out << "activations " << outcome.activations << " fulfilled "
             << outcome.fulfilled << " pending " << outcome.pending
             << " not evaluated " << outcome.not_evaluated;
}

std::string PrintTimeline(const Timeline& timeline) {
  std::ostringstream out;
  for (size_t i = 0; i < timeline.size(); ++i) {
    out << '#' << i << ' ' << timeline[i] << '\n';
  }
  return out.str();
}

}  // namespace plog

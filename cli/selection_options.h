#ifndef PLOG_CLI_SELECTION_OPTIONS_H_
#define PLOG_CLI_SELECTION_OPTIONS_H_

#include <map>

#include "checker/engine/check.h"
#include "cli/option_set.h"
#include "ledger/event/content.h"

namespace plog {

// The flags that select events, the same for every command that selects.
void DeclareSelection(OptionSet* options, Selection* selection);

// Answers, for events in ingest order, whether they are selected. The time of
// an event is its effective time: never earlier than its predecessor's.
class EventFilter {
 public:
  explicit EventFilter(const Selection& selection) : selection_(selection) {}
  bool Passes(uint32_t agent, const EventContent& event);

 private:
  bool TimePasses(uint32_t agent, const EventContent& event);
  bool LabelsPass(const EventContent& event) const;

  const Selection& selection_;
  std::map<uint32_t, Instant> effective_;  // of each agent's last event
};

}  // namespace plog

#endif  // PLOG_CLI_SELECTION_OPTIONS_H_

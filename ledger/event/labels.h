#ifndef PLOG_LEDGER_EVENT_LABELS_H_
#define PLOG_LEDGER_EVENT_LABELS_H_

#include <string>
#include <utility>
#include <vector>

#include "ledger/event/content.h"

namespace plog {

// Labels by which events are selected (`--label env=prod`): names and values. A
// label that is no string is named by its canonical JSON: `retries=3`.
using LabelSelection = std::vector<std::pair<std::string, std::string>>;

// Whether the event has all of them, none of them null.
bool HasLabels(const EventContent& event, const LabelSelection& wanted);

}  // namespace plog

#endif  // PLOG_LEDGER_EVENT_LABELS_H_

#include "ledger/event/labels.h"

#include <algorithm>

#include "ledger/json/canonical.h"

namespace plog {

bool HasLabels(const EventContent& event, const LabelSelection& wanted) {
  const JsonView labels = event.Get(Member::kLabels);
  return std::all_of(wanted.begin(), wanted.end(), [labels](const auto& label) {
    const JsonView value = labels.Find(label.first);
    if (!value.present()) return false;
    return value.is_string() ? value.AsString() == label.second
                             : CanonicalJson(value) == label.second;
  });
}

}  // namespace plog

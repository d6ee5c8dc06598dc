#ifndef PLOG_CHECKER_ENGINE_FACT_NOTES_H_
#define PLOG_CHECKER_ENGINE_FACT_NOTES_H_

#include <string_view>
#include <vector>

#include "checker/engine/answers.h"
#include "checker/engine/check.h"
#include "checker/engine/event_record.h"
#include "checker/engine/plan.h"
#include "ledger/ingest/note_taker.h"

namespace plog {

// For trails that are judged once and forgotten: asks the questions of a check
// where the events are ingested, so that the check reads the answers instead of
// parsing every event again.
//
//   FactNotes notes(policies, options.selection);
//   ingest.note_taker = notes.Maker();
//   … ingest into a scratch ledger …
//   options.noted = true;
//   CheckPolicies(ledger->reader(), policies, options)
class FactNotes {
 public:
  // Both must outlive it, and be those of the check.
  FactNotes(const std::vector<Policy>& policies, const Selection& selection)
      : plan_(policies), selection_(selection) {}

  // This must outlive what it makes.
  MakeNoteTaker Maker() const;

 private:
  Plan plan_;
  const Selection& selection_;
};

// What was noted of an event: the answers, and whether it is selected. False
// if it was noted for another plan.
bool ReadFactNote(std::string_view note, const Plan& plan, Answers* answers,
                  EventRecord* record);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACT_NOTES_H_

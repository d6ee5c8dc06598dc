#ifndef PLOG_LEDGER_EXPORT_SECOND_LOOK_H_
#define PLOG_LEDGER_EXPORT_SECOND_LOOK_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/export/export_chain.h"
#include "ledger/export/export_parts.h"
#include "ledger/export/json_stream.h"

namespace plog {

// What the first reading of an export could not settle event by event. An
// export in which nothing of this holds is read once.
struct OpenQuestions {
  // Those of them that are not whole are walked.
  std::map<std::string, ExportChain, std::less<>>* chains = nullptr;
  // Numbers, ascending, of the events whose id may be that of another.
  std::vector<uint64_t> repeated_ids;
  // The leaf indices do not ascend, so one may occur twice.
  bool leaves_out_of_order = false;

  bool any() const;
};

// Reads the events again and reports the answers: what is wrong with the links
// of broken chains, events with an earlier event's id, events that are the same
// leaf as an earlier one.
//
// Beyond ExportChainWalk, it takes about 50 bytes for every suspect id, and for
// every event if the leaf indices do not ascend.
Status LookAgain(const ReadBytesAt& bytes, const ExportHead& head,
                 size_t max_value, const OpenQuestions& open,
                 const ReportFinding& report);

// Reads the events once more and fills in the ids that findings lack.
Status NameExportedEvents(const ReadBytesAt& bytes, const ExportHead& head,
                          size_t max_value,
                          std::vector<AuditFinding>* findings);

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_SECOND_LOOK_H_

#ifndef PLOG_LEDGER_IMPORTERS_HEAD_INSPECTION_H_
#define PLOG_LEDGER_IMPORTERS_HEAD_INSPECTION_H_

#include "ledger/ingest/input_format.h"

namespace plog {

// The beginning of the first object that a source holds: the source itself, or
// the first element of the array it begins with (of arrays, the innermost).
// Formats that come bare or in an array are detected by it.
InputHead FirstObject(const InputHead& head);

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_HEAD_INSPECTION_H_

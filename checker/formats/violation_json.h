#ifndef PLOG_CHECKER_FORMATS_VIOLATION_JSON_H_
#define PLOG_CHECKER_FORMATS_VIOLATION_JSON_H_

#include <functional>

#include "checker/report/report.h"
#include "ledger/json/json_writer.h"

namespace plog {

// ProvenLog's members first and in its order, ours after them (policies §8).
// The members only: the caller opens and closes the object, and may add more.
void WriteViolationMembers(const Violation& violation, JsonWriter* json);
// Whole objects.
void WriteViolation(const Violation& violation, JsonWriter* json);
// `violations` writes the elements of the list of violations.
void WritePolicyResult(const PolicyResult& result, JsonWriter* json,
                       const std::function<void()>& violations);
void WriteWaiver(const Waiver& waiver, JsonWriter* json);

void WriteStrings(std::string_view name, const std::vector<std::string>& texts,
                  JsonWriter* json);

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_VIOLATION_JSON_H_

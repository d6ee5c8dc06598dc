#ifndef PLOG_LEDGER_JSON_NUMBER_TEXT_H_
#define PLOG_LEDGER_JSON_NUMBER_TEXT_H_

#include <string>

namespace plog {

// The shortest decimal text that reads back as `value`, in the layouts of the
// three encoders. REQUIRES: finite.

// ECMAScript Number::toString, RFC 8785 §3.2.2.3; -0 is "0".
void AppendEs6Number(double value, std::string* out);
// Go encoding/json: the same cut-offs, but -0 is "-0".
void AppendGoNumber(double value, std::string* out);
// Python repr(float): "1.0", "1e-07", "1e+16", "-0.0".
void AppendPythonFloat(double value, std::string* out);

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_NUMBER_TEXT_H_

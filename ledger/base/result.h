#ifndef PLOG_LEDGER_BASE_RESULT_H_
#define PLOG_LEDGER_BASE_RESULT_H_

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace plog {

// What went wrong, as far as the exit status is concerned.
enum class ErrorKind {
  kUsage,       // the command line or a configuration, policy, waiver: 2
  kUnreadable,  // missing, foreign, newer or corrupt ledger or file: 3
  kLocked,      // another process writes the ledger: 3
  kIo,          // the operating system refused: 3
  kInput,       // input was rejected: 3
  kNothing,     // nothing to evaluate: 3
  kDefect,      // a defect of plog: 70
};

// A user-visible failure. `message` says what and where, `hint` (may be empty)
// what to do about it. Both are plain text that may quote hostile input: print
// them through SanitizeForTerminal (ledger/base/text.h).
struct Error {
  ErrorKind kind = ErrorKind::kDefect;
  std::string message;
  std::string hint;
};

// Exceptions never cross a folder border; this does.
template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> Fail(ErrorKind kind, std::string message,
                                  std::string hint = {}) {
  return tl::make_unexpected(Error{kind, std::move(message), std::move(hint)});
}

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_RESULT_H_

#ifndef PLOG_CLI_ENVIRONMENT_H_
#define PLOG_CLI_ENVIRONMENT_H_

#include <functional>
#include <optional>
#include <string>

#include "ledger/base/instant.h"

namespace plog {

// What a run takes from outside besides its arguments. Handed in, so that a
// test decides it.
struct Environment {
  // The value of a variable; nullopt if it is unset or empty.
  std::function<std::optional<std::string>(const std::string& name)> get;
  std::function<Instant()> now;
};

// The process's own environment and clock.
Environment ProcessEnvironment();

}  // namespace plog

#endif  // PLOG_CLI_ENVIRONMENT_H_

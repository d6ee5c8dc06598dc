#ifndef PLOG_CLI_CONFIGURATION_H_
#define PLOG_CLI_CONFIGURATION_H_

#include <span>
#include <string_view>

#include "cli/console.h"
#include "cli/environment.h"
#include "cli/option_set.h"
#include "ledger/base/result.h"

namespace plog {

// An option that can be set outside the command line: as a key of the same
// name in a configuration file, and as an environment variable.
struct Setting {
  enum class Kind { kText, kFlag, kList };

  std::string_view name;      // "fail-on" for --fail-on
  std::string_view variable;  // "PLOG_FAIL_ON"
  Kind kind = Kind::kText;
  bool path = false;  // in a file, relative to the folder of that file
};
std::span<const Setting> Settings();

// What is set, from the strongest source that sets it:
//
//   PLOG_* variables ─► plog.yaml of the project ─► $XDG_CONFIG_HOME/plog/
//   config.yaml (~/.config) ─► /etc/plog/config.yaml
//
// The project's file is the nearest plog.yaml from the working directory up to
// the root of the repository; outside a repository only the working directory
// is looked at, so that nobody else's parent folder decides. Mistakes are
// printed to `console` and make it an error of kind kUsage.
Result<ConfiguredValues> ReadConfiguration(const Environment& environment,
                                           Console* console);

}  // namespace plog

#endif  // PLOG_CLI_CONFIGURATION_H_

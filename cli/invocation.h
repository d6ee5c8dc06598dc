#ifndef PLOG_CLI_INVOCATION_H_
#define PLOG_CLI_INVOCATION_H_

#include <memory>
#include <optional>
#include <string>

#include "cli/console.h"
#include "cli/environment.h"
#include "cli/option_set.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// The flags that every command has.
struct CommonOptions {
  std::optional<std::string> db;
  bool quiet = false;
  bool verbose = false;
  bool no_progress = false;
  bool help = false;
  std::string color = "auto";
  std::optional<uint64_t> jobs;

  void Declare(OptionSet* options);
};

// One run of one command: what it may touch.
struct Invocation {
  const Environment& environment;
  Console& console;
  const CommonOptions& common;

  // --db or what is configured, else $XDG_DATA_HOME/plog/ledger.db, else the
  // same under ~/.local/share. An error where there is not even a home.
  Result<std::string> LedgerPath() const;
  // That ledger, opened for reading.
  Result<std::unique_ptr<LedgerReader>> OpenLedger() const;
  unsigned Jobs() const;                // --jobs, else every core
  std::string TemporaryFolder() const;  // $TMPDIR, else /var/tmp or /tmp
  // `given` (--as-of), else SOURCE_DATE_EPOCH, else the clock.
  Result<Instant> AsOf(const std::optional<Instant>& given) const;
  // Whether the instant was chosen by the user, so that the run must be
  // reproducible.
  bool AsOfIsFixed(const std::optional<Instant>& given) const;
  // `auto`: text on a terminal, JSON otherwise.
  std::string ResolveFormat(const std::string& format) const;
};

}  // namespace plog

#endif  // PLOG_CLI_INVOCATION_H_

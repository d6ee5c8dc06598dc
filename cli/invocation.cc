#include "cli/invocation.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "ledger/base/temporary_file.h"

namespace plog {

void CommonOptions::Declare(OptionSet* options) {
  options->Group("Common options");
  options->Text("--db", "PATH",
                "the ledger (default: $PLOG_DB, else "
                "$XDG_DATA_HOME/plog/ledger.db, else "
                "~/.local/share/plog/ledger.db)",
                &db);
  options->Number("-j,--jobs", "N", "threads (default: all cores)", &jobs);
  options->Flag("-q,--quiet", "no summary and no progress on stderr", &quiet);
  options->Flag("-v,--verbose", "say more on stderr", &verbose);
  options->Choice("--color",
                  "colour; auto asks the terminal, NO_COLOR and "
                  "CLICOLOR_FORCE",
                  {"auto", "always", "never"}, &color);
  options->Flag("--no-progress", "no progress line on a terminal",
                &no_progress);
  options->Flag("-h,--help", "show this help", &help);
}

Result<std::string> Invocation::LedgerPath() const {
  std::string path;
  if (common.db) {
    path = *common.db;
  } else if (const auto data = environment.get("XDG_DATA_HOME")) {
    path = *data + "/plog/ledger.db";
  } else if (const auto home = environment.get("HOME")) {
    path = *home + "/.local/share/plog/ledger.db";
  } else {
    return Fail(ErrorKind::kUsage, "no ledger is named and HOME is not set",
                "name one with --db PATH");
  }
  // SQLite would read `file:…` as a URI.
  if (path.rfind("file:", 0) == 0) path.insert(0, "./");
  return path;
}

Result<std::unique_ptr<LedgerReader>> Invocation::OpenLedger() const {
  const auto path = LedgerPath();
  if (!path) return tl::make_unexpected(path.error());
  console.Detail(fmt::format("ledger {}", *path));
  auto reader = LedgerReader::Open(*path);
  std::error_code fault;
  if (!reader && reader.error().hint.empty() &&
      !std::filesystem::exists(*path, fault)) {
    reader.error().hint = "`plog ingest FILE` makes one";
  }
  return reader;
}

std::string Invocation::TemporaryFolder() const {
  return FolderForTemporaryFiles(environment.get("TMPDIR"));
}

unsigned Invocation::Jobs() const {
  constexpr uint64_t kMostJobs = 256;
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  if (!common.jobs || *common.jobs == 0) return cores;
  return static_cast<unsigned>(std::min(*common.jobs, kMostJobs));
}

bool Invocation::AsOfIsFixed(const std::optional<Instant>& given) const {
  return given.has_value() || environment.get("SOURCE_DATE_EPOCH").has_value();
}

Result<Instant> Invocation::AsOf(const std::optional<Instant>& given) const {
  if (given) return *given;
  if (const auto epoch = environment.get("SOURCE_DATE_EPOCH")) {
    const auto seconds = ParseDecimal(*epoch);
    // The last second that RFC 3339 can write.
    constexpr uint64_t kYear9999 = 253402300799;
    if (!seconds || *seconds > kYear9999) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("SOURCE_DATE_EPOCH: `{}` is not a number of "
                              "seconds since 1970",
                              *epoch));
    }
    return Instant{static_cast<int64_t>(*seconds), 0};
  }
  // Whole seconds, so that the report's as-of can be given back with --as-of.
  return Instant{environment.now().seconds, 0};
}

std::string Invocation::ResolveFormat(const std::string& format) const {
  if (format != "auto") return format;
  return console.out_is_terminal() ? "text" : "json";
}

}  // namespace plog

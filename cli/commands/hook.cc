#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/configuration.h"
#include "cli/output.h"
#include "ledger/base/text.h"
#include "ledger/crypto/uuid.h"
#include "ledger/hook/hook_appender.h"

namespace plog {
namespace {

// What an agent hands to a hook is a tool's input and output, of which
// megabytes are rare. More than the ledger takes as one record is kept as a
// reject; more than this is not even read.
constexpr size_t kMaxInput = size_t{256} << 20;

// Its status is always 0 (CommandRow::status_zero): 2 would stop the agent's
// tool call. Silent on stdout, which the agent would read, and on stderr unless
// something is wrong.
class HookCommand final : public Command {
 public:
  void Declare(OptionSet* /*options*/) override {}

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto input = ReadWholeFile("-", kMaxInput);
    if (!input) return tl::make_unexpected(input.error());
    const auto ledger = Ledger(run);
    if (!ledger) return NotKept(ledger.error(), *input, run);
    IngestOptions options;
    options.now = run.environment.now;
    options.random_uuid = [] { return RandomUuid(); };
    Tell(AppendHook(*ledger, *input, options), *input, run);
    return ExitStatus::kDone;
  }

 private:
  // The configuration is read here and not by the frame: a mistake in it must
  // not cost the event.
  static Result<std::string> Ledger(const Invocation& run) {
    if (run.common.db) return run.LedgerPath();
    const auto configured = ReadConfiguration(run.environment, &run.console);
    if (!configured) {
      run.console.Warn(configured.error().message +
                       "; the event goes to the default ledger");
      return run.LedgerPath();
    }
    const auto db = configured->find("db");
    if (db == configured->end()) return run.LedgerPath();
    CommonOptions common = run.common;
    common.db = db->second.values.front();
    return Invocation{run.environment, run.console, common}.LedgerPath();
  }

  // The last resort: whoever keeps the agent's stderr has the record.
  static ExitStatus NotKept(const Error& fault, const std::string& input,
                            const Invocation& run) {
    run.console.Fail({fault.kind,
                      "the event could not be kept: " + fault.message,
                      fault.hint});
    run.console.Err(SanitizeForTerminal(input, input.size() * 4) + "\n");
    return ExitStatus::kIncomplete;
  }

  static void Tell(const HookOutcome& outcome, const std::string& input,
                   const Invocation& run) {
    if (outcome.still_waiting) {
      run.console.Warn("events of earlier hooks still wait: " +
                       outcome.still_waiting->message);
    }
    if (outcome.rejects > 0) {
      run.console.Warn(
          "what the hook was given is no hook event; the ledger keeps it "
          "among the rejects");
    }
    if (!outcome.fault) {
      return run.console.Detail(fmt::format("{} appended", outcome.events));
    }
    if (outcome.spool.empty()) {
      NotKept(*outcome.fault, input, run);
      return;
    }
    run.console.Warn(fmt::format(
        "{}; the event waits in {} for the next hook or `plog ingest`",
        outcome.fault->message, outcome.spool));
  }
};

}  // namespace

std::unique_ptr<Command> MakeHook() { return std::make_unique<HookCommand>(); }

}  // namespace plog

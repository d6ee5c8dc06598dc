#include "ledger/export/export.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/text_table.h"

namespace plog {
namespace {

// More than an export without events has.
constexpr size_t kHeldBack = size_t{64} << 10;

class ExportCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Text("--agent-id", "ID", "only this agent", &agent_id_);
    options->Text("--session-id", "ID", "only this session", &session_id_);
    options->Labels("--label", "only events with this label value",
                    &export_.labels);
    options->Time("--since", "only events at or after this time",
                  &export_.since);
    options->Time("--until", "only events before this time", &export_.until);
    options->Text("-o,--output", "FILE", "write it here, not to stdout",
                  &output_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    export_.agent_id = agent_id_.value_or(std::string());
    export_.session_id = session_id_.value_or(std::string());
    // One name cannot have two values, and the package names each once.
    std::sort(export_.labels.begin(), export_.labels.end());
    const auto twice = std::adjacent_find(
        export_.labels.begin(), export_.labels.end(),
        [](const auto& a, const auto& b) { return a.first == b.first; });
    if (twice != export_.labels.end()) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--label {} is given twice", twice->first));
    }
    const auto now = run.AsOf(std::nullopt);
    if (!now) return tl::make_unexpected(now.error());
    export_.exported_at = *now;
    const auto ledger = run.LedgerPath();
    if (!ledger) return tl::make_unexpected(ledger.error());
    if (output_) {
      Status fine = RefuseOverwriting(*output_, {*ledger});
      if (!fine) return tl::make_unexpected(fine.error());
    }
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    auto summary = output_ && *output_ != "-"
                       ? ToFile(**reader)
                       : ToStdout(**reader, &run.console);
    if (!summary) return tl::make_unexpected(summary.error());
    run.console.Summary(fmt::format("{} exported of a tree of {}",
                                    Counted(summary->events, "event"),
                                    Grouped(summary->tree_size)));
    return ExitStatus::kDone;
  }

 private:
  Result<ExportSummary> ToFile(const LedgerReader& reader) const {
    auto file = AtomicFile::Create(*output_);
    if (!file) return tl::make_unexpected(file.error());
    auto summary =
        Write(reader, [&](std::string_view text) { return file->Write(text); });
    if (!summary) return summary;
    if (Status done = file->Commit(); !done) {
      return tl::make_unexpected(done.error());
    }
    return summary;
  }

  // Holds the beginning back, so that an export of nothing prints nothing.
  Result<ExportSummary> ToStdout(const LedgerReader& reader,
                                 Console* console) const {
    std::string held;
    bool flowing = false;
    auto summary = Write(reader, [&](std::string_view text) {
      if (flowing) {
        console->Out(text);
      } else {
        held += text;
        flowing = held.size() > kHeldBack;
        if (flowing) console->Out(held);
      }
      return console->out_status();
    });
    if (summary && !flowing) console->Out(held);
    return summary;
  }

  Result<ExportSummary> Write(const LedgerReader& reader,
                              const TextSink& sink) const {
    auto summary = ExportLedger(reader, export_, sink);
    if (summary && summary->events == 0) {
      return Fail(ErrorKind::kNothing,
                  "no event is selected: nothing to export",
                  "`plog agents` lists the agents");
    }
    return summary;
  }

  ExportOptions export_;
  std::optional<std::string> agent_id_;
  std::optional<std::string> session_id_;
  std::optional<std::string> output_;
};

}  // namespace

std::unique_ptr<Command> MakeExport() {
  return std::make_unique<ExportCommand>();
}

}  // namespace plog

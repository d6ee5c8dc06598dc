#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/commands/commands.h"
#include "cli/mapping_file.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/text_table.h"
#include "ledger/crypto/uuid.h"
#include "ledger/hook/hook_appender.h"
#include "ledger/ingest/ingestor.h"

namespace plog {
namespace {

// More would bury the summary; the ledger keeps them all.
constexpr uint64_t kShownRejects = 20;

std::vector<std::string> FormatNames() {
  std::vector<std::string> names = {"auto"};
  for (const InputFormat* format : InputFormats()) {
    names.emplace_back(format->name);
  }
  return names;
}

// The journal of the ledger, and what hooks left for it: both are taken up and
// removed when the ledger is opened.
bool IsKeptBeside(const std::string& ledger, const std::string& input) {
  const std::filesystem::path file(input);
  const std::filesystem::path owner(ledger);
  const std::string name = file.filename().string();
  const std::string prefix = owner.filename().string();
  return (name == prefix + "-journal" || name.starts_with(prefix + ".hooks")) &&
         IsSameFile(file.parent_path() / ".", owner.parent_path() / ".");
}

std::vector<std::string> ProfileNames() {
  std::vector<std::string> names = {"auto"};
  for (const HashProfile& profile : HashProfiles()) {
    names.emplace_back(profile.name);
  }
  return names;
}

std::string FormatList() {
  std::string out;
  for (const InputFormat* format : InputFormats()) {
    out += fmt::format("{:<17} {}\n", format->name, format->summary);
  }
  return out;
}

class IngestCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operands("PATH",
                      "files, folders with -r, or - for stdin (default)",
                      &paths_, false);
    options->Flag("-r,--recursive", "read the files below folders",
                  &recursive_);
    options->Choice("--format", "input format; auto looks at the content",
                    FormatNames(), &format_);
    options->Text("--map", "FILE",
                  "read records of another format as this mapping says", &map_);
    options->Flag("--formats", "list the input formats", &list_formats_);
    options->Choice("--profile",
                    "hash profile of recorded chains whose profile cannot be "
                    "detected",
                    ProfileNames(), &profile_);
    options->Flag("--deterministic-ids",
                  "derive missing ids from source and line instead of drawing "
                  "them",
                  &deterministic_ids_);
    options->Flag("--allow-rejects",
                  "exit status 0 even if lines were rejected", &allow_rejects_);
    options->Flag("--force",
                  "ingest a source whose ingested part was rewritten", &force_);
    options->Number("--max-line", "BYTES", "longest line (default 16 MiB)",
                    &max_line_);
    options->Number("--max-bytes", "BYTES",
                    "largest source, decompressed (default 64 GiB)",
                    &max_bytes_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (list_formats_) {
      run.console.Out(FormatList());
      return ExitStatus::kDone;
    }
    if (Status loaded = LoadMap(run); !loaded) {
      return tl::make_unexpected(loaded.error());
    }
    if (paths_.empty()) paths_ = {"-"};
    auto inputs = ListInputs(paths_, recursive_);
    if (!inputs) return tl::make_unexpected(inputs.error());
    const auto path = run.LedgerPath();
    if (!path) return tl::make_unexpected(path.error());
    if (Status kept = KeepLedgerOut(*path, &*inputs); !kept) {
      return tl::make_unexpected(kept.error());
    }
    if (inputs->empty()) {
      return Fail(ErrorKind::kNothing, "no file to ingest",
                  "-r reads the files below a folder");
    }
    auto writer = LedgerWriter::Open(*path);
    if (!writer) return tl::make_unexpected(writer.error());
    const ExitStatus hooks = IngestHooks(*path, writer->get(), run);
    Ingestor ingestor(writer->get(), Options(run));
    const ExitStatus status = Worst(hooks, IngestAll(*inputs, run, &ingestor));
    return Worst(status, Summarize(ingestor.summary(), run, *path, status));
  }

 private:
  // A ledger may lie in the folder that it is filled from. It is not read: its
  // own bytes are no log, and closing it would end the locks that SQLite holds.
  Status KeepLedgerOut(const std::string& ledger,
                       std::vector<std::string>* inputs) const {
    const auto is_ledger = [&ledger](const std::string& input) {
      return input != "-" && IsSameFile(input, ledger);
    };
    const auto named = std::find_if(paths_.begin(), paths_.end(), is_ledger);
    if (named != paths_.end()) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("{} is the ledger itself", *named),
                  "name the logs that go into it");
    }
    std::erase_if(*inputs, [&](const std::string& input) {
      return is_ledger(input) || IsKeptBeside(ledger, input);
    });
    return {};
  }

  Status LoadMap(const Invocation& run) {
    if (!map_) return {};
    if (format_ != "auto") {
      return Fail(ErrorKind::kUsage, "--map and --format exclude each other");
    }
    auto mapping = LoadMapping(*map_, &run.console);
    if (!mapping) return tl::make_unexpected(mapping.error());
    mapping_ = std::move(*mapping);
    mapped_ = MappedFormat(mapping_.get());
    return {};
  }

  IngestOptions Options(const Invocation& run) {
    IngestOptions options;
    options.deterministic_ids = deterministic_ids_;
    options.force = force_;
    options.format = FindInputFormat(format_);  // nullptr for "auto"
    if (mapping_ != nullptr) options.format = &mapped_;
    options.profile = FindHashProfile(profile_);
    if (max_line_) options.max_line = *max_line_;
    if (max_bytes_) options.bytes.max_bytes = *max_bytes_;
    options.now = run.environment.now;
    options.random_uuid = [this] { return uuids_.Next(); };
    options.on_reject = [this, &run](std::string_view name,
                                     const RejectRow& reject) {
      if (++rejects_ > kShownRejects) return;
      run.console.Warn(fmt::format("{}:{}:{}: rejected: {} [{}]", name,
                                   reject.line, reject.column, reject.message,
                                   reject.code));
    };
    options.on_progress = [line = ProgressLine(run, "ingest")](
                              const IngestProgress& now) mutable {
      line.Show("ingest", now.bytes, now.size, now.events);
    };
    return options;
  }

  // What hooks could not append goes first.
  ExitStatus IngestHooks(const std::string& ledger, LedgerWriter* writer,
                         const Invocation& run) {
    const auto waited = IngestHookSpool(ledger, writer, Options(run));
    if (!waited) {
      run.console.Fail(waited.error());
      return StatusOf(waited.error().kind);
    }
    if (waited->read > 0) {
      run.console.Summary(fmt::format(
          "{} of hooks had been waiting beside the ledger, {} rejected",
          Counted(waited->read, "event"), Grouped(waited->rejected)));
    }
    const bool lost = waited->rejected > 0 && !allow_rejects_;
    return lost ? ExitStatus::kIncomplete : ExitStatus::kDone;
  }

  // A source that cannot be read does not keep the others out; a ledger that
  // cannot be written ends it.
  ExitStatus IngestAll(const std::vector<std::string>& inputs,
                       const Invocation& run, Ingestor* ingestor) {
    ExitStatus status = ExitStatus::kDone;
    for (const std::string& input : inputs) {
      const bool found =
          std::find(paths_.begin(), paths_.end(), input) == paths_.end();
      const Status ingested = ingestor->Ingest(input, found);
      if (ingested) continue;
      run.console.Fail(ingested.error());
      status = Worst(status, StatusOf(ingested.error().kind));
      if (ingested.error().kind != ErrorKind::kUsage &&
          ingested.error().kind != ErrorKind::kInput) {
        break;
      }
    }
    return status;
  }

  ExitStatus Summarize(const IngestSummary& summary, const Invocation& run,
                       const std::string& ledger, ExitStatus so_far) const {
    if (rejects_ > kShownRejects) {
      run.console.Warn(
          fmt::format("{} more rejected; the ledger keeps all of them",
                      Grouped(rejects_ - kShownRejects)));
    }
    ExitStatus status = ExitStatus::kDone;
    for (const SourceSummary& source : summary.sources) {
      run.console.Summary(SourceLine(source));
      if (!source.rewritten || force_) continue;
      run.console.Fail(
          {ErrorKind::kInput,
           fmt::format("{}: the part that was ingested earlier has changed; "
                       "nothing of it was ingested",
                       source.name),
           "--force ingests it all the same"});
      status = ExitStatus::kIncomplete;
    }
    Notes(summary.warnings, run);
    Notes(summary.notes, run);
    if (!summary.sources.empty())
      run.console.Summary(fmt::format(
          "{} committed to {}, {} already present, {} rejected",
          Counted(summary.committed, "event"), ledger,
          Grouped(summary.already_present), Grouped(summary.rejected)));
    if (summary.rejected > 0 && !allow_rejects_) {
      status = ExitStatus::kIncomplete;
    }
    if (summary.read == 0 && Worst(status, so_far) == ExitStatus::kDone) {
      run.console.Fail({ErrorKind::kNothing, "the input holds no event", ""});
      return ExitStatus::kIncomplete;
    }
    return status;
  }

  static std::string SourceLine(const SourceSummary& source) {
    if (source.left_out) {
      return fmt::format("{}: left out, it is no log (name it to ingest it)",
                         source.name);
    }
    if (source.format.empty()) return source.name + ": not read";
    std::string line = fmt::format("{}: {} ({}", source.name, source.format,
                                   source.format_reason);
    if (source.compression != "plain") line += ", " + source.compression;
    return line + fmt::format("), {} read{}", Counted(source.read, "event"),
                              source.continued ? ", continued" : "");
  }

  static void Notes(const std::map<std::string, uint64_t, std::less<>>& counts,
                    const Invocation& run) {
    for (const auto& [note, count] : counts) {
      run.console.Summary(
          fmt::format("note: {} ({})", note, Counted(count, "time")));
    }
  }

  std::vector<std::string> paths_;
  bool recursive_ = false;
  bool deterministic_ids_ = false;
  bool allow_rejects_ = false;
  bool list_formats_ = false;
  bool force_ = false;
  std::string format_ = "auto";
  std::optional<std::string> map_;
  std::unique_ptr<const RecordMapping> mapping_;
  InputFormat mapped_;  // of `mapping_`
  std::string profile_ = "auto";
  std::optional<uint64_t> max_line_;
  std::optional<uint64_t> max_bytes_;
  RandomUuids uuids_;
  uint64_t rejects_ = 0;
};

}  // namespace

std::unique_ptr<Command> MakeIngest() {
  return std::make_unique<IngestCommand>();
}

}  // namespace plog

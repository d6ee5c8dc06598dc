#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/mapping_file.h"
#include "cli/text_table.h"
#include "ledger/base/text.h"
#include "ledger/crypto/uuid.h"
#include "ledger/ingest/ingestor.h"
#include "ledger/json/json.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

// A mapping is tried on a sample.
constexpr uint64_t kMaxInput = uint64_t{256} << 20;
constexpr size_t kShownBytes = 120;

std::string TextOf(JsonView value) {
  if (!value.present()) return "-";
  if (value.is_string()) {
    return SanitizeForTerminal(value.AsString(), kShownBytes);
  }
  std::string json;
  JsonWriter(&json).Value(value);
  return SanitizeForTerminal(json, kShownBytes);
}

// "line 3: TOOL_CALL search" and a line for every other member that it has.
std::string Sketch(JsonView event) {
  constexpr std::string_view kShown[] = {
      "agent_id",     "session_id",    "timestamp",
      "action_input", "action_output", "action_status",
      "duration_ms",  "error_message", "labels"};
  const JsonView metadata = event.Find("metadata");
  const JsonView import = metadata.Find("import");
  std::string text = fmt::format(
      "line {}: {} {}\n", TextOf(import.Find("line")),
      TextOf(event.Find("action_type")), TextOf(event.Find("action_name")));
  for (const std::string_view name : kShown) {
    const JsonView value = event.Find(name);
    if (!value.present()) continue;
    text += fmt::format("  {:<14} {}\n", name, TextOf(value));
  }
  for (JsonView k = metadata.First(); k.valid();
       k = metadata.After(k.Value())) {
    if (k.AsString() == "import") continue;
    text += fmt::format("  {:<14} {}\n",
                        SanitizeForTerminal(k.AsString(), kShownBytes),
                        TextOf(k.Value()));
  }
  return text;
}

// Ingests into a ledger that is forgotten: what it shows is what `plog ingest
// --map` would keep.
class MapTestCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Text("--map", "FILE", "the mapping", &map_);
    options->Choice("--format",
                    "text: a sketch of every event; jsonl: the events",
                    {"text", "jsonl"}, &format_);
    options->Operand("INPUT", "records to try it on, or - for stdin (default)",
                     &input_, false);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (!map_) {
      return Fail(ErrorKind::kUsage, "no mapping is named",
                  "name one with --map FILE");
    }
    const auto mapping = LoadMapping(*map_, &run.console);
    if (!mapping) return tl::make_unexpected(mapping.error());
    const InputFormat format = MappedFormat(mapping->get());
    const auto writer = LedgerWriter::OpenScratch(run.TemporaryFolder());
    Ingestor ingestor(writer.get(), Options(format, run));
    if (Status done = ingestor.Ingest(input_.value_or("-")); !done) {
      return tl::make_unexpected(done.error());
    }
    if (Status shown = Show(writer->reader(), run); !shown) {
      return tl::make_unexpected(shown.error());
    }
    return Conclude(ingestor.summary(), run);
  }

 private:
  static IngestOptions Options(const InputFormat& format,
                               const Invocation& run) {
    IngestOptions options;
    options.format = &format;
    options.bytes.max_bytes = kMaxInput;
    options.keep_sources = false;
    options.now = run.environment.now;
    options.random_uuid = [] { return RandomUuid(); };
    options.on_reject = [&run](std::string_view name, const RejectRow& reject) {
      run.console.Warn(fmt::format("{}:{}:{}: rejected: {} [{}]", name,
                                   reject.line, reject.column, reject.message,
                                   reject.code));
    };
    return options;
  }

  Status Show(const LedgerReader& reader, const Invocation& run) const {
    Result<EventCursor> cursor = reader.Scan(1, reader.event_count());
    if (!cursor) return tl::make_unexpected(cursor.error());
    JsonParser parser;
    JsonDocument document;
    StoredEvent row;
    Result<bool> more = cursor->Next(&row);
    for (; more && *more; more = cursor->Next(&row)) {
      if (format_ == "jsonl") {
        run.console.Out(std::string(row.content) + '\n');
      } else if (!parser.Parse(row.content, JsonLimits{}, &document)) {
        run.console.Out(Sketch(document.root()));
      }
    }
    if (!more) return tl::make_unexpected(more.error());
    return {};
  }

  static ExitStatus Conclude(const IngestSummary& summary,
                             const Invocation& run) {
    for (const auto& [note, count] : summary.notes) {
      run.console.Summary(
          fmt::format("note: {} ({} times)", note, Grouped(count)));
    }
    run.console.Summary(fmt::format("{}, {} rejected; nothing was stored",
                                    Counted(summary.committed, "event"),
                                    Grouped(summary.rejected)));
    if (summary.rejected > 0) return ExitStatus::kIncomplete;
    if (summary.committed > 0) return ExitStatus::kDone;
    run.console.Fail({ErrorKind::kNothing, "no record became an event", ""});
    return ExitStatus::kIncomplete;
  }

  std::optional<std::string> map_;
  std::optional<std::string> input_;
  std::string format_ = "text";
};

}  // namespace

std::unique_ptr<Command> MakeMapTest() {
  return std::make_unique<MapTestCommand>();
}

}  // namespace plog

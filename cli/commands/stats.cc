#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/commands/commands.h"
#include "cli/event_walk.h"
#include "cli/text_table.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

using Counts = std::map<std::string, uint64_t>;

// Of the actions with a name: how often, how many failed, how long.
struct ActionSummary {
  uint64_t events = 0;
  uint64_t errors = 0;
  uint64_t timed = 0;  // events with a duration
  int64_t total_ms = 0;
  int64_t longest_ms = 0;
};

struct Statistics {
  uint64_t events = 0;
  Counts types;
  Counts statuses;
  std::map<std::string, ActionSummary> actions;
  std::optional<Instant> first;
  std::optional<Instant> last;
};

void CountAction(const EventContent& event, bool failed,
                 ActionSummary* action) {
  ++action->events;
  if (failed) ++action->errors;
  const JsonView duration = event.Get(Member::kDurationMs);
  if (!duration.is(JsonType::kInteger)) return;
  ++action->timed;
  action->total_ms += duration.AsInteger();
  action->longest_ms = std::max(action->longest_ms, duration.AsInteger());
}

void Count(const EventContent& event, Statistics* stats) {
  ++stats->events;
  const auto status = event.Text(Member::kActionStatus);
  ++stats->types[std::string(event.Text(Member::kActionType).value_or("-"))];
  ++stats->statuses[std::string(status.value_or("-"))];
  if (const auto name = event.Text(Member::kActionName)) {
    CountAction(event, status == "error" || status == "timeout",
                &stats->actions[std::string(*name)]);
  }
  if (const auto time = event.timestamp()) {
    if (!stats->first || *time < *stats->first) stats->first = time;
    if (!stats->last || *time > *stats->last) stats->last = time;
  }
}

std::string CountsText(const std::string& title, const Counts& counts) {
  TextTable table({title, ">events"});
  for (const auto& [name, count] : counts) table.Row({name, Grouped(count)});
  return table.Render() + '\n';
}

std::string StatsText(const Statistics& stats) {
  std::string out = CountsText("action_type", stats.types) +
                    CountsText("action_status", stats.statuses);
  TextTable table({"action_name", ">events", ">errors", ">mean ms", ">max ms"});
  for (const auto& [name, action] : stats.actions) {
    const int64_t timed = static_cast<int64_t>(action.timed);
    table.Row({name, Grouped(action.events), Grouped(action.errors),
               timed == 0 ? "-" : fmt::format("{}", action.total_ms / timed),
               timed == 0 ? "-" : fmt::format("{}", action.longest_ms)});
  }
  return out + table.Render();
}

void WriteCounts(std::string_view title, const Counts& counts,
                 JsonWriter* writer) {
  writer->Name(title);
  writer->BeginObject();
  for (const auto& [name, count] : counts) writer->Member(name, count);
  writer->EndObject();
}

void WriteAction(const ActionSummary& action, JsonWriter* writer) {
  writer->BeginObject();
  writer->Member("events", action.events);
  writer->Member("errors", action.errors);
  writer->Member("timed", action.timed);
  writer->Name("total_ms");
  writer->Integer(action.total_ms);
  writer->Name("longest_ms");
  writer->Integer(action.longest_ms);
  writer->EndObject();
}

std::string StatsJson(const Statistics& stats) {
  const auto time_text = [](const std::optional<Instant>& time) {
    return time ? std::optional<std::string>(FormatRfc3339(*time))
                : std::nullopt;
  };
  std::string out;
  JsonWriter writer(&out, 2);
  writer.BeginObject();
  writer.Member("events", stats.events);
  writer.Member("first_event", time_text(stats.first));
  writer.Member("last_event", time_text(stats.last));
  WriteCounts("action_type", stats.types, &writer);
  WriteCounts("action_status", stats.statuses, &writer);
  writer.Name("action_name");
  writer.BeginObject();
  for (const auto& [name, action] : stats.actions) {
    writer.Name(name);
    WriteAction(action, &writer);
  }
  writer.EndObject();
  writer.EndObject();
  return out + '\n';
}

class StatsCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
    DeclareSelection(options, &selection_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    Statistics stats;
    const Status walked =
        WalkEvents(**reader, selection_, &run.console,
                   [&](const StoredEvent&, const EventContent& event) {
                     Count(event, &stats);
                     return true;
                   });
    if (!walked) return tl::make_unexpected(walked.error());
    run.console.Out(run.ResolveFormat(format_) == "text" ? StatsText(stats)
                                                         : StatsJson(stats));
    run.console.Summary(Counted(stats.events, "event"));
    return ExitStatus::kDone;
  }

 private:
  Selection selection_;
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakeStats() {
  return std::make_unique<StatsCommand>();
}

}  // namespace plog

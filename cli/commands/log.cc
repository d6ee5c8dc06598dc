#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "cli/commands/commands.h"
#include "cli/event_walk.h"
#include "cli/text_table.h"
#include "ledger/base/text.h"
#include "ledger/json/json_writer.h"
#include "ledger/store/ledger_reader.h"

namespace plog {
namespace {

std::string TextOr(const EventContent& event, Member member) {
  return std::string(event.Text(member).value_or("-"));
}

// One line: time, agent, sequence, session, type, name, status, duration.
std::string TextLine(const StoredEvent& row, const EventContent& event) {
  const JsonView duration = event.Get(Member::kDurationMs);
  std::string line = fmt::format(
      "{}  {}#{}  {}  {} {}  {}", TextOr(event, Member::kTimestamp),
      event.agent_id(), row.sequence, TextOr(event, Member::kSessionId),
      TextOr(event, Member::kActionType), TextOr(event, Member::kActionName),
      TextOr(event, Member::kActionStatus));
  if (duration.is_number()) {
    line += fmt::format("  {} ms", duration.AsInteger());
  }
  return SanitizeForTerminal(line, 1000) + '\n';
}

// The event with its place in the chain, unhashed members last.
std::string JsonLine(const StoredEvent& row, const EventContent& event,
                     JsonParser* parser) {
  std::string out;
  JsonWriter writer(&out);
  writer.BeginObject();
  const auto members = [&](JsonView object) {
    for (auto name = object.First(); name.valid();
         name = object.After(name.Value())) {
      writer.Name(name.AsString());
      writer.Value(name.Value());
    }
  };
  members(event.root());
  writer.Member("sequence", row.sequence);
  writer.Member("hash", ToHex(row.hash));
  writer.Member("prev_hash", ToHex(row.prev_hash));
  JsonDocument unhashed;
  if (!row.unhashed.empty() &&
      !parser->Parse(row.unhashed, JsonLimits(), &unhashed)) {
    members(unhashed.root());
  }
  writer.EndObject();
  return out + '\n';
}

class LogCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Number("--last", "N", "only the last N of the selected events",
                    &last_);
    options->Texts("--type", "TYPE", "only this action_type", &types_);
    options->Texts("--status", "STATUS", "only this action_status", &statuses_);
    options->Choice("--format", "auto is text on a terminal, jsonl otherwise",
                    {"auto", "text", "jsonl"}, &format_);
    DeclareSelection(options, &selection_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    text_ = format_ == "text" ||
            (format_ == "auto" && run.console.out_is_terminal());
    if (Status listed = List(**reader, &run.console); !listed) {
      return tl::make_unexpected(listed.error());
    }
    run.console.Summary(fmt::format(
        "{} of {}",
        Counted(std::min(matched_, last_.value_or(matched_)), "event"),
        Grouped((*reader)->event_count())));
    return ExitStatus::kDone;
  }

 private:
  bool Wanted(const EventContent& event) const {
    const auto any = [](const std::vector<std::string>& list,
                        std::optional<std::string_view> value) {
      return list.empty() || (value && std::find(list.begin(), list.end(),
                                                 *value) != list.end());
    };
    return any(types_, event.Text(Member::kActionType)) &&
           any(statuses_, event.Text(Member::kActionStatus));
  }

  Status List(const LedgerReader& reader, Console* console) {
    Status walked =
        WalkEvents(reader, selection_, console,
                   [&](const StoredEvent& row, const EventContent& event) {
                     if (Wanted(event)) Emit(row, event, console);
                     return console->out_status().has_value();
                   });
    for (const std::string& line : kept_) console->Out(line);
    return walked;
  }

  void Emit(const StoredEvent& row, const EventContent& event,
            Console* console) {
    ++matched_;
    std::string line =
        text_ ? TextLine(row, event) : JsonLine(row, event, &json_);
    if (!last_) {
      console->Out(line);
      return;
    }
    kept_.push_back(std::move(line));
    if (kept_.size() > *last_) kept_.pop_front();
  }

  Selection selection_;
  std::optional<uint64_t> last_;
  std::vector<std::string> types_;
  std::vector<std::string> statuses_;
  std::string format_ = "auto";
  bool text_ = false;
  uint64_t matched_ = 0;
  std::deque<std::string> kept_;  // the last lines, with --last
  JsonParser json_;
};

}  // namespace

std::unique_ptr<Command> MakeLog() { return std::make_unique<LogCommand>(); }

}  // namespace plog

#include <fmt/format.h>

#include <map>
#include <set>

#include "cli/commands/commands.h"
#include "cli/event_walk.h"
#include "cli/text_table.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

struct SessionSummary {
  std::set<std::string> agents;
  uint64_t events = 0;
  uint64_t errors = 0;
  std::optional<Instant> first;
  std::optional<Instant> last;
};

// Events without a session form one session per agent (policies §3), which has
// no name of its own.
struct SessionKey {
  bool unnamed = false;
  std::string name;  // of the session, or of the agent
  friend auto operator<=>(const SessionKey&, const SessionKey&) = default;
};
using Sessions = std::map<SessionKey, SessionSummary>;

void Count(const EventContent& event, Sessions* sessions) {
  const auto name = event.Text(Member::kSessionId);
  SessionSummary& session = (*sessions)[{
      !name.has_value(), std::string(name.value_or(event.agent_id()))}];
  session.agents.emplace(event.agent_id());
  ++session.events;
  const auto status = event.Text(Member::kActionStatus);
  if (status == "error" || status == "timeout") ++session.errors;
  if (const auto time = event.timestamp()) {
    if (!session.first || *time < *session.first) session.first = time;
    if (!session.last || *time > *session.last) session.last = time;
  }
}

std::optional<std::string> TimeText(const std::optional<Instant>& time) {
  if (!time) return std::nullopt;
  return FormatRfc3339(*time);
}

std::string SessionsText(const Sessions& sessions) {
  TextTable table(
      {"session", "agents", ">events", ">errors", "first", ">length"});
  for (const auto& [key, session] : sessions) {
    const std::string length =
        session.first ? FormatDuration(*session.last - *session.first) : "-";
    table.Row({key.unnamed ? fmt::format("(none, {})", key.name) : key.name,
               fmt::format("{}", fmt::join(session.agents, ", ")),
               Grouped(session.events), Grouped(session.errors),
               TimeText(session.first).value_or("-"), length});
  }
  return table.Render();
}

std::string SessionsJson(const Sessions& sessions) {
  std::string out;
  JsonWriter writer(&out, 2);
  writer.BeginArray();
  for (const auto& [key, session] : sessions) {
    writer.BeginObject();
    writer.Member("session_id", key.unnamed
                                    ? std::optional<std::string>()
                                    : std::optional<std::string>(key.name));
    writer.Name("agents");
    writer.BeginArray();
    for (const std::string& agent : session.agents) writer.String(agent);
    writer.EndArray();
    writer.Member("events", session.events);
    writer.Member("errors", session.errors);
    writer.Member("first_event", TimeText(session.first));
    writer.Member("last_event", TimeText(session.last));
    writer.EndObject();
  }
  writer.EndArray();
  return out + '\n';
}

class SessionsCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
    DeclareSelection(options, &selection_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    Sessions sessions;
    const Status walked =
        WalkEvents(**reader, selection_, &run.console,
                   [&](const StoredEvent&, const EventContent& event) {
                     Count(event, &sessions);
                     return true;
                   });
    if (!walked) return tl::make_unexpected(walked.error());
    run.console.Out(run.ResolveFormat(format_) == "text"
                        ? SessionsText(sessions)
                        : SessionsJson(sessions));
    run.console.Summary(Counted(sessions.size(), "session"));
    return ExitStatus::kDone;
  }

 private:
  Selection selection_;
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakeSessions() {
  return std::make_unique<SessionsCommand>();
}

}  // namespace plog

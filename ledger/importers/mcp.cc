// MCP traffic: JSON-RPC messages, one per line, bare or as recorders and
// clients write them.
//
//   2026-… [info] [server] Message from client: {json}     Claude Desktop
//   [2026-…Z] >>> {json}                                   proxy logs
//   {"message":{json},"metadata":{sender,timestamp,…}}     recorders
//   {"seq":n,"t":seconds,"dir":"c2s","msg":{json}}
//   {"interactions":[{request, response, latency_ms}]}
//
// Ids start again with every connection, so calls are paired inside one: an
// `initialize` request, a START line or an id that is used while it is open
// begins the next; where the log names servers, the next of that server. The
// agent is the client (its name in `initialize`); where the log names the
// server instead, that.

#include <fmt/format.h>

#include <map>

#include "ledger/importers/line_importer.h"
#include "ledger/ingest/json_text_scanner.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "mcp";

enum class Sender { kUnknown, kClient, kServer };

Sender SenderOf(std::string_view prefix) {
  if (prefix.find("from client") != std::string_view::npos ||
      prefix.find(">>>") != std::string_view::npos) {
    return Sender::kClient;
  }
  if (prefix.find("from server") != std::string_view::npos ||
      prefix.find("<<<") != std::string_view::npos) {
    return Sender::kServer;
  }
  return Sender::kUnknown;
}

// The time a log line begins with, with or without brackets.
std::string_view TimeOfPrefix(std::string_view prefix) {
  if (prefix.starts_with('[')) prefix.remove_prefix(1);
  const std::string_view time = prefix.substr(0, prefix.find_first_of(" ]"));
  return ParseRfc3339(time) ? time : std::string_view();
}

// The name in `[name]` that is no level.
std::string_view ServerOfPrefix(std::string_view prefix) {
  size_t at = prefix.find("] [") == std::string_view::npos
                  ? std::string_view::npos
                  : prefix.find('[');
  while (at != std::string_view::npos) {
    const size_t end = prefix.find(']', at);
    if (end == std::string_view::npos) break;
    const std::string_view word = prefix.substr(at + 1, end - at - 1);
    if (word != "info" && word != "error" && word != "warn" &&
        word != "debug" && !ParseRfc3339(word)) {
      return word;
    }
    at = prefix.find('[', end);
  }
  return {};
}

// Where the value that `text` begins with ends.
size_t EndOfValue(std::string_view text) {
  JsonTextScanner scanner;
  for (size_t i = 0; i < text.size(); ++i) {
    scanner.Next(text[i]);
    if (scanner.depth() == 0) return i + 1;
  }
  return text.size();
}

constexpr size_t kMaxServers = 1024;
const std::string kNoServer;

struct Connection {
  uint64_t number = 0;    // within the source
  std::string client;     // as it names itself
  bool seen_any = false;  // a message
};

class McpImporter : public LineImporter {
 public:
  explicit McpImporter(const SourceInfo& source)
      : LineImporter(kFormat, source) {}

 protected:
  // Splits a log line into what stands before the JSON and the JSON.
  std::string_view JsonOf(std::string_view line) override {
    sender_ = Sender::kUnknown;
    time_.clear();
    const size_t text = line.find_first_not_of(" \t\r");
    if (line.substr(text).starts_with("//")) {
      out().NotAnAction("comment");
      return {};
    }
    const char first = line[text];
    const size_t brace = line.find('{');
    if (first == '{' ||
        (first == '[' && line.find_first_of("{[", text + 1) ==
                             line.find_first_not_of(" \t", text + 1))) {
      return line;
    }
    const std::string_view prefix = line.substr(0, brace);
    time_ = TimeOfPrefix(prefix);
    const std::string_view server = ServerOfPrefix(prefix);
    if (!server.empty()) log_agent_ = server;
    if (prefix.find("] START") != std::string_view::npos) NewConnection();
    sender_ = SenderOf(prefix);
    if (sender_ == Sender::kUnknown && !time_.empty()) {
      out().NotAnAction("log line");
      return {};
    }
    if (brace == std::string_view::npos) return line;  // refused as no JSON
    const std::string_view rest = line.substr(brace);
    const size_t end = EndOfValue(rest);
    const bool known_tail = rest.substr(end).starts_with(" { metadata:");
    return known_tail ? rest.substr(0, end) : rest;
  }

  void Record(JsonView record) override {
    if (record.is(JsonType::kArray)) return Each(record);
    if (record.Find("jsonrpc").valid()) return Message(record);
    if (record.Find("message").Find("jsonrpc").valid()) return Wrapped(record);
    if (record.Find("msg").Find("jsonrpc").valid()) return Numbered(record);
    const JsonView interactions = record.Find("interactions");
    if (interactions.is(JsonType::kArray)) return Interactions(interactions);
    if (TextOf(record, "type") == "summary") {
      return out().NotAnAction("summary");
    }
    out().Unknown("no JSON-RPC message");
  }

 private:
  void Each(JsonView messages) {
    for (JsonView m = messages.First(); m.valid(); m = messages.After(m)) {
      Message(m);
    }
  }

  void Wrapped(JsonView record) {
    const JsonView metadata = record.Find("metadata");
    time_ = TextOf(metadata, "timestamp");
    const std::string_view sender = TextOf(metadata, "sender");
    if (sender.starts_with("client")) sender_ = Sender::kClient;
    if (sender.starts_with("server")) sender_ = Sender::kServer;
    Message(record.Find("message"));
  }

  void Numbered(JsonView record) {
    const JsonView time = record.Find("t");
    if (time.is_number() && time.AsDouble() >= 0 && time.AsDouble() < 9e9) {
      // Seconds as a double: no finer than microseconds today.
      time_ =
          TimeOfCount(fmt::format("{:.0f}", time.AsDouble() * 1e6), 1000000);
    }
    const std::string_view direction = TextOf(record, "dir");
    if (direction == "c2s") sender_ = Sender::kClient;
    if (direction == "s2c") sender_ = Sender::kServer;
    Message(record.Find("msg"));
  }

  void Interactions(JsonView interactions) {
    for (JsonView i = interactions.First(); i.valid();
         i = interactions.After(i)) {
      sender_ = Sender::kClient;
      if (i.Find("request").is(JsonType::kObject)) Message(i.Find("request"));
      sender_ = Sender::kServer;
      latency_ = CountOf(i.Find("latency_ms"));
      if (i.Find("response").is(JsonType::kObject)) Message(i.Find("response"));
      latency_.reset();
    }
  }

  // Of the server that the log names. Servers of one log talk at the same time,
  // and each counts its ids from the beginning.
  Connection& Current() {
    const bool full = servers_.size() >= kMaxServers;
    const std::string& name =
        full && !servers_.contains(log_agent_) ? kNoServer : log_agent_;
    Connection& current = servers_[name];
    if (current.number == 0) current.number = ++connections_;
    return current;
  }

  void NewConnection() {
    Connection& current = Current();
    current = {};
    current.number = ++connections_;
  }

  // Both sides number their own requests, and 1 is not "1".
  std::string KeyOf(JsonView id, Sender asked_by) {
    const char side = asked_by == Sender::kClient   ? 'c'
                      : asked_by == Sender::kServer ? 's'
                                                    : '?';
    return fmt::format("{}{}{}{}", Current().number, side,
                       id.is_string() ? '"' : '#', ScalarText(id));
  }

  ImportedEvent Begin(JsonView message, std::string_view action_type) {
    const Connection& current = Current();
    ImportedEvent event;
    event.action_type = action_type;
    event.agent_id = !log_agent_.empty()       ? log_agent_
                     : !current.client.empty() ? current.client
                                               : std::string(kFormat);
    event.session_id = fmt::format("{}#{}", file_, current.number);
    event.timestamp = time_;
    event.original_id = ScalarText(message.Find("id"));
    if (sender_ != Sender::kUnknown) {
      event.Label("sender", sender_ == Sender::kClient ? "client" : "server");
    }
    return event;
  }

  void Message(JsonView message) {
    if (TextOf(message, "method").empty()) return Response(message);
    const std::string_view method = TextOf(message, "method");
    const JsonView id = message.Find("id");
    if (method == "initialize") {
      if (Current().seen_any) NewConnection();
      Current().client =
          TextOf(message.Find("params").Find("clientInfo"), "name");
    } else if (id.present() && out().IsOpen(KeyOf(id, sender_))) {
      NewConnection();
    }
    Current().seen_any = true;
    const std::string key = KeyOf(id, sender_);
    const JsonView params = message.Find("params");
    const bool tool = method == "tools/call";
    ImportedEvent event =
        Begin(message, tool ? action::kToolCall : action::kCustom);
    event.action_name = tool ? TextOf(params, "name") : method;
    event.input = Payload::Of(tool ? params.Find("arguments") : params);
    event.Meta("method", method);
    if (!id.present()) return out().Emit(event);  // a notification
    event.call_id = fmt::format("{}:{}", Current().number, ScalarText(id));
    out().Call(key, std::move(event));
  }

  void Response(JsonView message) {
    const JsonView id = message.Find("id");
    const JsonView result = message.Find("result");
    const JsonView error = message.Find("error");
    if (!result.valid() && !error.valid()) {
      return out().Unknown("neither a method nor a result nor an error");
    }
    Current().seen_any = true;
    const std::string key =
        KeyOf(id, sender_ == Sender::kClient   ? Sender::kServer
                  : sender_ == Sender::kServer ? Sender::kClient
                                               : Sender::kUnknown);
    const OpenCall* call = out().FindOpen(key);
    // A response whose request was not recorded: a tool's has content.
    const bool tool =
        call != nullptr ? call->is_tool : result.Find("content").valid();
    ImportedEvent event =
        Begin(message, tool ? action::kToolResult : action::kCustom);
    event.output = Payload::Of(result);
    event.duration_ms = latency_;
    const bool failed = error.present() || IsTrue(result, "isError");
    event.status = failed ? "error" : "success";
    if (error.present()) {
      event.error_message = TextOf(error, "message");
      event.Meta("error", error);
    } else if (failed) {
      event.error_message = TextOfBlocks(result.Find("content"));
    }
    event.call_id = fmt::format("{}:{}", Current().number, ScalarText(id));
    out().Answer(key, std::move(event));
  }

  const std::string file_ = out().SourceFileName();
  Sender sender_ = Sender::kUnknown;
  std::string time_;
  std::optional<int64_t> latency_;
  std::string log_agent_;                      // the server a log line names
  std::map<std::string, Connection> servers_;  // by name; kNoServer: others
  uint64_t connections_ = 0;
};

std::optional<std::string> Detect(const InputHead& head) {
  std::string_view bytes = head.bytes;
  // Comments and log lines may stand before the first message.
  for (int lines = 0; lines < 20 && !bytes.empty(); ++lines) {
    const size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    if (line.find("\"jsonrpc\"") != std::string_view::npos &&
        (line.find("\"method\"") != std::string_view::npos ||
         line.find("\"result\"") != std::string_view::npos ||
         line.find("\"error\"") != std::string_view::npos)) {
      const bool first = lines == 0;
      return first ? "the first line has a JSON-RPC message"
                   : "a line near the beginning has a JSON-RPC message";
    }
    const size_t text = line.find_first_not_of(" \t\r");
    const bool may_precede = text == std::string_view::npos ||
                             line.substr(text).starts_with("//") ||
                             !TimeOfPrefix(line).empty();
    if (!may_precede || end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kMcpFormat;
const InputFormat kMcpFormat = {
    .name = kFormat,
    .summary = "MCP messages: JSON-RPC lines, recorders, client logs",
    .unit = InputFormat::Unit::kLines,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<McpImporter>(source);
    }};

}  // namespace plog

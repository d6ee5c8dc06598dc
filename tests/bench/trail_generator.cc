#include "tests/bench/trail_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <iterator>
#include <string>
#include <vector>

#include "ledger/base/instant.h"

namespace plog {
namespace {

// SplitMix64: small, and the same everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  uint64_t Below(uint64_t bound) { return Next() % bound; }
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  // Box-Muller.
  double Normal() {
    return std::sqrt(-2 * std::log(1 - Unit())) *
           std::cos(6.283185307179586 * Unit());
  }

 private:
  uint64_t state_;
};

constexpr std::array<std::string_view, 12> kTools = {
    "read_file",   "search_web", "send_mail", "write_file",
    "run_shell",   "query_db",   "get_order", "refund_order",
    "book_flight", "list_users", "fetch_url", "post_message"};

constexpr std::string_view kWords =
    "the agent looked up the order and found three items, two of them shipped "
    "on Tuesday; the customer asks for a refund of the third. Account 4711, "
    "ticket #88213, status pending. Next step: verify the address, then answer "
    "within the hour. ";

struct Session {
  std::string id;
  size_t agent = 0;
  size_t other_agent = 0;
  uint64_t left = 0;
  std::deque<std::pair<size_t, uint64_t>> open;  // agent and call number
};

class Generator {
 public:
  Generator(const TrailShape& shape,
            const std::function<void(std::string_view)>& write)
      : random_(shape.seed),
        write_(write),
        agents_(std::max<uint64_t>(8, shape.events / 20'000)) {
    double total = 0;
    for (uint64_t k = 1; k <= agents_; ++k) {
      total += 1.0 / static_cast<double>(k);
      shares_.push_back(total);
    }
    sessions_.resize(64);
  }

  void Emit() {
    Session& session = sessions_[random_.Below(sessions_.size())];
    if (session.left == 0) Begin(&session);
    --session.left;
    nanos_ += 1'000'000 * (1 + random_.Below(40));
    const uint64_t kind = random_.Below(5);
    // A session leaves no call open at its end.
    const bool closing = session.open.size() > session.left;
    if (!session.open.empty() &&
        (kind >= 2 || session.open.size() > 3 || closing)) {
      Result(&session);
    } else if (kind < 3 && session.left > 0) {
      Call(&session);
    } else {
      Model(session, kind == 3);
    }
  }

 private:
  void Begin(Session* session) {
    session->id = fmt::format("session-{:08}", ++session_count_);
    session->agent = PickAgent();
    session->other_agent = random_.Below(4) == 0 ? PickAgent() : session->agent;
    session->left = 20 + random_.Below(80);
    session->open.clear();
  }

  size_t PickAgent() {
    const double at = random_.Unit() * shares_.back();
    return static_cast<size_t>(
        std::lower_bound(shares_.begin(), shares_.end(), at) - shares_.begin());
  }

  void Head(size_t agent, const Session& session, std::string_view type,
            std::string_view name) {
    line_.clear();
    constexpr int64_t kStart = 1'767'225'600;  // 2026-01-01T00:00:00Z
    const Instant time{kStart + static_cast<int64_t>(nanos_ / 1'000'000'000),
                       static_cast<int32_t>(nanos_ % 1'000'000'000)};
    fmt::format_to(
        std::back_inserter(line_),
        R"({{"agent_id":"agent-{:03}","session_id":"{}","action_type":"{}",)"
        R"("action_name":"{}","timestamp":"{}",)"
        R"("labels":{{"env":"{}","team":"team-{}"}},)",
        agent, session.id, type, name, FormatRfc3339(time),
        agent % 3 == 0 ? "staging" : "prod", agent % 7);
  }

  // A string of words of log-normal length.
  std::string Payload() {
    const double size = std::exp(std::log(420.0) + 0.9 * random_.Normal());
    const auto bytes = static_cast<size_t>(std::clamp(size, 10.0, 64'000.0));
    std::string text;
    while (text.size() < bytes) {
      const size_t at = random_.Below(kWords.size() / 2);
      text += kWords.substr(at, bytes - text.size());
    }
    return text;
  }

  void Call(Session* session) {
    const size_t agent =
        random_.Below(2) == 0 ? session->agent : session->other_agent;
    const uint64_t call = ++calls_;
    Head(agent, *session, "TOOL_CALL", kTools[call % kTools.size()]);
    fmt::format_to(
        std::back_inserter(line_),
        R"("action_input":{{"query":"{}","limit":{},"amount":{}.5}},)"
        R"("metadata":{{"call_id":"call-{}"}}}})",
        Payload(), random_.Below(100), random_.Below(5000), call);
    if (random_.Below(500) != 0) session->open.emplace_back(agent, call);
    Finish();
  }

  void Result(Session* session) {
    const auto [agent, call] = session->open.front();
    session->open.pop_front();
    const bool slow = random_.Below(5000) == 0;
    const bool failed = random_.Below(100) < 3;
    Head(agent, *session, "TOOL_RESULT", kTools[call % kTools.size()]);
    fmt::format_to(
        std::back_inserter(line_),
        R"("action_output":{{"text":"{}","rows":{}}},)"
        R"("action_status":"{}","duration_ms":{},)"
        R"("metadata":{{"call_id":"call-{}"}}}})",
        Payload(), random_.Below(1000), failed ? "error" : "success",
        slow ? 61'000 + random_.Below(60'000) : 1 + random_.Below(2000), call);
    Finish();
  }

  void Model(const Session& session, bool request) {
    Head(session.agent, session, request ? "LLM_CALL" : "LLM_RESPONSE", "chat");
    fmt::format_to(std::back_inserter(line_),
                   R"("{}":{{"content":"{}"}},"metadata":{{"model":"m-1"}}}})",
                   request ? "action_input" : "action_output", Payload());
    Finish();
  }

  void Finish() {
    line_ += '\n';
    write_(line_);
  }

  Random random_;
  const std::function<void(std::string_view)>& write_;
  uint64_t agents_;
  std::vector<double> shares_;
  std::vector<Session> sessions_;
  std::string line_;
  uint64_t nanos_ = 0;
  uint64_t session_count_ = 0;
  uint64_t calls_ = 0;
};

}  // namespace

void GenerateTrail(const TrailShape& shape,
                   const std::function<void(std::string_view)>& write) {
  Generator generator(shape, write);
  for (uint64_t i = 0; i < shape.events; ++i) generator.Emit();
}

}  // namespace plog

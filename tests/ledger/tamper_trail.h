#ifndef PLOG_TESTS_LEDGER_TAMPER_TRAIL_H_
#define PLOG_TESTS_LEDGER_TAMPER_TRAIL_H_

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// One recorded event as its producer wrote it, in parts that can be spoilt one
// by one. Content and hash are made here, without the product's canonical form.
struct TrailEvent {
  std::string agent;
  std::string id;
  std::string session = "s1";
  std::string query = "q";
  std::string status = R"("success")";  // JSON
  std::string duration = "150";         // JSON
  int64_t seconds = 0;
  uint64_t sequence = 0;
  std::string hash;
  std::string prev_hash;
  std::string unhashed;  // JSON members before the brace, each with a comma
  // A spoilt line that is not made of the parts, if not empty.
  std::string raw;

  std::string Content() const {
    return fmt::format(
        R"({{"action_input":{{"query":"{}"}},"action_name":"search",)"
        R"("action_status":{},"action_type":"TOOL_CALL","agent_id":"{}",)"
        R"("duration_ms":{},"id":"{}","session_id":"{}","timestamp":"{}"}})",
        query, status, agent, duration, id, session,
        FormatRfc3339({seconds, 0}));
  }
  void Rehash() { hash = ToHex(Sha256Of(Content() + prev_hash)); }
  std::string Line() const {
    if (!raw.empty()) return raw;
    const std::string content = Content();
    return fmt::format(R"({},"sequence":{},"hash":"{}","prev_hash":"{}"{}}})",
                       content.substr(0, content.size() - 1), sequence, hash,
                       prev_hash, unhashed);
  }
};

// Recorded chains of several agents in the order in which they are ingested.
// Ids are "AGENT-SEQUENCE".
struct Trail {
  std::vector<TrailEvent> events;

  // Round robin: a-1 b-1 c-1 a-2 b-2 …
  static Trail Make(std::string_view agents, uint64_t per_agent) {
    Trail trail;
    for (uint64_t i = 1; i <= per_agent; ++i) {
      for (const char agent : agents) trail.Append(std::string(1, agent));
    }
    return trail;
  }

  // A whole event at the end of the agent's chain.
  TrailEvent& Append(const std::string& agent) {
    const std::vector<size_t> chain = Of(agent);
    TrailEvent event;
    event.agent = agent;
    event.sequence = chain.empty() ? 1 : events[chain.back()].sequence + 1;
    event.prev_hash =
        chain.empty() ? std::string(64, '0') : events[chain.back()].hash;
    event.id = fmt::format("{}-{}", agent, event.sequence);
    event.session = "s-" + event.id;
    event.seconds = 1767225600 + 60 * static_cast<int64_t>(events.size());
    event.Rehash();
    return events.emplace_back(std::move(event));
  }

  // Positions of the agent's events.
  std::vector<size_t> Of(std::string_view agent) const {
    std::vector<size_t> positions;
    for (size_t i = 0; i < events.size(); ++i) {
      if (events[i].agent == agent) positions.push_back(i);
    }
    return positions;
  }
  TrailEvent& At(size_t nth, std::string_view agent = "a") {
    return events.at(Of(agent).at(nth));
  }
  void Erase(size_t position) {
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(position));
  }
  void Insert(size_t position, TrailEvent event) {
    events.insert(events.begin() + static_cast<std::ptrdiff_t>(position),
                  std::move(event));
  }
  // Links and hashes the agent's events anew from its nth on.
  void Relink(size_t nth, std::string_view agent = "a") {
    const std::vector<size_t> chain = Of(agent);
    for (size_t i = nth; i < chain.size(); ++i) {
      TrailEvent& event = events[chain[i]];
      event.prev_hash =
          i == 0 ? std::string(64, '0') : events[chain[i - 1]].hash;
      event.Rehash();
    }
  }
  std::string Text() const {
    std::string text;
    for (const TrailEvent& event : events) text += event.Line() + "\n";
    return text;
  }
};

}  // namespace plog

#endif  // PLOG_TESTS_LEDGER_TAMPER_TRAIL_H_

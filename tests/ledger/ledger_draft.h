#ifndef PLOG_TESTS_LEDGER_LEDGER_DRAFT_H_
#define PLOG_TESTS_LEDGER_LEDGER_DRAFT_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "ledger/audit/audit.h"
#include "ledger/store/id_table.h"
#include "ledger/store/ledger_writer.h"

namespace plog {

// One event on its way into a ledger. Hashes as §3 of the format has them,
// computed here without the product's canonical form.
struct DraftEvent {
  std::string agent = "a";
  std::string hashed_agent;  // empty: as `agent`
  std::string id;
  std::string session = "s1";
  std::string action_type = "TOOL_CALL";
  std::string timestamp;
  int64_t time_seconds = 0;
  std::string column_session = "s1";
  std::string column_type = "TOOL_CALL";
  std::string unhashed;
  std::string content;
  uint64_t sequence = 0;
  Digest hash{};
  Digest prev_hash{};

  void WriteContent() {
    content = R"({"action_type":")" + action_type + R"(","agent_id":")" +
              (hashed_agent.empty() ? agent : hashed_agent) + R"(","id":")" +
              id + R"(","session_id":")" + session + R"(","timestamp":")" +
              timestamp + "\"}";
  }
  void Rehash() { hash = Sha256Of(content + ToHex(prev_hash)); }
};

// A ledger as it should be, to be spoilt before it is stored.
class LedgerDraft {
 public:
  // The next event of the agent's chain, whole.
  DraftEvent& Add(std::string_view agent) {
    DraftEvent& event = events_.emplace_back();
    DraftEvent*& head = heads_[std::string(agent)];
    event.agent = agent;
    event.sequence = head == nullptr ? 1 : head->sequence + 1;
    event.prev_hash = head == nullptr ? kZeroDigest : head->hash;
    event.id = event.agent + "-" + std::to_string(event.sequence);
    event.time_seconds = 1767225600 + static_cast<int64_t>(events_.size());
    event.timestamp = FormatRfc3339({event.time_seconds, 0});
    event.WriteContent();
    event.Rehash();
    head = &event;
    return event;
  }
  DraftEvent& operator[](size_t position) { return events_.at(position); }
  std::deque<DraftEvent>& events() { return events_; }

  // Stores the events in the order of the draft.
  std::unique_ptr<LedgerWriter> Store(std::string_view profile = "jcs") const {
    auto ledger = Must(LedgerWriter::OpenMemory());
    Must(ledger->Begin());
    Sha256 sha;
    for (const DraftEvent& event : events_) {
      const auto agent = Must(ledger->Agent(event.agent, ChainKind::kRecorded));
      Must(ledger->SetProfile(agent.key, profile, {}, true));
      StoredEvent row;
      row.agent = agent.key;
      row.sequence = event.sequence;
      row.session = event.column_session;
      row.time_seconds = event.time_seconds;
      row.action_type = event.column_type;
      row.content = event.content;
      row.hash = event.hash;
      row.prev_hash = event.prev_hash;
      row.unhashed = event.unhashed;
      row.original = "";
      Must(ledger->Append(row, IdKey(event.id, &sha)));
    }
    Must(ledger->Commit());
    return ledger;
  }

  template <class T>
  static T Must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
  }

 private:
  std::deque<DraftEvent> events_;  // references stay valid
  std::map<std::string, DraftEvent*> heads_;
};

}  // namespace plog

#endif  // PLOG_TESTS_LEDGER_LEDGER_DRAFT_H_

#ifndef PLOG_CHECKER_SURVEY_SESSION_SURVEY_H_
#define PLOG_CHECKER_SURVEY_SESSION_SURVEY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "ledger/base/instant.h"

namespace plog {

// Where a call stands, as a check orders the events of a session.
struct CallPlace {
  uint32_t agent_key = 0;  // AgentRow::key
  std::string_view agent;
  std::optional<std::string_view> session;
  Instant effective;
  uint64_t sequence = 0;
  uint64_t index = 0;  // of ingest
};

// What the sessions of a group of agents show: how many calls they have, and
// which tools came after which. Two places are kept for each tool of each
// session.
class SessionSurvey {
 public:
  void Add(const CallPlace& place, std::string_view tool);

  struct Order {
    uint64_t sessions = 0;  // in which the tool was called
    // Those of them in which each tool was called before it, at any distance;
    // tools for which there is none are absent.
    std::map<std::string_view, uint64_t> earlier;
  };
  // By tool. Views into this survey.
  std::map<std::string_view, Order> Orders() const;

  uint64_t sessions() const { return sessions_.size(); }
  uint64_t most_calls() const;  // of a session

 private:
  using Position = std::tuple<Instant, std::string, uint64_t, uint64_t>;
  struct Occurrence {
    Position first;
    Position last;
  };
  struct Session {
    uint64_t calls = 0;
    std::map<std::string, Occurrence, std::less<>> tools;
  };
  // An agent's events without a session are a session of their own.
  using Key = std::pair<bool, std::string>;

  std::map<Key, Session> sessions_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_SURVEY_SESSION_SURVEY_H_

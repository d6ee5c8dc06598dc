#ifndef PLOG_CHECKER_ENGINE_SCOPE_KEYS_H_
#define PLOG_CHECKER_ENGINE_SCOPE_KEYS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/engine/facts.h"
#include "rules/types/rule_type.h"

namespace plog {

// Things in the order of their names' bytes.
struct Ranking {
  std::vector<uint32_t> rank_of;  // by position
  std::vector<uint32_t> at_rank;  // position, by rank
};
Ranking RankAgents(const Facts& facts);

// Which instance of a scope it is.
struct InstanceKey {
  std::optional<uint32_t> session;  // position in Facts::sessions
  std::optional<uint32_t> agent;    // position in Facts::agents
};

// Numbers the instances of a scope in the order of the report: by the bytes of
// their session or agent; events without a session form one instance per
// agent, behind all sessions.
class InstanceKeys {
 public:
  InstanceKeys(const Facts& facts, Scope scope);

  size_t count() const;
  size_t Of(const EventRecord& record) const;
  InstanceKey At(size_t number) const;
  // nullopt for what is no instance of the scope.
  std::optional<size_t> NumberOf(const InstanceKey& key) const;

 private:
  Scope scope_;
  Ranking agents_;
  Ranking sessions_;  // none unless the scope is the session
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_SCOPE_KEYS_H_

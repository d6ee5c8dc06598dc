#include "ledger/store/rows.h"

#include "ledger/json/hash_profile.h"

namespace plog {

AgentRow NewAgent(std::string_view agent_id, ChainKind kind) {
  AgentRow agent;
  agent.agent_id = agent_id;
  agent.kind = kind;
  if (kind == ChainKind::kSealed) {
    agent.hash_profile = NativeProfile().name;
    agent.profile_settled = true;
  }
  return agent;
}

}  // namespace plog

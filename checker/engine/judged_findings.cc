#include "checker/engine/judged_findings.h"

#include <algorithm>

#include "checker/engine/scope_order.h"

namespace plog {

std::vector<const AuditFinding*> JudgedAuditFindings(
    const Facts& facts, const std::vector<std::string>& agent_ids) {
  std::vector<const AuditFinding*> judged;
  for (const AuditFinding& finding : facts.audit.findings) {
    const auto ordinal = OrdinalOf(facts, finding);
    const bool selected =
        ordinal ? facts.IsSelected(*ordinal)
                : agent_ids.empty() || finding.agent_id.empty() ||
                      std::find(agent_ids.begin(), agent_ids.end(),
                                finding.agent_id) != agent_ids.end();
    if (IsError(finding.code) && selected) judged.push_back(&finding);
  }
  const auto before = [&facts, order = EventOrder(facts)](
                          const AuditFinding* a, const AuditFinding* b) {
    const auto x = OrdinalOf(facts, *a);
    const auto y = OrdinalOf(facts, *b);
    return x && y ? order(*x, *y) : !x && y.has_value();
  };
  std::stable_sort(judged.begin(), judged.end(), before);
  return judged;
}

}  // namespace plog

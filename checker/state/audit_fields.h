#ifndef PLOG_CHECKER_STATE_AUDIT_FIELDS_H_
#define PLOG_CHECKER_STATE_AUDIT_FIELDS_H_

#include "ledger/audit/audit_snapshot.h"

namespace plog {

// The fields of the audit's structures, once for the reader and the writer of
// a state (StateReader, StateWriter). T is const for the writer.

template <class Io, class T>
void VisitFinding(Io& io, T& finding) {
  io.Enum(finding.code, AllFindingCodes().size());
  io(finding.agent_id);
  io(finding.sequence);
  io(finding.event_id);
  io(finding.ingest_index);
  io(finding.message);
  io(finding.expected);
  io(finding.actual);
}

template <class Io, class T>
void VisitFindings(Io& io, T& findings) {
  io.List(findings, [&io](auto& finding) { VisitFinding(io, finding); });
}

template <class Io, class T>
void VisitLink(Io& io, T& link) {
  io(link.index);
  io(link.sequence);
  io(link.hash);
  io(link.prev_hash);
  io(link.time);
}

// `selected` is the run's, not the chain's.
template <class Io, class T>
void VisitChain(Io& io, T& chain) {
  io(chain.whole);
  io(chain.events);
  VisitLink(io, chain.first);
  VisitLink(io, chain.last);
  VisitFindings(io, chain.regressions);
  io(chain.unlisted_regressions);
  bool broken = chain.first_break.has_value();
  io(broken);
  if (!broken) return;
  if constexpr (Io::kReads) chain.first_break.emplace();
  io(chain.first_break->first);
  io(chain.first_break->second);
}

template <class Io, class T>
void VisitRoot(Io& io, T& root) {
  io(root.size);
  io(root.root);
}

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_AUDIT_FIELDS_H_

#include <bit>

#include "checker/state/audit_fields.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_bytes.h"
#include "checker/state/state_format.h"

namespace plog {
namespace {

void WriteAudit(const AuditSnapshot& audit, StateWriter* io) {
  (*io)(audit.tree.size());
  io->List(audit.tree.hashes(), [io](const Digest& hash) { (*io)(hash); });
  io->List(audit.roots, [io](const TreeRoot& root) { VisitRoot(*io, root); });
  io->List(audit.chains,
           [io](const LiveChain& chain) { VisitChain(*io, chain); });
  VisitFindings(*io, audit.findings);
}

StateRow RowOf(const PassView& pass, size_t ordinal) {
  const EventRecord& record = pass.facts.events[ordinal];
  StateRow row;
  row.sequence = record.sequence;
  row.seconds = std::bit_cast<uint64_t>(record.time().seconds);
  row.nanos = static_cast<uint32_t>(record.time().nanos) |
              (record.has_time ? StateRow::kHasTime : 0) |
              (record.selected ? StateRow::kSelected : 0);
  row.agent = record.agent;
  row.session = record.session;
  row.id_key = pass.id_keys[ordinal];
  row.leaf = pass.facts.leaves[ordinal];
  return row;
}

}  // namespace

void WriteState(const PassView& pass, StateStore* store) {
  store->Begin();
  StateWriter io(store);
  io.Raw(kStateMagic.data(), kStateMagic.size());
  io(kStateVersion);
  VisitFrame(io, pass.frame);
  WriteAudit(pass.audit, &io);
  VisitTexts(io, pass.facts.sessions);
  for (size_t i = 0; i < pass.facts.events.size(); ++i) {
    char row[StateRow::kBytes];
    RowOf(pass, i).Put(row);
    io.Raw(row, sizeof(row));
  }
  io.List(pass.facts.holding,
          [&io](const EventBits& bits) { io.Column(bits.words()); });
  const KeyColumns& keys = pass.facts.keys;
  io.List(keys.values(),
          [&io](const KeyColumns::Value& value) { VisitValue(io, value); });
  io.List(keys.columns(),
          [&io](const KeyColumns::Column& column) { io.Column(column); });
  io.Finish();
}

}  // namespace plog

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

StateRow RowOf(const EventRecord& record, uint64_t id_key,
               const LeafMark& leaf) {
  StateRow row;
  row.sequence = record.sequence;
  row.seconds = std::bit_cast<uint64_t>(record.time().seconds);
  row.nanos = static_cast<uint32_t>(record.time().nanos) |
              (record.has_time ? StateRow::kHasTime : 0) |
              (record.selected ? StateRow::kSelected : 0);
  row.agent = record.agent;
  row.session = record.session;
  row.id_key = id_key;
  row.leaf = leaf;
  return row;
}

class EventWriter {
 public:
  explicit EventWriter(StateWriter* io) : io_(*io) {}

  void Write(const StateRow& row, const Answers& answers) {
    char bytes[StateRow::kBytes];
    row.Put(bytes);
    io_.Raw(bytes, sizeof(bytes));
    answer_bytes_.clear();
    AppendAnswers(answers, &answer_bytes_);
    io_(answer_bytes_);
  }

 private:
  StateWriter& io_;
  std::string answer_bytes_;
};

// False if not all of them could be read.
bool WriteEvents(const PassView& pass, StateWriter* io) {
  EventWriter events(io);
  const Facts& facts = pass.facts;
  if (!facts.log) {
    ForEachAnswers(facts, [&](uint32_t i, const Answers& answers) {
      events.Write(RowOf(facts.events[i], pass.id_keys[i], facts.leaves[i]),
                   answers);
    });
    return true;
  }
  FactLog::Cursor event(*facts.log, true, true);
  while (event.Next()) {
    events.Write(
        RowOf(event.record(), pass.id_keys[event.ordinal()], event.leaf()),
        event.answers());
  }
  return facts.log->status().has_value();
}

}  // namespace

void WriteState(const PassView& pass, StateStore* store) {
  store->Begin();
  StateWriter io(store);
  io.Raw(kStateMagic.data(), kStateMagic.size());
  io(kStateVersion);
  VisitFrame(io, pass.frame);
  WriteAudit(pass.audit, &io);
  const NameTable& sessions = pass.facts.sessions;
  io(uint64_t{sessions.size()});
  for (size_t i = 0; i < sessions.size(); ++i) io(std::string(sessions[i]));
  if (!WriteEvents(pass, &io)) return;
  io.Finish();
}

}  // namespace plog

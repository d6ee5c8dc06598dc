#include <algorithm>
#include <bit>
#include <limits>
#include <string>
#include <utility>

#include "checker/state/audit_fields.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_bytes.h"
#include "checker/state/state_format.h"

namespace plog {
namespace {

class PassReader {
 public:
  PassReader(StateReader* io, SavedPass* pass, StateVisitor* visitor)
      : io_(*io), pass_(*pass), visitor_(*visitor) {}

  void Read() {
    VisitFrame(io_, pass_);
    ReadAudit();
    wanted_ = io_.ok() && visitor_.Begin(pass_);
    ReadSessions();
    ReadEvents();
  }

 private:
  void Require(bool condition) {
    if (!condition) io_.Reject();
  }
  bool IsIndex(uint64_t index) const {
    return index >= 1 && index <= event_count_;
  }

  void ReadAudit() {
    io_(event_count_);
    std::vector<Digest> hashes;
    io_.List(hashes, [this](Digest& hash) { io_(hash); });
    Require(hashes.size() == static_cast<size_t>(std::popcount(event_count_)));
    AuditSnapshot& audit = pass_.audit;
    if (io_.ok()) audit.tree = CompactRange(event_count_, std::move(hashes));
    io_.List(audit.roots, [this](TreeRoot& root) { VisitRoot(io_, root); });
    io_.List(audit.chains, [this](LiveChain& chain) { ReadChain(&chain); });
    Require(audit.chains.size() == pass_.agents.size());
    VisitFindings(io_, audit.findings);
    CheckPlaces(audit.findings);
  }

  void ReadChain(LiveChain* chain) {
    VisitChain(io_, *chain);
    Require(chain->events <= event_count_);
    if (chain->events == 0) return;
    Require(IsIndex(chain->first.index) && IsIndex(chain->last.index));
    CheckPlaces(chain->regressions);
  }

  void CheckPlaces(const std::vector<AuditFinding>& findings) {
    for (const AuditFinding& finding : findings) {
      Require(!finding.ingest_index || IsIndex(*finding.ingest_index));
    }
  }

  void ReadSessions() {
    uint64_t count = 0;
    io_(count);
    std::string id;
    for (; session_count_ < count && io_.ok(); ++session_count_) {
      io_(id);
      if (wanted_ && io_.ok()) visitor_.Session(id);
    }
  }

  void ReadEvents() {
    constexpr uint64_t kMost = std::numeric_limits<uint32_t>::max() - 1;
    Require(event_count_ <= kMost &&
            event_count_ <= io_.left() / StateRow::kBytes);
    if (!io_.ok()) return;
    pass_.id_keys.reserve(event_count_);
    for (uint64_t i = 0; i < event_count_ && io_.ok(); ++i) ReadEvent();
  }

  void ReadEvent() {
    char bytes[StateRow::kBytes];
    io_.Raw(bytes, sizeof(bytes));
    StateRow row;
    row.Get(bytes);
    EventRecord record;
    record.sequence = row.sequence;
    const uint32_t nanos =
        row.nanos & ~(StateRow::kHasTime | StateRow::kSelected);
    const Instant time{std::bit_cast<int64_t>(row.seconds),
                       static_cast<int32_t>(nanos)};
    Require(CanBeWritten(time));
    record.SetTime(time);
    record.has_time = (row.nanos & StateRow::kHasTime) != 0;
    record.selected = (row.nanos & StateRow::kSelected) != 0;
    Require(row.agent < pass_.agents.size());
    record.agent = row.agent;
    Require(row.session < session_count_ || row.session == kNoSession);
    record.session = row.session;
    pass_.id_keys.push_back(row.id_key);
    uint32_t size = 0;
    io_(size);
    Require(size <= io_.left());
    if (!io_.ok()) return;
    answer_bytes_.resize(size);
    io_.Raw(answer_bytes_.data(), size);
    Require(ReadAnswers(answer_bytes_, pass_.predicates.size(),
                        pass_.extractors.size(), &answers_));
    if (wanted_ && io_.ok()) visitor_.Event(record, row.leaf, &answers_);
  }

  StateReader& io_;
  SavedPass& pass_;
  StateVisitor& visitor_;
  uint64_t event_count_ = 0;
  uint64_t session_count_ = 0;
  bool wanted_ = false;
  std::string answer_bytes_;
  Answers answers_;
};

// Of a file that is too short for a version and a digest.
StateFault FaultOfFragment(StateStore* store, uint64_t size) {
  std::string front(static_cast<size_t>(size), '\0');
  const Result<size_t> got = store->Read(front.data(), front.size());
  front.resize(got ? *got : 0);
  const size_t common = std::min(front.size(), kStateMagic.size());
  const bool ours = front.compare(0, common, kStateMagic, 0, common) == 0;
  return ours ? StateFault::kDamaged : StateFault::kForeign;
}

StateFault ReadHead(StateReader* io) {
  std::string magic(kStateMagic.size(), '\0');
  io->Raw(magic.data(), magic.size());
  if (magic != kStateMagic) return StateFault::kForeign;
  uint32_t version = 0;
  (*io)(version);
  if (!io->ok() || version == 0) return StateFault::kDamaged;
  if (version > kStateVersion) return StateFault::kNewer;
  return version == kStateVersion ? StateFault::kNone : StateFault::kOlder;
}

constexpr uint64_t kLeastBytes =
    kStateMagic.size() + sizeof(kStateVersion) + sizeof(Digest);

}  // namespace

StateFault IdentifyState(StateStore* store, uint64_t size) {
  if (size < kLeastBytes) return FaultOfFragment(store, size);
  StateReader io(store, size);
  return ReadHead(&io);
}

StateFault ReadState(StateStore* store, uint64_t size, SavedPass* pass,
                     StateVisitor* visitor) {
  if (size < kLeastBytes) return FaultOfFragment(store, size);
  StateReader io(store, size);
  const StateFault fault = ReadHead(&io);
  if (fault != StateFault::kNone) return fault;
  PassReader(&io, pass, visitor).Read();
  return io.Finish() ? StateFault::kNone : StateFault::kDamaged;
}

}  // namespace plog

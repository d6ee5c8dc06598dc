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
  PassReader(StateReader* io, SavedPass* pass) : io_(*io), pass_(*pass) {}

  void Read() {
    VisitFrame(io_, pass_);
    ReadAudit();
    VisitTexts(io_, pass_.facts.sessions);
    ReadEvents();
    ReadPredicates();
    ReadKeys();
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

  void ReadEvents() {
    constexpr uint64_t kMost = std::numeric_limits<uint32_t>::max() - 1;
    Require(event_count_ <= kMost &&
            event_count_ <= io_.left() / StateRow::kBytes);
    if (!io_.ok()) return;
    pass_.facts.events.reserve(event_count_);
    pass_.id_keys.reserve(event_count_);
    pass_.facts.leaves.reserve(event_count_);
    for (uint64_t i = 0; i < event_count_; ++i) ReadEvent();
  }

  void ReadEvent() {
    char bytes[StateRow::kBytes];
    io_.Raw(bytes, sizeof(bytes));
    StateRow row;
    row.Get(bytes);
    EventRecord& record = pass_.facts.events.emplace_back();
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
    Require(row.session < pass_.facts.sessions.size() ||
            row.session == kNoSession);
    record.session = row.session;
    pass_.id_keys.push_back(row.id_key);
    pass_.facts.leaves.push_back(row.leaf);
  }

  void ReadPredicates() {
    io_.List(pass_.facts.holding, [this](EventBits& bits) {
      std::vector<uint64_t> words;
      io_.Column(words);
      Require(words.size() <= (event_count_ + 63) / 64);
      const bool cut = words.size() * 64 > event_count_;
      Require(!cut || (words.back() >> (event_count_ % 64)) == 0);
      bits = EventBits(std::move(words));
    });
    Require(pass_.facts.holding.size() == pass_.predicates.size());
  }

  void ReadKeys() {
    std::vector<KeyColumns::Value> values;
    io_.List(values,
             [this](KeyColumns::Value& value) { VisitValue(io_, value); });
    Require(values.size() < std::numeric_limits<uint32_t>::max());
    std::vector<KeyColumns::Column> columns;
    io_.List(columns, [&](KeyColumns::Column& column) {
      io_.Column(column);
      Require(column.size() <= event_count_);
      Require(std::all_of(column.begin(), column.end(), [&](uint32_t number) {
        return number <= values.size();
      }));
    });
    Require(columns.size() == pass_.extractors.size());
    if (!io_.ok()) return;
    pass_.facts.keys.Resume(std::move(columns), std::move(values));
  }

  StateReader& io_;
  SavedPass& pass_;
  uint64_t event_count_ = 0;
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
  if (io->ok() && version > kStateVersion) return StateFault::kNewer;
  const bool known = io->ok() && version == kStateVersion;
  return known ? StateFault::kNone : StateFault::kDamaged;
}

constexpr uint64_t kLeastBytes =
    kStateMagic.size() + sizeof(kStateVersion) + sizeof(Digest);

}  // namespace

StateFault IdentifyState(StateStore* store, uint64_t size) {
  if (size < kLeastBytes) return FaultOfFragment(store, size);
  StateReader io(store, size);
  return ReadHead(&io);
}

StateFault ReadState(StateStore* store, uint64_t size, SavedPass* pass) {
  if (size < kLeastBytes) return FaultOfFragment(store, size);
  StateReader io(store, size);
  const StateFault fault = ReadHead(&io);
  if (fault != StateFault::kNone) return fault;
  PassReader(&io, pass).Read();
  return io.Finish() ? StateFault::kNone : StateFault::kDamaged;
}

}  // namespace plog

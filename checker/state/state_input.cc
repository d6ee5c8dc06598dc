#include "checker/state/state_input.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/state/audit_fields.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

constexpr uint64_t kMostEvents = std::numeric_limits<uint32_t>::max() - 1;

class ContentsReader {
 public:
  ContentsReader(std::string_view bytes, SavedPass* pass)
      : io_(bytes), pass_(*pass) {}

  // `end`: of the part of the file that the blocks may be in.
  bool Read(uint64_t end) {
    VisitBlocks(io_, pass_.blocks);
    VisitFrame(io_, pass_.frame);
    ReadAudit();
    VisitOutcomes(io_, pass_.outcomes);
    CheckBlocks(end);
    return io_.Finish();
  }

 private:
  bool IsIndex(uint64_t index) const {
    return index >= 1 && index <= event_count_;
  }

  void ReadAudit() {
    io_(event_count_);
    io_.Require(event_count_ <= kMostEvents);
    std::vector<Digest> hashes;
    io_.List(hashes, [this](Digest& hash) { io_(hash); });
    io_.Require(hashes.size() ==
                static_cast<size_t>(std::popcount(event_count_)));
    AuditSnapshot& audit = pass_.audit;
    if (io_.ok()) audit.tree = CompactRange(event_count_, std::move(hashes));
    io_.List(audit.roots, [this](TreeRoot& root) { VisitRoot(io_, root); });
    io_.List(audit.chains, [this](LiveChain& chain) { ReadChain(&chain); });
    io_.Require(audit.chains.size() == pass_.frame.agents.size());
    VisitFindings(io_, audit.findings);
    CheckPlaces(audit.findings);
  }

  void ReadChain(LiveChain* chain) {
    VisitChain(io_, *chain);
    io_.Require(chain->events <= event_count_);
    if (chain->events == 0) return;
    io_.Require(IsIndex(chain->first.index) && IsIndex(chain->last.index));
    CheckPlaces(chain->regressions);
  }

  void CheckPlaces(const std::vector<AuditFinding>& findings) {
    for (const AuditFinding& finding : findings) {
      io_.Require(!finding.ingest_index || IsIndex(*finding.ingest_index));
    }
  }

  void CheckBlocks(uint64_t end) {
    uint64_t events = 0;
    uint64_t from = kHeadBytes;
    for (const BlockPlace& block : pass_.blocks) {
      events += block.events;
      io_.Require(block.offset >= from && block.offset <= end &&
                  block.size <= end - block.offset &&
                  block.events <= FactBlock::kMostEvents && block.end() <= end);
      from = block.end();
    }
    io_.Require(events == event_count_);
  }

  StateReader io_;
  SavedPass& pass_;
  uint64_t event_count_ = 0;
};

}  // namespace

std::string_view StateInput::BytesAt(uint64_t offset, uint64_t size,
                                     std::string* buffer) const {
  if (offset > size_ || size > size_ - offset) return {};
  if (buffer->size() < size) buffer->resize(static_cast<size_t>(size));
  size_t got = 0;
  while (got < size) {
    const Result<size_t> more =
        store_.ReadAt(offset + got, buffer->data() + got, size - got);
    if (!more || *more == 0) return {};  // cut short since it was opened
    got += *more;
  }
  return std::string_view(*buffer).substr(0, size);
}

StateFault StateInput::Identify() {
  head_ = BytesAt(0, std::min(size_, kHeadBytes), &buffer_);
  const size_t common = std::min(head_.size(), kStateMagic.size());
  if (head_.compare(0, common, kStateMagic, 0, common) != 0) {
    return StateFault::kForeign;
  }
  StateReader io(std::string_view(head_).substr(common));
  uint32_t version = 0;
  io(version);
  if (!io.ok() || version == 0) return StateFault::kDamaged;
  if (version > kStateVersion) return StateFault::kNewer;
  return version == kStateVersion ? StateFault::kNone : StateFault::kOlder;
}

bool StateInput::ReadContents(const StateSeal& seal, SavedPass* pass) {
  if (seal.contents < kHeadBytes) return false;
  const std::string_view bytes =
      BytesAt(seal.contents, seal.contents_size, &buffer_);
  return !bytes.empty() && Sha256Of(bytes) == seal.contents_digest &&
         ContentsReader(bytes, pass).Read(seal.contents);
}

StateFault StateInput::ReadPass(SavedPass* pass) {
  if (head_.size() < kHeadBytes) return StateFault::kDamaged;
  std::optional<StateSeal> newest;
  for (const uint64_t run : {0U, 1U}) {
    const auto seal = StateSeal::Read(
        std::string_view(head_).substr(StateSeal::At(run), StateSeal::kBytes));
    const bool counts = seal && StateSeal::At(seal->run) == StateSeal::At(run);
    if (counts && (!newest || seal->run > newest->run)) newest = seal;
  }
  if (!newest || !ReadContents(*newest, pass)) return StateFault::kDamaged;
  seal_ = *newest;
  return StateFault::kNone;
}

StateFault StateInput::ReadBlock(const SavedPass& pass, const BlockPlace& place,
                                 std::string* buffer, FactBlock* block) const {
  const std::string_view bytes = BytesAt(place.offset, place.size, buffer);
  const bool whole = !bytes.empty() && Sha256Of(bytes) == place.digest &&
                     ReadFactBlock(bytes, pass.frame, place.events, block);
  return whole ? StateFault::kNone : StateFault::kDamaged;
}

}  // namespace plog

#include "checker/state/state_output.h"

#include <algorithm>
#include <string>
#include <utility>

#include "checker/state/audit_fields.h"
#include "checker/state/state_bytes.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

// A file may hold as much that no longer counts as that does, and this.
constexpr uint64_t kSomeBytes = uint64_t{1} << 20;
constexpr size_t kPiece = size_t{1} << 18;
// Small nights leave small blocks: so many times those that would do, and so
// many more.
constexpr uint64_t kMostBlocks = 4;
constexpr uint64_t kSomeBlocks = 64;

bool IsCrowded(const StateSeal& seal, const std::vector<BlockPlace>& blocks) {
  uint64_t bytes = seal.contents_size;
  uint64_t events = 0;
  for (const BlockPlace& block : blocks) {
    bytes += block.end() - block.offset;
    events += block.events;
  }
  const uint64_t fewest = events / FactBlock::kMostEvents;
  return seal.end() > 2 * bytes + kSomeBytes ||
         blocks.size() > kMostBlocks * fewest + kSomeBlocks;
}

void WriteAudit(const AuditSnapshot& audit, StateWriter* io) {
  (*io)(audit.tree.size());
  io->List(audit.tree.hashes(), [io](const Digest& hash) { (*io)(hash); });
  io->List(audit.roots, [io](const TreeRoot& root) { VisitRoot(*io, root); });
  io->List(audit.chains,
           [io](const LiveChain& chain) { VisitChain(*io, chain); });
  VisitFindings(*io, audit.findings);
}

}  // namespace

bool StateOutput::Continue(const StateSeal& seal,
                           const std::vector<BlockPlace>& blocks) {
  if (IsCrowded(seal, blocks) || !store_.Continue(seal.end())) return false;
  at_ = seal.end();
  run_ = seal.run + 1;
  blocks_ = blocks;
  for (const BlockPlace& block : blocks) events_ += block.events;
  return true;
}

void StateOutput::Begin() {
  store_.Begin();
  std::string head(kStateMagic);
  StateWriter io(&head);
  io(kStateVersion);
  head.resize(kHeadBytes, '\0');
  Write(head);
}

void StateOutput::Write(std::string_view bytes) {
  at_ += bytes.size();
  // A store may hold on to what it is given at once.
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kPiece))) {
    store_.Write(bytes.substr(0, kPiece));
  }
}

bool StateOutput::AddEvents(const Facts& facts,
                            const std::vector<uint64_t>& id_keys,
                            OldLeaves* old_leaves, uint32_t old_sessions) {
  FactBlockBuilder builder(frame_);
  std::string leaves;  // of the block
  uint32_t named = old_sessions;
  const auto end_block = [&] {
    BlockPlace place;
    place.events = builder.events();
    const uint32_t sessions = std::max(named, builder.sessions());
    const std::string bytes = builder.Take(facts.sessions, named);
    named = sessions;
    place.offset = at_;
    place.size = bytes.size();
    place.digest = Sha256Of(bytes);
    blocks_.push_back(place);
    Write(bytes);
    Write(std::exchange(leaves, std::string()));
  };
  // `leaf` is null if the facts do not have it.
  const auto add = [&](uint32_t ordinal, const EventRecord& record,
                       const LeafMark* leaf, const Answers& answers) {
    if (ordinal < events_) return;
    builder.Add(record, id_keys[ordinal], answers);
    const LeafMark mark = leaf != nullptr ? *leaf : old_leaves->Of(ordinal);
    leaves.append(reinterpret_cast<const char*>(mark.data()), mark.size());
    if (builder.full()) end_block();
  };
  const uint32_t first_leaf = facts.first_leaf;
  if (facts.log) {
    FactLog::Cursor event(*facts.log, true, true);
    while (event.Next()) {
      const uint32_t i = event.ordinal();
      add(i, event.record(), i < first_leaf ? nullptr : &event.leaf(),
          event.answers());
    }
    if (!facts.log->status()) return false;
  } else {
    ForEachAnswers(
        facts,
        [&](uint32_t i, const Answers& answers) {
          add(i, facts.events[i],
              i < first_leaf ? nullptr : &facts.leaves[i - first_leaf],
              answers);
        },
        events_);
  }
  if (builder.events() > 0) end_block();
  return true;
}

void StateOutput::Finish(const AuditSnapshot& audit,
                         const SavedOutcomes& outcomes) {
  std::string contents;
  // A rule and a scope take some bytes each, of which there may be millions.
  size_t expected = kSomeBytes;
  for (const auto& rule : outcomes.rules) expected += rule.outcomes.size();
  contents.reserve(expected);
  StateWriter io(&contents);
  VisitBlocks(io, blocks_);
  VisitFrame(io, frame_);
  WriteAudit(audit, &io);
  VisitOutcomes(io, outcomes);
  StateSeal seal;
  seal.run = run_;
  seal.contents = at_;
  seal.contents_size = contents.size();
  seal.contents_digest = Sha256Of(contents);
  Write(contents);
  store_.Seal(StateSeal::At(run_), seal.Bytes());
}

}  // namespace plog

#ifndef PLOG_CHECKER_STATE_STATE_FORMAT_H_
#define PLOG_CHECKER_STATE_STATE_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/state/saved_pass.h"
#include "checker/state/state_bytes.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// The file: it grows, and what it says of the last run is found from its head.
//
//   magic  version  seal 0  seal 1 │ block … block │ contents │ block │
//   contents
//                     │       └──────────────────────────────────────►
//                     └──────────────────────────────►
//
// A block has the facts of consecutive events (fact_block.h) and is never
// written again. Behind it are their leaves (LeafMark), which are read when a
// violation names the event. The contents say which blocks count, their
// digests, and all else that is in SavedPass. A seal says where the contents
// are, and has their digest and its own. A run that adds to the file writes
// behind the contents it went on from, and when that is safe the seal which
// they do not need: whenever it is interrupted, the old seal and what it leads
// to are still there. The newer of the seals that are whole counts.

inline constexpr std::string_view kStateMagic = "plog check state";
static_assert(kStateMagic.size() == 16);
// To be raised with every change of the format, and of what a fact means.
inline constexpr uint32_t kStateVersion = 4;

inline constexpr uint64_t kFirstSealAt =
    kStateMagic.size() + sizeof(kStateVersion);

struct StateSeal {
  static constexpr uint64_t kBytes = 3 * sizeof(uint64_t) + 2 * sizeof(Digest);

  uint64_t run = 0;  // 1, 2, …; the greater is the newer; its slot is run % 2
  uint64_t contents = 0;  // offset in the file
  uint64_t contents_size = 0;
  Digest contents_digest{};

  uint64_t end() const { return contents + contents_size; }
  static uint64_t At(uint64_t run) { return kFirstSealAt + run % 2 * kBytes; }

  std::string Bytes() const {
    std::string bytes;
    StateWriter io(&bytes);
    io(run);
    io(contents);
    io(contents_size);
    io(contents_digest);
    io(Sha256Of(bytes));
    return bytes;
  }
  // nullopt unless its digest is right.
  static std::optional<StateSeal> Read(std::string_view bytes) {
    StateReader io(bytes);
    StateSeal seal;
    io(seal.run);
    io(seal.contents);
    io(seal.contents_size);
    io(seal.contents_digest);
    Digest digest;
    io(digest);
    const bool whole =
        io.Finish() &&
        digest == Sha256Of(bytes.substr(0, kBytes - sizeof(Digest)));
    return whole ? std::optional(seal) : std::nullopt;
  }
};

inline constexpr uint64_t kHeadBytes = kFirstSealAt + 2 * StateSeal::kBytes;

template <class Io, class T>
void VisitAgent(Io& io, T& agent) {
  io(agent.agent_id);
  io.Enum(agent.kind, 2);
  io(agent.hash_profile);
}

template <class Io, class T>
void VisitTexts(Io& io, T& texts) {
  io.List(texts, [&io](auto& text) { io(text); });
}

template <class Io, class T>
void VisitFrame(Io& io, T& frame) {
  io(frame.versions);
  io(frame.selection);
  io.List(frame.agents, [&io](auto& agent) { VisitAgent(io, agent); });
  VisitTexts(io, frame.predicates);
  VisitTexts(io, frame.extractors);
  VisitTexts(io, frame.extractions);
}

template <class Io, class T>
void VisitBlocks(Io& io, T& blocks) {
  io.List(blocks, [&io](auto& block) {
    io(block.offset);
    io(block.size);
    io(block.events);
    io(block.digest);
  });
}

template <class Io, class T>
void VisitOutcomes(Io& io, T& outcomes) {
  io(outcomes.as_of);
  io(outcomes.since);
  io(outcomes.until);
  io.List(outcomes.rules, [&io](auto& rule) {
    io(rule.rule);
    io.Bytes(rule.outcomes);
  });
}

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_FORMAT_H_

#ifndef PLOG_CHECKER_STATE_STATE_FORMAT_H_
#define PLOG_CHECKER_STATE_STATE_FORMAT_H_

#include <cstdint>
#include <cstring>
#include <string_view>

#include "checker/engine/facts.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_bytes.h"

namespace plog {

// The file: magic, version, the fields of SavedPass in the order of the
// structure, the list of sessions, for each event a fixed row and its answers
// (answers.h) as a string, digest. See state_bytes.h for numbers, strings and
// lists.

inline constexpr std::string_view kStateMagic = "plog check state";
static_assert(kStateMagic.size() == 16);
// To be raised with every change of the format, and of what a fact means.
inline constexpr uint32_t kStateVersion = 2;

// One event: its record, id key and leaf.
struct StateRow {
  static constexpr size_t kBytes = 52;
  static constexpr uint32_t kHasTime = 1U << 30;
  static constexpr uint32_t kSelected = 1U << 31;

  uint64_t sequence = 0;
  uint64_t seconds = 0;
  uint32_t nanos = 0;  // and the two flags
  uint32_t agent = 0;
  uint32_t session = 0;
  uint64_t id_key = 0;
  LeafMark leaf{};

  void Put(char* to) const {
    PutLittleEndian(sequence, to);
    PutLittleEndian(seconds, to + 8);
    PutLittleEndian(nanos, to + 16);
    PutLittleEndian(agent, to + 20);
    PutLittleEndian(session, to + 24);
    PutLittleEndian(id_key, to + 28);
    std::memcpy(to + 36, leaf.data(), leaf.size());
  }
  void Get(const char* from) {
    sequence = GetLittleEndian<uint64_t>(from);
    seconds = GetLittleEndian<uint64_t>(from + 8);
    nanos = GetLittleEndian<uint32_t>(from + 16);
    agent = GetLittleEndian<uint32_t>(from + 20);
    session = GetLittleEndian<uint32_t>(from + 24);
    id_key = GetLittleEndian<uint64_t>(from + 28);
    std::memcpy(leaf.data(), from + 36, leaf.size());
  }
};

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

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_FORMAT_H_

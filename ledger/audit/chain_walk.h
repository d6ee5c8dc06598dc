#ifndef PLOG_LEDGER_AUDIT_CHAIN_WALK_H_
#define PLOG_LEDGER_AUDIT_CHAIN_WALK_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// The place of one event in its chain.
struct ChainLink {
  uint64_t index = 0;
  uint64_t sequence = 0;
  Digest hash{};
  Digest prev_hash{};
  std::optional<Instant> time;
};

// Called for everything that is wrong with the links of one chain. The finding
// names code, sequence, ingest index and texts, but neither agent nor event id.
using ReportFinding = std::function<void(AuditFinding)>;

// Walks one chain and compares recorded links with recorded hashes; whether a
// hash is that of its event is EventAuditor's question. After a break the walk
// goes on from the recorded hash.
//
//   sequence     4        5         7        8
//   events      [a]    [b] [c]     [d]      [e]
//                       |   `- fork, at the later by ingest index
//                       |          `- sequence-gap, and link-mismatch: there
//                       |             is no event of sequence 6 to link to
//                       `- successors may link to b or to c
//
// Needs memory for every link of the chain: two events that share a prev_hash
// may be far apart.
class ChainWalk {
 public:
  // With `partial` the chain may begin after sequence 1.
  ChainWalk(bool partial, ReportFinding report)
      : partial_(partial), report_(std::move(report)) {}

  // REQUIRES: called by ascending (sequence, index).
  void Add(const ChainLink& link);
  // Reports the forks by prev_hash. Call once, after the last Add.
  void Finish();

  uint64_t events() const { return forks_.size(); }
  const ChainLink& first() const { return first_; }
  const ChainLink& last() const { return last_; }

 private:
  // What fork detection keeps of an event.
  struct Successor {
    Digest prev_hash{};
    uint64_t index = 0;
    uint64_t sequence = 0;
    bool shares_sequence = false;  // reported as a fork already
  };

  void CheckStart(const ChainLink& link);
  void CheckLink(const ChainLink& link);
  void CheckTime(const ChainLink& link);
  void NextSequence(const ChainLink& link);
  bool IsFirstSequence(const ChainLink& link) const {
    return link.sequence == first_.sequence;
  }

  const bool partial_;
  const ReportFinding report_;
  ChainLink first_;
  ChainLink last_;
  std::vector<Digest> preceding_;  // hashes of the events of sequence - 1
  std::vector<Digest> current_;    // hashes of the events of this sequence
  std::vector<Successor> forks_;
};

// `before` is the timestamp of the chain predecessor.
AuditFinding TimeRegression(const ChainLink& link, const Instant& before);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_CHAIN_WALK_H_

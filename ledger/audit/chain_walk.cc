#include "ledger/audit/chain_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace plog {

namespace {

AuditFinding At(const ChainLink& link, FindingCode code, std::string message,
                std::string expected, std::string actual) {
  AuditFinding finding;
  finding.code = code;
  finding.sequence = link.sequence;
  finding.ingest_index = link.index;
  finding.message = std::move(message);
  finding.expected = std::move(expected);
  finding.actual = std::move(actual);
  return finding;
}

std::string Hashes(const std::vector<Digest>& hashes) {
  constexpr size_t kShown = 4;
  std::string text;
  for (size_t i = 0; i < std::min(hashes.size(), kShown); ++i) {
    if (i != 0) text += " or ";
    text += ToHex(hashes[i]);
  }
  if (hashes.size() > kShown) {
    text += fmt::format(" or {} others", hashes.size() - kShown);
  }
  return text;
}

}  // namespace

AuditFinding TimeRegression(const ChainLink& link, const Instant& before) {
  return At(link, FindingCode::kTimeRegression,
            "the timestamp is earlier than that of the event before it",
            "not before " + FormatRfc3339(before),
            link.time ? FormatRfc3339(*link.time) : "");
}

void ChainWalk::Add(const ChainLink& link) {
  const bool first = forks_.empty();
  if (first) first_ = link;
  const bool sibling = !first && link.sequence == last_.sequence;
  if (sibling) {
    report_(At(link, FindingCode::kFork,
               "another event of this agent has the same sequence",
               fmt::format("one event of sequence {}", link.sequence),
               fmt::format("also the event at ingest index {}", last_.index)));
  } else {
    NextSequence(link);
  }
  if (IsFirstSequence(link)) {
    CheckStart(link);
  } else {
    CheckLink(link);
  }
  if (!first) CheckTime(link);
  current_.push_back(link.hash);
  forks_.push_back({link.prev_hash, link.index, link.sequence, sibling});
  last_ = link;
}

void ChainWalk::NextSequence(const ChainLink& link) {
  const bool first = forks_.empty();
  const uint64_t expected = first ? 1 : last_.sequence + 1;
  const bool gap = link.sequence != expected;
  if (gap && first && partial_ && link.sequence > 1) {
    report_(At(link, FindingCode::kPartialChain,
               "the chain begins after sequence 1; its first prev_hash is "
               "asserted, not verified",
               "sequence 1", fmt::format("sequence {}", link.sequence)));
  } else if (gap) {
    report_(At(link, FindingCode::kSequenceGap,
               first ? "the chain does not begin with sequence 1"
                     : "sequence numbers are missing before this event",
               std::to_string(expected), std::to_string(link.sequence)));
  }
  preceding_.clear();
  if (!gap) preceding_.swap(current_);
  current_.clear();
  // Searched by every sibling of the next sequence, of which a hostile ledger
  // may have a million.
  std::sort(preceding_.begin(), preceding_.end());
}

void ChainWalk::CheckStart(const ChainLink& link) {
  const bool asserted = partial_ && link.sequence > 1;
  if (asserted || link.prev_hash == kZeroDigest) return;
  report_(At(link, FindingCode::kBadGenesis,
             "the first event of the chain does not have the genesis "
             "prev_hash of 64 zeros",
             ToHex(kZeroDigest), ToHex(link.prev_hash)));
}

void ChainWalk::CheckLink(const ChainLink& link) {
  if (std::binary_search(preceding_.begin(), preceding_.end(),
                         link.prev_hash)) {
    return;
  }
  report_(At(link, FindingCode::kLinkMismatch,
             preceding_.empty()
                 ? "prev_hash links to an event that is missing"
                 : "prev_hash is the hash of no event of the sequence before",
             preceding_.empty()
                 ? fmt::format("the hash of an event of sequence {}",
                               link.sequence - 1)
                 : Hashes(preceding_),
             ToHex(link.prev_hash)));
}

void ChainWalk::CheckTime(const ChainLink& link) {
  if (link.time && last_.time && *link.time < *last_.time) {
    report_(TimeRegression(link, *last_.time));
  }
}

void ChainWalk::Finish() {
  std::sort(
      forks_.begin(), forks_.end(), [](const Successor& a, const Successor& b) {
        return std::tie(a.prev_hash, a.index) < std::tie(b.prev_hash, b.index);
      });
  for (size_t i = 1; i < forks_.size(); ++i) {
    const Successor& event = forks_[i];
    const Successor& earlier = forks_[i - 1];
    if (event.prev_hash != earlier.prev_hash || event.shares_sequence) continue;
    report_(
        At({event.index, event.sequence, {}, event.prev_hash, {}},
           FindingCode::kFork,
           "another event of this agent has the same prev_hash",
           "one event with prev_hash " + ToHex(event.prev_hash),
           fmt::format("also the event at ingest index {}", earlier.index)));
  }
}

}  // namespace plog

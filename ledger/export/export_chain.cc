#include "ledger/export/export_chain.h"

#include <algorithm>
#include <tuple>

namespace plog {

namespace {

bool Before(const ChainLink& a, const ChainLink& b) {
  return std::tie(a.sequence, a.index) < std::tie(b.sequence, b.index);
}

// Whether a walk would find nothing wrong with `link` after `before`.
bool Follows(const ChainLink& link, const ChainLink& before) {
  return link.sequence == before.sequence + 1 &&
         link.prev_hash == before.hash &&
         !(link.time && before.time && *link.time < *before.time);
}

}  // namespace

void ExportChain::Follow(const ChainLink& link, bool verifies) {
  const bool is_first = events++ == 0;
  const bool begins = link.sequence > 1 || link.prev_hash == kZeroDigest;
  whole = whole && verifies && (is_first ? begins : Follows(link, last));
  in_order = in_order && (is_first || Before(last, link));
  if (is_first || Before(link, first)) first = link;
  if (is_first || Before(last, link)) last = link;
}

void ExportChain::NoteBreak(uint64_t sequence, uint64_t index) {
  const std::pair place(sequence, index);
  first_break = first_break ? std::min(*first_break, place) : place;
}

ExportChainWalk::ExportChainWalk(bool interrupted, bool in_order,
                                 ReportFinding report)
    : interrupted_(interrupted),
      in_order_(in_order),
      report_(std::move(report)) {}

void ExportChainWalk::Add(const ChainLink& link) {
  if (in_order_) return Walk(link);
  links_.push_back(link);
}

void ExportChainWalk::Walk(const ChainLink& link) {
  const bool missing = walk_ && link.sequence > walk_->last().sequence + 1;
  if (missing && interrupted_) {
    walk_->Finish();
    walk_.reset();
  }
  if (!walk_) walk_ = std::make_unique<ChainWalk>(true, report_);
  walk_->Add(link);
}

void ExportChainWalk::Finish() {
  std::sort(links_.begin(), links_.end(), Before);
  for (const ChainLink& link : links_) Walk(link);
  links_ = {};
  if (walk_) walk_->Finish();
  walk_.reset();
}

}  // namespace plog

#include "checker/engine/event_fetcher.h"

#include <string>

namespace plog {

Result<const FetchedEvent*> EventFetcher::Fetch(uint32_t ordinal) {
  for (const auto& kept : kept_) {
    if (kept && kept->ordinal == ordinal) return kept.get();
  }
  const uint64_t index = uint64_t{ordinal} + 1;
  auto cursor = reader_.Scan(index, index);
  if (!cursor) return tl::make_unexpected(cursor.error());
  StoredEvent row;
  const Result<bool> found = cursor->Next(&row);
  if (!found) return tl::make_unexpected(found.error());
  if (!*found) {
    return Fail(ErrorKind::kUnreadable, "event " + std::to_string(index) +
                                            " vanished from the ledger "
                                            "while it was being checked");
  }
  auto& slot = kept_[next_++ % kKept];
  if (!slot) slot = std::make_unique<FetchedEvent>();
  slot->ordinal = ordinal;
  slot->sequence = row.sequence;
  slot->hash = row.hash;
  // Content that cannot be parsed is a finding of verification; here it is an
  // event without members.
  static_cast<void>(parser_.Parse(row.content, &slot->content));
  return slot.get();
}

}  // namespace plog

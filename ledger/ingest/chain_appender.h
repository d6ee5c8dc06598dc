#ifndef PLOG_LEDGER_INGEST_CHAIN_APPENDER_H_
#define PLOG_LEDGER_INGEST_CHAIN_APPENDER_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/ingest/prepared_record.h"
#include "ledger/ingest/record_preparer.h"
#include "ledger/store/ledger_writer.h"

namespace plog {

// Puts prepared events where they belong: at the end of their chain, nowhere
// if they are present already, or among the rejects if the chain is of the
// other kind. Detects the profile of recorded chains on the way.
//
// While a recorded chain has no more than kDetectionEvents events, their
// original lines are kept and every commit detects anew; the event that fills
// the number settles the profile. At any time all content of a chain is
// stored under one profile: the chain's, or the native one while it has none.
class ChainAppender {
 public:
  enum class Outcome { kAppended, kPresent, kMixedChain };

  // `named`, if any, is the profile the user names for recorded chains that
  // have none. `hints` may be null.
  ChainAppender(LedgerWriter* writer, const HashProfile* named,
                ProfileHints* hints);

  // REQUIRES: a transaction; the record was not rejected.
  Result<Outcome> Add(const PreparedRecord& record);
  // Call before every Commit.
  Status BeforeCommit();

 private:
  struct Chain {
    AgentRow row;
    uint64_t max_sequence = 0;
    const HashProfile* profile = nullptr;  // nullptr: none verifies
    std::vector<uint64_t> first;  // indices of the first events, until settled
    const HashProfile& storing() const {
      return profile == nullptr ? NativeProfile() : *profile;
    }
  };

  Result<Chain*> ChainOf(const PreparedRecord& record);
  Status LoadChain(Chain* chain);
  Status UseNamedProfile(Chain* chain);
  Result<Outcome> AddBare(const PreparedRecord& record, Chain* chain);
  Result<Outcome> AddRecorded(const PreparedRecord& record, Chain* chain);
  Result<bool> IsPresentBare(const PreparedRecord& record);
  Result<bool> IsPresentRecorded(const PreparedRecord& record,
                                 const Chain& chain, std::string_view content);
  // Whether one of the rows with these indices matches.
  Result<bool> AnyOf(const std::vector<uint64_t>& indices,
                     const std::function<bool(const StoredEvent&)>& matches);
  Status Append(const PreparedRecord& record, StoredEvent* row, Chain* chain);
  Status Detect(Chain* chain);

  LedgerWriter* writer_;
  const HashProfile* named_;
  ProfileHints* hints_;
  // Looks up rows: one statement for all of them, since a source may be offered
  // again in other order, or repeat one id in every event.
  std::optional<EventCursor> rows_;
  std::unordered_map<std::string, Chain> chains_;
  std::set<std::string> undecided_;  // grew in this transaction, not settled
  EventLineParser parser_;
  ParsedEvent parsed_;
  Sha256 sha_;
  std::string recanonicalised_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_CHAIN_APPENDER_H_

#ifndef PLOG_LEDGER_STORE_LEDGER_READER_H_
#define PLOG_LEDGER_STORE_LEDGER_READER_H_

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/store/rows.h"

namespace plog {

// Walks event rows. One row is Scan(index, index). Must not outlive its reader;
// one open cursor per reader is enough for all of plog, several are allowed.
class EventCursor {
 public:
  struct Impl;
  explicit EventCursor(std::unique_ptr<Impl> impl);
  ~EventCursor();
  EventCursor(EventCursor&&) noexcept;

  // True and `row` filled, or false at the end.
  Result<bool> Next(StoredEvent* row);
  // Starts over with other bounds of the same walk, without preparing the
  // statement again.
  void Restart(uint64_t first, uint64_t last);

 private:
  std::unique_ptr<Impl> impl_;
};

// A ledger opened for reading. Never changes a byte of the file; refuses a
// file that is not a ledger of this version, down to the text of its schema.
// Not thread-safe: every thread opens its own.
class LedgerReader {
 public:
  // Checks application_id, user_version and schema byte for byte; refuses
  // symlinks, FIFOs, directories and files with a WAL or a journal yet
  // to be rolled back beside them.
  static Result<std::unique_ptr<LedgerReader>> Open(const std::string& path);
  virtual ~LedgerReader() = default;

  // Another reader of the same ledger for another thread, or an error of kind
  // kUsage for a writer's reader of a file, which only its own thread can use.
  virtual Result<std::unique_ptr<LedgerReader>> Clone() const = 0;

  virtual uint64_t event_count() const = 0;  // = the largest ingest index
  virtual Result<std::vector<AgentRow>> Agents() const = 0;  // by key
  virtual Result<std::vector<RejectRow>> Rejects() const = 0;
  virtual Result<std::vector<SourceRow>> Sources() const = 0;

  // Rows with first <= index <= last, by index, NOT INDEXED.
  virtual Result<EventCursor> Scan(uint64_t first, uint64_t last) const = 0;
  // The same for whoever took notes when the events were ingested: rows that
  // have one are given with it and without content. Only a scratch ledger keeps
  // notes; in any other no row has one.
  virtual Result<EventCursor> ScanNoted(uint64_t first, uint64_t last) const {
    return Scan(first, last);
  }
  // TOOL_CALL rows of one agent from index `first` on, the newest first. Walks
  // over all rows behind `first`, but does not read the content of others.
  virtual Result<EventCursor> NewestToolCalls(uint32_t agent,
                                              uint64_t first) const = 0;
  // Which place in which chain every row has, by index. Costs a walk through
  // the whole table, but not the reading of long content.
  virtual Status VisitPlaces(
      const std::function<void(const EventPlace&)>& visit) const = 0;

  // Indices of the events whose id (the hashed member) is `id`, ascending.
  // Reads a narrow side table, not the events. A transaction still open in a
  // writer is not searched: LedgerWriter::FindByIdKey does that.
  virtual Result<std::vector<uint64_t>> FindById(std::string_view id) const = 0;

  // What that side table holds: an IdKey (ledger/store/id_table.h) for every
  // event from the first on, as far as its blocks follow each other. One block
  // after the other.
  virtual Status VisitIdKeys(
      const std::function<void(std::span<const uint64_t>)>& visit) const = 0;

  // The stored compact range of the tree: (size, right frontier from the
  // largest subtree down). Empty for an empty ledger.
  struct Frontier {
    uint64_t size = 0;
    std::vector<Digest> hashes;
  };
  virtual Result<Frontier> TreeFrontier() const = 0;
  // Whether that was written with the events. Else it is made of them when it
  // is asked for, and comparing the two says nothing.
  virtual bool keeps_tree() const { return true; }
  // What SQLite's own integrity check objects to, or a file that is longer or
  // shorter than its pages; else empty. Reads the whole file; finds a doctored
  // index, which the other checks cannot see.
  virtual Result<std::string> DamageReport() const = 0;

  // The newest signed checkpoint note kept in the ledger, or empty.
  virtual Result<std::string> NewestCheckpoint() const = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_LEDGER_READER_H_

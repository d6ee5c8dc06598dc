#ifndef PLOG_CHECKER_ENGINE_FACT_LOG_H_
#define PLOG_CHECKER_ENGINE_FACT_LOG_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "checker/engine/answers.h"
#include "checker/engine/event_record.h"
#include "checker/spill/file_stream.h"
#include "checker/spill/spill_options.h"
#include "ledger/base/temporary_file.h"

namespace plog {

// What is known of single events, in temporary files, by ordinal: records of a
// fixed size, leaves likewise, and answers, which are read from first to last.
//
// A failure to write or read is kept: what is read after it is zeros, and the
// owner has to ask for the status before a result is believed.
class FactLog {
 public:
  static Result<std::unique_ptr<FactLog>> Create(const SpillOptions& options,
                                                 size_t predicates,
                                                 size_t extractors,
                                                 bool keep_leaves);

  // `leaf` is null unless leaves are kept, and for the first events of which
  // they are not; `answers` sorted.
  void Append(const EventRecord& record, const LeafMark* leaf,
              const Answers& answers);
  // Nothing is appended after it.
  void Close();
  uint64_t size() const { return size_; }

  // Safe on several threads.
  EventRecord At(uint32_t ordinal) const;
  Status status() const;

  // Calls change(&record, ordinal) for every event and keeps what it makes of
  // the record. REQUIRES: closed.
  template <class Change>
  void ChangeRecords(Change change);

  // Reads records, and if wanted leaves and answers, from the first event on.
  class Cursor {
   public:
    Cursor(const FactLog& log, bool with_leaves, bool with_answers);
    // False at the end, and after a failure.
    bool Next();
    uint32_t ordinal() const { return ordinal_; }
    const EventRecord& record() const { return record_; }
    // REQUIRES: the event has one.
    const LeafMark& leaf() const { return leaf_; }
    const Answers& answers() const { return answers_; }

   private:
    const FactLog& log_;
    bool with_leaves_;
    bool with_answers_;
    FileReader records_;
    FileReader leaves_;
    FileReader rows_;
    uint64_t next_ = 0;
    uint32_t ordinal_ = 0;
    EventRecord record_;
    LeafMark leaf_{};
    Answers answers_;
  };

 private:
  static constexpr size_t kBlockRecords = 4096;

  FactLog(const SpillOptions& options, size_t predicates, size_t extractors,
          bool keep_leaves, TemporaryFile records, TemporaryFile leaves,
          TemporaryFile answers);
  void Note(const Status& status) const;
  bool ReadBlock(uint64_t first, std::vector<EventRecord>* block) const;
  void WriteBlock(uint64_t first, const std::vector<EventRecord>& block);

  size_t predicates_;
  size_t extractors_;
  bool keep_leaves_;
  size_t buffer_bytes_;
  TemporaryFile record_file_;
  TemporaryFile leaf_file_;
  TemporaryFile answer_file_;
  FileWriter records_;
  FileWriter leaves_;
  FileWriter answers_;
  uint64_t size_ = 0;
  uint64_t first_leaf_ = 0;  // events before it have none
  std::string row_;
  mutable std::mutex mutex_;
  mutable Status status_;
};

template <class Change>
void FactLog::ChangeRecords(Change change) {
  std::vector<EventRecord> block;
  for (uint64_t first = 0; first < size_; first += kBlockRecords) {
    if (!ReadBlock(first, &block)) return;
    for (size_t i = 0; i < block.size(); ++i) {
      change(&block[i], static_cast<uint32_t>(first + i));
    }
    WriteBlock(first, block);
  }
}

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACT_LOG_H_

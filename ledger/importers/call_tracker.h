#ifndef PLOG_LEDGER_IMPORTERS_CALL_TRACKER_H_
#define PLOG_LEDGER_IMPORTERS_CALL_TRACKER_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace plog {

// A call that waits for its result, and what the result takes from it.
struct OpenCall {
  std::string name;         // the tool
  std::string time;         // as given; empty if the call has none
  std::string call_id;      // as it stands in metadata.call_id
  bool is_tool = true;      // else another kind of request
  std::string agent = {};   // who called; empty if it is not known
  bool id_made_up = false;  // the source gives none: it is the call's position
};

// Ties results to calls by a key of the format's choice: the id, or whatever
// makes it unique (connection, conversation). Bounded: beyond kMaxOpen the call
// that has waited longest is given up.
class CallTracker {
 public:
  static constexpr size_t kMaxOpen = 16384;

  void Open(const std::string& key, OpenCall call);
  // The nearest earlier open call of that key.
  std::optional<OpenCall> Close(const std::string& key);
  // The call that Close would give; nullptr if none is open.
  const OpenCall* Find(const std::string& key) const;
  // Forgets all open calls; they stay unanswered.
  void Clear();
  uint64_t opened() const { return opened_; }
  // Calls that got no result so far.
  uint64_t unanswered() const { return opened_ - closed_; }

 private:
  void DropOldest();
  void ForgetClosedAges();

  struct Entry {
    uint64_t number = 0;
    OpenCall call;
  };
  std::unordered_map<std::string, std::vector<Entry>> open_;
  std::deque<std::pair<uint64_t, std::string>> by_age_;
  uint64_t opened_ = 0;
  uint64_t closed_ = 0;
  size_t size_ = 0;
};

// Remembers the last `capacity` texts it was given.
class RecentTexts {
 public:
  explicit RecentTexts(size_t capacity) : capacity_(capacity) {}
  // False if it was there already.
  bool Add(std::string_view text);

 private:
  size_t capacity_;
  std::unordered_set<std::string> texts_;
  std::deque<std::string> order_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_CALL_TRACKER_H_

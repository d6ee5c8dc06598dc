#ifndef PLOG_LEDGER_BASE_TEXT_ARENA_H_
#define PLOG_LEDGER_BASE_TEXT_ARENA_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace plog {

// Keeps texts one behind the other until all of them are given up at once.
// Hundreds of strings that are filled again and again would each come to hold
// the longest text they ever met, spread over memory.
class TextArena {
 public:
  // A copy of the text, valid until Clear.
  std::string_view Keep(std::string_view text);
  // Empties; the memory of small texts is used again.
  void Clear();

 private:
  // A text that is longer gets a block of its own.
  static constexpr size_t kBlockBytes = size_t{128} * 1024;

  char* Room(size_t bytes);

  std::vector<std::unique_ptr<char[]>> blocks_;  // of kBlockBytes
  std::vector<std::unique_ptr<char[]>> large_;
  size_t block_ = 0;  // the one being filled; those before it are full
  size_t used_ = 0;   // of it
};

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_TEXT_ARENA_H_

#ifndef PLOG_CHECKER_ENGINE_TEXT_POOL_H_
#define PLOG_CHECKER_ENGINE_TEXT_POOL_H_

#include <string_view>
#include <vector>

#include "ledger/base/shared_text.h"

namespace plog {

// Gives texts that were asked for lately once more instead of a copy: what is
// said of one event after the other is said in much the same words. Keeps
// kTexts at most. Not thread-safe.
class TextPool {
 public:
  SharedText Of(std::string_view text);

 private:
  static constexpr size_t kTexts = 1024;

  // Each text has one place, where the next one with that place replaces it.
  std::vector<SharedText> recent_ = std::vector<SharedText>(kTexts);
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_TEXT_POOL_H_

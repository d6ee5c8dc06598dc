#include "checker/engine/text_pool.h"

#include <functional>

namespace plog {

SharedText TextPool::Of(std::string_view text) {
  SharedText& recent = recent_[std::hash<std::string_view>()(text) % kTexts];
  if (recent.view() != text) recent = SharedText(text);
  return recent;
}

}  // namespace plog

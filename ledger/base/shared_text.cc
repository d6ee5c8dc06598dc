#include "ledger/base/shared_text.h"

#include <limits>
#include <new>
#include <stdexcept>

namespace plog {

SharedText::Held* SharedText::Hold(std::string_view text) {
  if (text.empty()) return nullptr;
  if (text.size() > std::numeric_limits<uint32_t>::max()) {
    throw std::length_error("a text of 4 GiB or more");
  }
  void* const memory = ::operator new(sizeof(Held) + text.size());
  Held* const held = new (memory) Held{{1}, static_cast<uint32_t>(text.size())};
  text.copy(reinterpret_cast<char*>(held + 1), text.size());
  return held;
}

void SharedText::Release() {
  // The last one must see what the others did with the text.
  if (held_->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  held_->~Held();
  ::operator delete(held_);
}

}  // namespace plog

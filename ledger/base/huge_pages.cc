#include "ledger/base/huge_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace plog {
namespace {

// Less than some of them is not worth a call.
constexpr size_t kHugePage = size_t{1} << 21;
constexpr size_t kFewest = 2 * kHugePage;

}  // namespace

void ExpectToFill(void* memory, size_t bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes < kFewest) return;
  // Only whole huge pages, which belong to nobody else.
  const auto begin = reinterpret_cast<uintptr_t>(memory);
  const size_t skipped = (kHugePage - begin % kHugePage) % kHugePage;
  const size_t whole = (bytes - skipped) / kHugePage * kHugePage;
  static_cast<void>(
      madvise(static_cast<char*>(memory) + skipped, whole, MADV_HUGEPAGE));
#else
  static_cast<void>(memory);
  static_cast<void>(bytes);
#endif
}

}  // namespace plog

#include "cli/memory_option.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace plog {
namespace {

constexpr uint64_t kMostBytes = uint64_t{1} << 63;
constexpr uint64_t kProgramBytes = uint64_t{32} << 20;
// An event's key, and the bits by which repetitions of keys are found.
constexpr uint64_t kBytesPerId = 12;
// Less would only make more and smaller runs to merge.
constexpr uint64_t kLeastBuffers = uint64_t{1} << 20;

// Of this machine, or of the control group that the process is in.
uint64_t InstalledMemory() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGESIZE);
  uint64_t bytes = pages > 0 && page > 0 ? static_cast<uint64_t>(pages) *
                                               static_cast<uint64_t>(page)
                                         : kMostBytes;
  std::ifstream limit("/sys/fs/cgroup/memory.max");
  if (uint64_t most = 0; limit >> most) bytes = std::min(bytes, most);
  return bytes;
}

}  // namespace

std::optional<uint64_t> ParseSize(std::string_view text) {
  uint64_t unit = 1;
  constexpr std::string_view kUnits = "KMG";
  const size_t last =
      text.empty() ? std::string_view::npos : kUnits.find(text.back());
  if (last != std::string_view::npos) {
    unit = uint64_t{1024} << (10 * last);
    text.remove_suffix(1);
  }
  const std::optional<uint64_t> number = ParseDecimal(text);
  if (!number || *number > kMostBytes / unit) return std::nullopt;
  return *number * unit;
}

uint64_t MemoryForEvents(uint64_t total, uint64_t events) {
  const uint64_t taken =
      kProgramBytes +
      std::min(events, kMostBytes / kBytesPerId / 2) * kBytesPerId;
  return total < taken ? 0 : total - taken;
}

void MemoryOption::Declare(OptionSet* options) {
  options->Text("--memory", "SIZE",
                "use temporary files beyond so many bytes, or 200M, 2G "
                "(default: a quarter of the memory)",
                &size_);
}

Result<SpillOptions> MemoryOption::Resolve(const Invocation& run,
                                           uint64_t events) const {
  uint64_t total = InstalledMemory() / 4;
  if (size_) {
    const std::optional<uint64_t> given = ParseSize(*size_);
    if (!given) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--memory {}: it is not a size", *size_),
                  "bytes, or 200M or 2G");
    }
    total = *given;
  }
  SpillOptions spill;
  spill.memory = MemoryForEvents(total, events);
  spill.buffers = std::max(spill.memory, kLeastBuffers);
  spill.folder = run.TemporaryFolder();
  return spill;
}

}  // namespace plog

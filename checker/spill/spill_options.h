#ifndef PLOG_CHECKER_SPILL_SPILL_OPTIONS_H_
#define PLOG_CHECKER_SPILL_SPILL_OPTIONS_H_

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace plog {

// What else helps where there is no room for them (TemporaryFile).
inline constexpr std::string_view kMoreMemory =
    ", or give the check more memory (--memory)";

// When a check leaves memory for temporary files. The result does not depend
// on it.
struct SpillOptions {
  // Bytes for what is known of single events. Beyond that all of it goes to
  // temporary files. The default is never.
  uint64_t memory = std::numeric_limits<uint64_t>::max();
  // Bytes for sorting what is in the files, and for their buffers.
  uint64_t buffers = uint64_t{64} << 20;
  std::string folder = "/tmp";  // of the temporary files
};

}  // namespace plog

#endif  // PLOG_CHECKER_SPILL_SPILL_OPTIONS_H_

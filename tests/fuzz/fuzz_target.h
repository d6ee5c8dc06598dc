#ifndef PLOG_TESTS_FUZZ_FUZZ_TARGET_H_
#define PLOG_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Every file of this folder named NAME_fuzz.cc is one target: libFuzzer drives
// it in the preset `fuzz`; elsewhere replay.cc feeds it tests/fuzz/corpus/NAME.
// A target must return 0, and aborts where a promise of the code is broken.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace plog {

inline std::string_view AsText(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A broken promise is what the fuzzer looks for.
inline void Require(bool kept) {
  if (!kept) std::abort();
}

}  // namespace plog

#endif  // PLOG_TESTS_FUZZ_FUZZ_TARGET_H_

#ifndef PLOG_TESTS_SUPPORT_SHARED_DATA_H_
#define PLOG_TESTS_SUPPORT_SHARED_DATA_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace plog {

// Published vectors and real traces live beside the checkout, never in it.
// PLOG_SHARED names another place.
inline std::filesystem::path SharedData(const std::string& relative) {
  const char* root = std::getenv("PLOG_SHARED");
  const std::filesystem::path base =
      root != nullptr ? std::filesystem::path(root)
                      : std::filesystem::path(PLOG_SOURCE_DIR) / "../shared";
  return base / relative;
}

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace plog

// Skips the test, visibly, where the data is absent.
#define PLOG_NEED_SHARED(path)                                    \
  do {                                                            \
    if (!std::filesystem::exists(path)) {                         \
      GTEST_SKIP() << "skipped: " << (path) << " is not present"; \
    }                                                             \
  } while (false)

#endif  // PLOG_TESTS_SUPPORT_SHARED_DATA_H_

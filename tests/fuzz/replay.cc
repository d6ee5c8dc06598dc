// Feeds files to a fuzz target, so that what was found once is looked at by
// every ordinary test run, without libFuzzer. Arguments: files or folders.
// Every input is also cut in half and has bits flipped at a few places.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_target.h"

namespace {

void Feed(const std::string& bytes) {
  // A copy of exactly that size: a read behind it is an error of ASan's.
  const std::vector<uint8_t> copy(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

void Replay(const std::string& bytes) {
  constexpr size_t kFlips = 24;
  Feed(bytes);
  Feed(bytes.substr(0, bytes.size() / 2));
  for (size_t i = 0; i < kFlips && !bytes.empty(); ++i) {
    std::string flipped = bytes;
    char& byte = flipped[i * 7919 % bytes.size()];
    byte = static_cast<char>(byte ^ 1 << i % 8);
    Feed(flipped);
  }
}

}  // namespace

int main(int count, char** arguments) {
  size_t files = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(arguments[i])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      Replay({std::istreambuf_iterator<char>(stream), {}});
      ++files;
    }
  }
  std::printf("%zu files replayed\n", files);
  return files == 0 ? 1 : 0;
}

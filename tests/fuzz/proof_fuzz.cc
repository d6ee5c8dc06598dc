// Proof files: what parses is written again as it was.

#include "ledger/anchor/proof_file.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plog;
  const std::string_view text = AsText(data, size);
  if (const auto file = ParseInclusionFile(text)) {
    Require(InclusionFileText(*file) == text);
    Require(file->proof.size() <= 63);
    Require(!VerifyInclusionFile(*file, kZeroDigest, {}, ""));
  }
  if (const auto file = ParseConsistencyFile(text)) {
    Require(ConsistencyFileText(*file) == text);
    Require(!VerifyConsistencyFile(*file, {"o", 1, kZeroDigest, {}}, {}, ""));
  }
  return 0;
}

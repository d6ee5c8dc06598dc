// A ledger file. The fuzzer cannot know a hash, so what it changes in an event
// is never verified; mostly this looks for crashes, hangs and excess of memory
// behind a damaged database.

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "ledger/audit/audit.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

// One file per process, written anew for every input.
const std::string& Path() {
  static const std::string path =
      "/tmp/plog-ledger-fuzz-" + std::to_string(getpid()) + ".db";
  return path;
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plog;
  std::ofstream(Path(), std::ios::binary) << AsText(data, size);
  {
    const auto reader = LedgerReader::Open(Path());
    if (reader) {
      const auto report = AuditLedger(**reader, {}, 1);
      if (report) Require(report->verdict != Verdict::kVerifiedAnchored);
      (void)(*reader)->Rejects();
      (void)(*reader)->NewestCheckpoint();
      (void)(*reader)->FindById("a-1");
    }
  }
  std::remove(Path().c_str());
  return 0;
}

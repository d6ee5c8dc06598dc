// A .plog export: refused or judged. Without a checkpoint, no file is anchored.

#include "ledger/export/verify_export.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plog;
  const auto report = VerifyExport(AsText(data, size), {}, 100);
  if (!report) return 0;
  Require(report->verdict != Verdict::kVerifiedAnchored);
  Require(report->findings.size() <= 100);
  return 0;
}

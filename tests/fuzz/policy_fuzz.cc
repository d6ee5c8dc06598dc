// A policy file: compiled, or refused with diagnostics that can be printed.

#include "rules/policy/policy.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plog;
  const std::string text(AsText(data, size));
  Diagnostics diagnostics;
  const PolicySet set = CompilePolicies({{"fuzz.yaml", text}}, &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.Sorted()) {
    Require(!FormatDiagnostic(diagnostic, text).empty());
  }
  if (!diagnostics.has_errors()) Require(set.sources.size() == 1);
  return 0;
}

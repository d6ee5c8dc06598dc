#ifndef PLOG_TESTS_RULES_MAPPING_TESTING_H_
#define PLOG_TESTS_RULES_MAPPING_TESTING_H_

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "rules/mapping/mapping.h"
#include "tests/ledger/importer_harness.h"

namespace plog {

// The diagnostics of a mapping, one "line:column code" per line.
inline std::string MappingFaults(const std::string& text) {
  Diagnostics diagnostics;
  const auto mapping = CompileMapping("m.yaml", text, &diagnostics);
  EXPECT_EQ(mapping == nullptr, diagnostics.has_errors());
  std::string faults;
  for (const Diagnostic& one : diagnostics.Sorted()) {
    faults +=
        fmt::format("{}:{} {}\n", one.place.line, one.place.column, one.code);
  }
  return faults;
}

// What `source` becomes under a mapping without mistakes.
inline Imported ImportMapped(const std::string& mapping_text,
                             const std::string& source, size_t chunk = 4096) {
  Diagnostics diagnostics;
  const auto mapping = CompileMapping("m.yaml", mapping_text, &diagnostics);
  for (const Diagnostic& one : diagnostics.Sorted()) {
    ADD_FAILURE() << FormatDiagnostic(one, mapping_text);
  }
  if (mapping == nullptr) return {};
  const InputFormat format = MappedFormat(mapping.get());
  return Import(format, source, "folder/file", chunk);
}

}  // namespace plog

#endif  // PLOG_TESTS_RULES_MAPPING_TESTING_H_

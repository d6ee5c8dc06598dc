#include "cli/mapping_file.h"

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/text_table.h"
#include "rules/mapping/mapping.h"
#include "rules/yaml/yaml_reader.h"

namespace plog {

Result<std::unique_ptr<const RecordMapping>> LoadMapping(
    const std::string& path, Console* console) {
  const auto text = ReadSettingsFile(path, kMaxPolicyBytes);
  if (!text) return tl::make_unexpected(text.error());
  Diagnostics diagnostics;
  auto mapping = CompileMapping(path, *text, &diagnostics);
  const SourceLines lines(*text);
  for (const Diagnostic& one : diagnostics.Sorted()) {
    console->Err(FormatDiagnostic(one, lines));
  }
  if (mapping != nullptr) return mapping;
  return Fail(ErrorKind::kUsage,
              fmt::format("{} in the mapping; nothing was read",
                          Counted(diagnostics.errors(), "mistake")),
              "plog-map(5) describes mappings, `plog map types` their keys");
}

}  // namespace plog

#include "cli/waiver_file.h"

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/text_table.h"

namespace plog {

Result<WaiverSet> ReadWaiverFile(const std::string& path, Console* console) {
  const auto text = ReadSettingsFile(path, kMaxWaiverFile);
  if (!text) return tl::make_unexpected(text.error());
  Diagnostics diagnostics;
  WaiverSet set = ParseWaivers(path, *text, &diagnostics);
  for (const Diagnostic& one : diagnostics.Sorted()) {
    console->Err(FormatDiagnostic(one, *text));
  }
  if (!diagnostics.has_errors()) return set;
  return Fail(ErrorKind::kUsage,
              fmt::format("{} in the waivers; nothing was evaluated",
                          Counted(diagnostics.errors(), "mistake")));
}

}  // namespace plog

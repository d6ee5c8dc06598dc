#include "cli/acceptance.h"

#include <fmt/format.h>

#include "checker/formats/report_json.h"
#include "cli/output.h"
#include "cli/text_table.h"
#include "cli/waiver_file.h"

namespace plog {
namespace {

void Announce(std::string_view what, const std::vector<Waiver>& waivers,
              Console* console) {
  for (const Waiver& waiver : waivers) {
    console->Warn(fmt::format("{}:{}: the waiver of {} {}", waiver.file,
                              waiver.line, waiver.owner, what));
  }
}

}  // namespace

void Acceptance::Declare(OptionSet* options) {
  options->Text("--waivers", "FILE", "accepted violations, in YAML",
                &waiver_file_);
  options->Text("--baseline", "REPORT",
                "an earlier report in JSON: what it had does not fail",
                &baseline_file_);
}

std::vector<std::string> Acceptance::inputs() const {
  std::vector<std::string> paths;
  if (waiver_file_) paths.push_back(*waiver_file_);
  if (baseline_file_) paths.push_back(*baseline_file_);
  return paths;
}

Status Acceptance::Prepare(Console* console) {
  if (waiver_file_) {
    auto set = ReadWaiverFile(*waiver_file_, console);
    if (!set) return tl::make_unexpected(set.error());
    waivers_ = std::move(*set);
  }
  if (!baseline_file_) return {};
  const auto text = ReadSettingsFile(*baseline_file_, kMaxReportBytes);
  if (!text) return tl::make_unexpected(text.error());
  auto baseline = ReadBaseline(*baseline_file_, *text);
  if (!baseline) {
    return Fail(ErrorKind::kUsage, fmt::format("{}: {}", *baseline_file_,
                                               baseline.error().message));
  }
  baseline_ = std::move(*baseline);
  return {};
}

Status Acceptance::Apply(const LedgerReader& reader, Report* report,
                         Console* console) const {
  if (waiver_file_) {
    ApplyWaivers(waivers_, report);
    Announce("has expired and does not waive", report->expired_waivers,
             console);
    Announce("matches nothing", report->unmatched_waivers, console);
  }
  if (!baseline_) return {};
  const auto regressed = FindRegressedHeads(*baseline_, reader);
  if (!regressed) return tl::make_unexpected(regressed.error());
  ApplyBaseline(*baseline_, *regressed, report);
  console->Summary(fmt::format("baseline {}: as of {}, {} in its tree, root {}",
                               baseline_->info.file, baseline_->info.as_of,
                               Counted(baseline_->info.tree_size, "event"),
                               baseline_->info.merkle_root));
  return {};
}

}  // namespace plog

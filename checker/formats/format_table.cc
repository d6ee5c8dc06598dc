#include <array>

#include "checker/formats/format.h"
#include "checker/formats/writers.h"

namespace plog {
namespace {

constexpr std::array<ReportFormat, 12> kFormats = {{
    {"text", ".txt", "for people at a terminal", WriteText},
    {"json", ".json", "the whole report, versioned, with a JSON Schema",
     WriteJson},
    {"jsonl", ".jsonl", "one violation event per line, for pipelines",
     WriteJsonLines},
    {"results", "", "the bare array of policy results", WriteResults},
    {"sarif", ".sarif", "SARIF 2.1.0, for code scanning", WriteSarif},
    {"junit", ".xml", "JUnit XML, for CI: policy = suite, rule = case",
     WriteJunit},
    {"markdown", ".md", "for tickets and step summaries", WriteMarkdown},
    {"html", ".html", "one self-contained page, for auditors", WriteHtml},
    {"csv", ".csv", "for spreadsheets", WriteCsv},
    {"github", "", "GitHub Actions annotations", WriteGithub},
    {"oscal", "", "OSCAL 1.2.1 Assessment Results, for GRC tools", WriteOscal},
    {"ocsf", "", "OCSF Compliance Findings, one per line, for a SIEM",
     WriteOcsf},
}};

}  // namespace

std::span<const ReportFormat> ReportFormats() { return kFormats; }

const ReportFormat* FindReportFormat(std::string_view name) {
  for (const ReportFormat& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace plog

#include "cli/report_output.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output.h"

namespace plog {
namespace {

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const ReportFormat& format : ReportFormats()) {
    names.emplace_back(format.name);
  }
  return names;
}

// The longest extension wins: ".oscal.json" is more than ".json".
const ReportFormat* FormatOfPath(const std::string& path) {
  const ReportFormat* best = nullptr;
  for (const ReportFormat& format : ReportFormats()) {
    const std::string_view extension = format.extension;
    if (extension.empty() || path.size() <= extension.size()) continue;
    if (path.compare(path.size() - extension.size(), extension.size(),
                     extension) != 0) {
      continue;
    }
    if (best == nullptr || extension.size() > best->extension.size()) {
      best = &format;
    }
  }
  return best;
}

}  // namespace

void ReportOutput::Declare(OptionSet* options) {
  std::vector<std::string> names = FormatNames();
  names.insert(names.begin(), "auto");
  options->Choice("--format",
                  "of the report; auto is text on a terminal, JSON otherwise",
                  std::move(names), &format_);
  options->Texts("-o,--output", "[FORMAT=]PATH",
                 "write the report here instead of stdout, in the format of "
                 "the prefix or the file's extension; - is stdout",
                 &outputs_);
}

Result<ReportOutput::Target> ReportOutput::Resolve(
    const std::string& text) const {
  const size_t equals = text.find('=');
  if (equals != std::string::npos && text.find('/') > equals) {
    const std::string name = text.substr(0, equals);
    const ReportFormat* format = FindReportFormat(name);
    if (format != nullptr && equals + 1 < text.size()) {
      return Target{text.substr(equals + 1), format};
    }
    return Fail(ErrorKind::kUsage,
                fmt::format("--output {}: no format `{}`", text, name),
                DidYouMean(name, FormatNames()));
  }
  const ReportFormat* format = FormatOfPath(text);
  // What --format says goes for a path that says nothing.
  if (format == nullptr && format_ != "auto") {
    format = FindReportFormat(format_);
  }
  if (format == nullptr && text == "-") format = FindReportFormat("json");
  if (format == nullptr) {
    return Fail(ErrorKind::kUsage,
                fmt::format("--output {}: its extension names no format", text),
                fmt::format("write FORMAT=PATH with one of {}",
                            fmt::join(FormatNames(), ", ")));
  }
  return Target{text, format};
}

Status ReportOutput::Prepare(const Invocation& run,
                             const std::vector<std::string>& inputs) {
  if (outputs_.empty()) {
    targets_.push_back({"-", FindReportFormat(run.ResolveFormat(format_))});
    return {};
  }
  for (const std::string& text : outputs_) {
    const auto target = Resolve(text);
    if (!target) return tl::make_unexpected(target.error());
    if (target->path != "-") {
      Status fine = RefuseOverwriting(target->path, inputs);
      if (!fine) return fine;
    }
    const bool twice = std::any_of(
        targets_.begin(), targets_.end(),
        [&](const Target& one) { return one.path == target->path; });
    if (twice) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--output {} is given twice", target->path));
    }
    targets_.push_back(*target);
  }
  return {};
}

Status ReportOutput::Write(const Invocation& run, const Report& report) const {
  for (const Target& target : targets_) {
    FormatOptions options;
    const bool to_stdout = target.path == "-";
    options.color = to_stdout && run.console.out_color();
    options.width = to_stdout ? run.console.width() : 0;
    std::string text;
    target.format->write(report, options, &text);
    if (to_stdout) {
      run.console.Out(text);
    } else if (Status written = WriteFileAtomically(target.path, text);
               !written) {
      return written;
    }
  }
  return {};
}

}  // namespace plog

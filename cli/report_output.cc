#include "cli/report_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/output.h"

namespace plog {
namespace {

// r.json and ./r.json are one place, whether the file is there yet or not.
std::string PlaceOf(const std::string& path) {
  if (path == "-") return path;
  std::error_code unknown;
  const auto place = std::filesystem::weakly_canonical(
      std::filesystem::absolute(path, unknown), unknown);
  return unknown ? path : place.lexically_normal().string();
}

constexpr std::string_view kJson = "json";

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
  options->Texts("--filter", "KEY=GLOB",
                 "only violation events whose severity, policy, rule, agent or "
                 "tool matches, in jsonl and --exec; several of one key: any, "
                 "of several keys: all",
                 &conditions_);
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
    if (format != nullptr) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--output {}: the path is missing", text),
                  fmt::format("write {}PATH, or {}- for stdout", text, text));
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
  for (const std::string& condition : conditions_) {
    if (Status added = filter_.Add(condition); !added) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--filter: {}", added.error().message),
                  added.error().hint);
    }
  }
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
    const bool twice =
        std::any_of(targets_.begin(), targets_.end(), [&](const Target& one) {
          return PlaceOf(one.path) == PlaceOf(target->path);
        });
    if (twice) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--output {} is given twice", target->path));
    }
    targets_.push_back(*target);
  }
  return {};
}

bool ReportOutput::Has(std::string_view format) const {
  return std::any_of(
      targets_.begin(), targets_.end(),
      [format](const Target& one) { return one.format->name == format; });
}

std::vector<std::string> ReportOutput::JsonFiles() const {
  std::vector<std::string> paths;
  for (const Target& target : targets_) {
    if (target.format->name == kJson && target.path != "-") {
      paths.push_back(target.path);
    }
  }
  return paths;
}

namespace {

// Where one report goes, piece by piece.
class ReportSink {
 public:
  // To stdout, or to a file that appears with Commit.
  static Result<ReportSink> Open(const std::string& path, Console* console,
                                 bool hashes) {
    if (path == "-") return ReportSink(console, std::nullopt, false);
    auto file = AtomicFile::Create(path);
    if (!file) return tl::make_unexpected(file.error());
    return ReportSink(nullptr, std::move(*file), hashes);
  }

  void Write(std::string_view text) {
    if (!file_) return console_->Out(text);
    if (sha_) sha_->Update(text);
    if (status_) status_ = file_->Write(text);
  }
  Status Commit() {
    if (!file_) return {};
    return status_ ? file_->Commit() : status_;
  }
  // Of what was written to a file. REQUIRES: it hashes.
  Digest digest() const { return sha_->SoFar(); }

 private:
  ReportSink(Console* console, std::optional<AtomicFile> file, bool hashes)
      : console_(console), file_(std::move(file)) {
    if (hashes) sha_.emplace();
  }

  Console* console_;
  std::optional<AtomicFile> file_;
  std::optional<Sha256> sha_;
  Status status_;
};

}  // namespace

Result<std::vector<WrittenReport>> ReportOutput::Write(
    const Invocation& run, const Report& report, Digests digests,
    std::optional<int> exit_code) const {
  std::vector<WrittenReport> json_files;
  for (const Target& target : targets_) {
    FormatOptions options;
    const bool to_stdout = target.path == "-";
    options.color = to_stdout && run.console.out_color();
    options.width = to_stdout ? run.console.width() : 0;
    options.exit_code = exit_code;
    options.filter = &filter_;
    options.jobs = run.Jobs();
    const bool hashes = digests == Digests::kOfJson && !to_stdout &&
                        target.format->name == kJson;
    auto sink = ReportSink::Open(target.path, &run.console, hashes);
    if (!sink) return tl::make_unexpected(sink.error());
    options.drain = [&sink](std::string* text) {
      sink->Write(*text);
      text->clear();
    };
    std::string text;
    target.format->write(report, options, &text);
    sink->Write(text);
    if (Status written = sink->Commit(); !written) {
      return tl::make_unexpected(written.error());
    }
    if (hashes) {
      json_files.push_back({target.path, sink->digest()});
    }
  }
  return json_files;
}

}  // namespace plog

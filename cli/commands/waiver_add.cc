#include <fmt/format.h>

#include <filesystem>

#include "checker/formats/prose.h"
#include "checker/formats/report_json.h"
#include "checker/waivers/waivers.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/waiver_file.h"
#include "rules/types/fields.h"

namespace plog {
namespace {

// As many as make a coincidence unlikely among a report's violations.
constexpr size_t kShortestPrefix = 8;

// A name goes into the entry for its readers, if as a glob it means itself.
std::optional<std::string> AsGlob(std::string_view name) {
  if (CheckGlob(name) || !GlobMatches(name, name)) return std::nullopt;
  return std::string(name);
}

// Appends a waiver of one violation of a report to a file of waivers.
class WaiverAddCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("FINGERPRINT",
                     "of the violation, or at least its first 8 digits",
                     &fingerprint_, true);
    options->Text("--report", "REPORT", "the JSON report that has it",
                  &report_);
    options->Text("--waivers", "FILE", "the file to add to, or to begin",
                  &file_);
    options->Text("--reason", "TEXT", "why it is accepted", &reason_);
    options->Text("--owner", "NAME", "who answers for it", &owner_);
    options->Text("--expires", "DATE",
                  "the last day on which it waives, YYYY-MM-DD", &expires_);
    options->Text("--ticket", "ID", "where it was discussed", &ticket_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (Status ready = Prepare(run); !ready) {
      return tl::make_unexpected(ready.error());
    }
    const auto text = ReadWholeFile(*report_, kMaxReportBytes);
    if (!text) return tl::make_unexpected(text.error());
    const auto report = ReadReport(*text);
    if (!report) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("{}: {}", *report_, report.error().message));
    }
    const auto violation = Find(*report);
    if (!violation) return tl::make_unexpected(violation.error());
    if (Status added = Add(**violation); !added) {
      return tl::make_unexpected(added.error());
    }
    run.console.Summary(
        fmt::format("{}: waives {} at {} until {}", *file_,
                    RuleId((*violation)->policy_name, (*violation)->rule),
                    PlaceLine(**violation), *expires_));
    return ExitStatus::kDone;
  }

 private:
  Status Prepare(const Invocation& run) const {
    const std::pair<const char*, bool> needed[] = {
        {"--report", report_.has_value()},
        {"--waivers", file_.has_value()},
        {"--reason", reason_.has_value()},
        {"--owner", owner_.has_value()},
        {"--expires", expires_.has_value()}};
    for (const auto& [name, given] : needed) {
      if (!given) {
        return Fail(ErrorKind::kUsage, fmt::format("{} is missing", name));
      }
    }
    const auto end = EndOfDay(*expires_);
    if (!end) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--expires: `{}` is no date", *expires_),
                  "write it like 2026-12-31");
    }
    if (*end <= run.environment.now()) {
      run.console.Warn(fmt::format("{} is over: it does not waive", *expires_));
    }
    if (fingerprint_->size() < kShortestPrefix ||
        fingerprint_->find_first_not_of("0123456789abcdef") !=
            std::string::npos) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("`{}` is no fingerprint", *fingerprint_),
                  "every violation of a JSON report has one, 64 hex digits");
    }
    return RefuseOverwriting(*file_, {*report_});
  }

  // Violations that count, or that a baseline knows: those may be waived too.
  Result<const Violation*> Find(const Report& report) const {
    const Violation* found = nullptr;
    bool several = false;
    const auto look = [&](const std::vector<Violation>& violations) {
      for (const Violation& one : violations) {
        if (!one.fingerprint.view().starts_with(*fingerprint_)) continue;
        several |= found != nullptr && found->fingerprint != one.fingerprint;
        found = &one;
      }
    };
    for (const PolicyResult& result : report.results) look(result.violations);
    look(report.baselined_violations);
    if (several) {
      return Fail(
          ErrorKind::kUsage,
          fmt::format("several fingerprints begin with `{}`", *fingerprint_));
    }
    if (found == nullptr) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("{} lists no violation `{}` that is not waived",
                              *report_, *fingerprint_));
    }
    return found;
  }

  Status Add(const Violation& violation) const {
    std::string existing;
    std::error_code fault;
    if (std::filesystem::exists(*file_, fault)) {
      auto text = ReadWholeFile(*file_, kMaxWaiverFile);
      if (!text) return tl::make_unexpected(text.error());
      existing = std::move(*text);
    }
    WaiverMatch match;
    match.policy = AsGlob(violation.policy_name);
    match.rule = AsGlob(violation.rule);
    match.fingerprint = std::string(violation.fingerprint.view());
    Waiver waiver;
    waiver.reason = *reason_;
    waiver.owner = *owner_;
    waiver.expires = *expires_;
    waiver.ticket = ticket_.value_or(std::string());
    const auto text = AddWaiver(existing, match, waiver);
    if (!text) {
      return Fail(text.error().kind,
                  fmt::format("{}: {}", *file_, text.error().message),
                  text.error().hint);
    }
    return WriteFileAtomically(*file_, *text);
  }

  std::optional<std::string> fingerprint_;
  std::optional<std::string> report_;
  std::optional<std::string> file_;
  std::optional<std::string> reason_;
  std::optional<std::string> owner_;
  std::optional<std::string> expires_;
  std::optional<std::string> ticket_;
};

}  // namespace

std::unique_ptr<Command> MakeWaiverAdd() {
  return std::make_unique<WaiverAddCommand>();
}

}  // namespace plog

// GitHub Actions workflow commands. A step shows ten errors, ten warnings and
// ten notices: the worst come first, and the verdict is the last notice.
#include <fmt/format.h>

#include "checker/formats/escape.h"
#include "checker/formats/prose.h"
#include "checker/formats/writers.h"

namespace plog {
namespace {

constexpr uint64_t kPerLevel = 10;

class GithubReport {
 public:
  GithubReport(const Report& report, std::string* out)
      : report_(report), out_(out) {}

  void Write() {
    for (const PolicyResult* result : WorstFirst(report_)) {
      for (const RuleGroup& group : GroupByRule(*result, true)) {
        WriteGroup(group);
      }
    }
    const uint64_t hidden = report_.violations - shown_;
    if (hidden > 0) {
      Notice(Counted(hidden, "more violation") +
             ": GitHub shows ten per level, see the full report");
    }
    const std::vector<std::string> notes = Announcements(report_);
    // Two notices are taken: the line above and the verdict.
    const size_t room = kPerLevel - 2;
    for (size_t i = 0; i < notes.size() && i < room; ++i) Notice(notes[i]);
    Notice(VerdictLine(report_));
  }

 private:
  void WriteGroup(const RuleGroup& group) {
    const bool fail = group.rule->severity == Severity::kFail;
    uint64_t& used = fail ? errors_ : warnings_;
    for (const Violation* violation : group.violations) {
      if (used == kPerLevel) return;
      ++used;
      ++shown_;
      WriteViolation(fail ? "error" : "warning", *violation);
    }
  }

  void WriteViolation(std::string_view level, const Violation& violation) {
    std::string properties;
    if (!violation.policy_file.empty() &&
        !violation.policy_file.view().starts_with("builtin:")) {
      const size_t line = violation.policy_line > 0 ? violation.policy_line : 1;
      properties =
          fmt::format("file={},line={},endLine={},",
                      GithubProperty(violation.policy_file), line, line);
    }
    *out_ += fmt::format(
        "::{} {}title={}::{}\n", level, properties,
        GithubProperty(RuleId(violation.policy_name, violation.rule)),
        GithubMessage(
            fmt::format("{}: {}", PlaceLine(violation), FaultLine(violation))));
  }

  void Notice(std::string_view text) {
    *out_ += fmt::format("::notice title=plog::{}\n", GithubMessage(text));
  }

  const Report& report_;
  std::string* out_;
  uint64_t errors_ = 0;
  uint64_t warnings_ = 0;
  uint64_t shown_ = 0;
};

}  // namespace

void WriteGithub(const Report& report, const FormatOptions&, std::string* out) {
  GithubReport(report, out).Write();
}

}  // namespace plog

// JUnit XML as the schema of Apache Ant's task describes it: policy = suite,
// rule = case. A case has at most one child, a suite no `Z` in its timestamp.
// A last suite stands for the evaluation as a whole.
#include <fmt/format.h>

#include <iterator>

#include "checker/formats/escape.h"
#include "checker/formats/prose.h"
#include "checker/formats/writers.h"
#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

// Names are xs:token and must not be empty.
std::string NameText(std::string_view name) {
  return name.empty() ? "-" : MarkupText(name);
}

std::string SuiteTime(const Report& report) {
  const Instant as_of = ParseRfc3339(report.as_of).value_or(Instant{});
  return FormatRfc3339({as_of.seconds, 0}).substr(0, 19);
}

struct SuiteCounts {
  size_t tests = 0;
  size_t failures = 0;
  size_t errors = 0;
  size_t skipped = 0;
};

class JunitReport {
 public:
  JunitReport(const Report& report, std::string* out)
      : report_(report), out_(out) {}

  void Write() {
    *out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    for (const PolicyResult& result : report_.results) WriteSuite(result);
    WriteEvaluation();
    *out_ += "</testsuites>\n";
  }

 private:
  template <class... T>
  void Print(fmt::format_string<T...> format, T&&... arguments) {
    fmt::format_to(std::back_inserter(*out_), format,
                   std::forward<T>(arguments)...);
  }

  void OpenSuite(std::string_view name, const SuiteCounts& counts) {
    Print(
        "  <testsuite name=\"{}\" package=\"plog\" id=\"{}\" timestamp=\"{}\" "
        "hostname=\"localhost\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
        "skipped=\"{}\" time=\"0\">\n",
        NameText(name), next_id_++, SuiteTime(report_), counts.tests,
        counts.failures, counts.errors, counts.skipped);
  }

  void Property(std::string_view name, std::string_view value) {
    Print("      <property name=\"{}\" value=\"{}\"/>\n", name,
          MarkupText(value));
  }

  void CloseSuite(std::string_view output) {
    Print("    <system-out>{}</system-out>\n    <system-err/>\n", output);
    *out_ += "  </testsuite>\n";
  }

  static SuiteCounts CountsOf(const PolicyResult& result) {
    SuiteCounts counts;
    for (const RuleResult& rule : result.rules) {
      ++counts.tests;
      if (rule.status == ResultStatus::kFail) ++counts.failures;
      if (rule.status == ResultStatus::kError) ++counts.errors;
      if (rule.status == ResultStatus::kWarn ||
          rule.status == ResultStatus::kNotApplicable) {
        ++counts.skipped;
      }
    }
    return counts;
  }

  void WriteSuite(const PolicyResult& result) {
    OpenSuite(result.policy, CountsOf(result));
    *out_ += "    <properties>\n";
    Property("plog.policy_file", result.file);
    Property("plog.status", Name(result.status));
    Property("plog.events_evaluated", fmt::to_string(result.events_evaluated));
    *out_ += "    </properties>\n";
    for (const RuleGroup& group : GroupByRule(result, false)) {
      WriteCase(result, group);
    }
    CloseSuite(MarkupText(result.description));
  }

  void WriteCase(const PolicyResult& result, const RuleGroup& group) {
    const RuleResult& rule = *group.rule;
    Print("    <testcase name=\"{}\" classname=\"plog.{}\" time=\"0\"",
          NameText(rule.name), NameText(result.policy));
    const std::string summary = Summary(group);
    switch (rule.status) {
      case ResultStatus::kPass:
        *out_ += "/>\n";
        return;
      case ResultStatus::kNotApplicable:
        *out_ +=
            "><skipped message=\"not applicable: nothing to "
            "judge\"/></testcase>\n";
        return;
      // A warning does not break the build, and the schema has no word for it.
      case ResultStatus::kWarn:
        Print("><skipped message=\"warning: {}\"/></testcase>\n", summary);
        return;
      case ResultStatus::kFail:
      case ResultStatus::kError:
        break;
    }
    const bool fail = rule.status == ResultStatus::kFail;
    Print(">\n      <{} message=\"{}\" type=\"{}\">",
          fail ? "failure" : "error", summary, NameText(rule.type));
    WriteLines(group);
    Print("</{}>\n    </testcase>\n", fail ? "failure" : "error");
  }

  static std::string Summary(const RuleGroup& group) {
    const std::string count = Counted(group.rule->violation_count, "violation");
    if (group.violations.empty()) return count;
    return fmt::format("{} ({})", MarkupText(group.violations.front()->message),
                       count);
  }

  void WriteLines(const RuleGroup& group) {
    for (const Violation* violation : group.violations) {
      Print("{}: {}\n", MarkupText(PlaceLine(*violation)),
            MarkupText(FaultLine(*violation)));
    }
    if (group.violations.size() < group.rule->violation_count) {
      Print("+{} more\n",
            group.rule->violation_count - group.violations.size());
    }
  }

  void WriteEvaluation() {
    const bool nothing =
        report_.results.empty() || report_.events_evaluated == 0;
    const bool error = nothing || !report_.errors.empty();
    OpenSuite("plog", {1, 0, error ? 1U : 0U, 0});
    *out_ += "    <properties>\n";
    Property("plog.version", report_.plog_version);
    Property("plog.as_of", report_.as_of);
    Property("plog.status", Name(report_.status));
    Property("plog.integrity", Name(report_.audit.verdict));
    Property("plog.merkle_root", ToHex(report_.audit.merkle_root));
    *out_ += "    </properties>\n";
    *out_ += "    <testcase name=\"evaluation\" classname=\"plog\" time=\"0\"";
    if (error) {
      Print("><error message=\"{}\" type=\"evaluation\"/></testcase>\n",
            report_.errors.empty() ? "nothing was evaluated"
                                   : MarkupText(report_.errors.front()));
    } else {
      *out_ += "/>\n";
    }
    std::string output = "\n";
    for (const std::string& note : Announcements(report_)) {
      output += MarkupText(note) + '\n';
    }
    CloseSuite(output + MarkupText(VerdictLine(report_)) + '\n');
  }

  const Report& report_;
  std::string* out_;
  size_t next_id_ = 0;
};

}  // namespace

void WriteJunit(const Report& report, const FormatOptions&, std::string* out) {
  JunitReport(report, out).Write();
}

}  // namespace plog

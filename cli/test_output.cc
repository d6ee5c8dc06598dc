#include "cli/test_output.h"

#include <fmt/format.h>

#include "cli/text_table.h"
#include "ledger/base/text.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

std::string OutcomeText(const TestOutcome& outcome, bool color) {
  const bool passed = outcome.passed();
  std::string verdict = passed ? "ok    " : "FAILED";
  if (color) {
    verdict = fmt::format("\x1b[{}m{}\x1b[0m", passed ? 32 : 31, verdict);
  }
  std::string out =
      fmt::format("  {}  {}\n", verdict, SanitizeForTerminal(outcome.name));
  if (passed) return out;
  out += fmt::format("          at {}:{}\n", SanitizeForTerminal(outcome.file),
                     outcome.line);
  std::vector<std::string> lines = outcome.DiffLines();
  if (outcome.fault) lines.insert(lines.begin(), "! " + *outcome.fault);
  for (const std::string& line : lines) {
    out += fmt::format("          {}\n", SanitizeForTerminal(line));
  }
  return out;
}

void WriteStrings(std::string_view name, const std::vector<std::string>& items,
                  JsonWriter* writer) {
  writer->Name(name);
  writer->BeginArray();
  for (const std::string& item : items) writer->String(item);
  writer->EndArray();
}

void WriteOutcome(const TestOutcome& outcome, JsonWriter* writer) {
  writer->BeginObject();
  writer->Member("name", outcome.name);
  writer->Member("file", outcome.file);
  writer->Member("line", uint64_t{outcome.line});
  writer->Member("passed", outcome.passed());
  writer->Member("fault", outcome.fault);
  WriteStrings("missing", outcome.missing, writer);
  WriteStrings("unexpected", outcome.unexpected, writer);
  writer->EndObject();
}

void WriteCoverage(const TestReport& tests, JsonWriter* writer) {
  writer->BeginObject();
  writer->Member("percent", uint64_t{tests.CoveragePercent()});
  writer->Name("rules");
  writer->BeginArray();
  for (const RuleCoverage& rule : tests.coverage) {
    writer->BeginObject();
    writer->Member("policy", rule.policy);
    writer->Member("rule", rule.rule);
    writer->Member("violated", rule.violated);
    writer->Member("satisfied", rule.satisfied);
    writer->EndObject();
  }
  writer->EndArray();
  writer->EndObject();
}

}  // namespace

std::string TestText(const TestReport& tests, bool color) {
  std::string out = "Tests\n";
  for (const TestOutcome& outcome : tests.outcomes) {
    out += OutcomeText(outcome, color);
  }
  if (tests.outcomes.empty()) out += "  (the policies carry none)\n";
  out += fmt::format(
      "\nCoverage: {} of {} seen both violated and satisfied ({} %)\n",
      tests.covered(), Counted(tests.coverage.size(), "rule"),
      tests.CoveragePercent());
  for (const RuleCoverage& rule : tests.coverage) {
    if (rule.covered()) continue;
    out +=
        fmt::format("  {} / {}: never {}\n", SanitizeForTerminal(rule.policy),
                    SanitizeForTerminal(rule.rule), rule.Lacking());
  }
  return out;
}

void WriteTestJson(const TestReport& tests,
                   const std::function<void(std::string*)>& dry_run,
                   std::string* out) {
  JsonWriter writer(out, 0);
  writer.BeginObject();
  writer.Member("schema_version", "1.0");
  writer.Name("tests");
  writer.BeginArray();
  for (const TestOutcome& outcome : tests.outcomes) {
    WriteOutcome(outcome, &writer);
  }
  writer.EndArray();
  writer.Name("coverage");
  WriteCoverage(tests, &writer);
  writer.Name("dry_run");
  if (dry_run) {
    writer.Raw("");
    dry_run(out);
  } else {
    writer.Null();
  }
  writer.EndObject();
  *out += '\n';
}

}  // namespace plog

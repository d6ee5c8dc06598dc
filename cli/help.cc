#include "cli/help.h"

#include <fmt/format.h>

#include "rules/diagnostics/diagnostic.h"

namespace plog {
namespace {

constexpr size_t kDocColumn = 28;
constexpr size_t kWidth = 80;

constexpr std::string_view kIntroduction =
    R"(plog checks the audit trail of AI agents: that nobody altered it, and that
what happened in it obeyed your policies. It works offline on one file.

  plog ingest trail.jsonl                    load events into the ledger
  plog verify                                is the trail unaltered?
  plog policy check                          the five built-in policies
  plog policy check --file policies.yaml     your own

)";

constexpr std::string_view kExitStatus =
    R"(Exit statuses of every command

  0   done, nothing at or above --fail-on
  1   violations, failed tests, a broken chain
  2   the command line, a policy, a waiver or a configuration file is wrong;
      nothing was evaluated
  3   could not be completed: unreadable ledger, I/O error, rejected input,
      truncated evaluation, or nothing to evaluate; outranks 1
  70  a defect of plog

Nothing evaluated is never success.
)";

constexpr std::string_view kConfiguration =
    R"(Configuration

An option that the command line leaves out is taken from the first of

  PLOG_* environment variables             PLOG_DB=audit.db
  plog.yaml                                of the working directory or the
                                           nearest folder above it, up to the
                                           root of the repository
  $XDG_CONFIG_HOME/plog/config.yaml        else ~/.config/plog/config.yaml
  /etc/plog/config.yaml

The files are YAML; the keys are options without their dashes, and paths are
relative to the file:

  db: audit.db
  file: [policies.yaml, team-policies/]
  with-builtins: true
  fail-on: warn

`plog config show` lists every setting, its value and where it comes from.
)";

constexpr std::string_view kEnvironment =
    R"(Environment variables

  PLOG_DB             the ledger, where --db is not given
  PLOG_FAIL_ON etc.   other options: `plog config show` lists the variables
  XDG_CONFIG_HOME     where plog/config.yaml lives, else ~/.config
  XDG_DATA_HOME       where the default ledger lives, else ~/.local/share
  SOURCE_DATE_EPOCH   as-of in seconds since 1970, where --as-of is not given
  NO_COLOR            no colour
  CLICOLOR_FORCE      colour even where the stream is no terminal
  TERM=dumb           no colour
)";

// Fills lines up to the right margin, each after `indent` spaces; the first
// line begins at column `at`.
std::string Wrap(std::string_view text, size_t at, size_t indent) {
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (at > indent && at + 1 + word.size() > kWidth) {
      out += '\n' + std::string(indent, ' ');
      at = indent;
    } else if (at > indent) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
  }
  return out + '\n';
}

std::string DiagnosticsHelp() {
  std::string out =
      "Diagnostics of policy files\n\n"
      "  file:line:column: error: message [code]\n\n"
      "Every mistake of every file is reported in one run. These are the "
      "codes;\n"
      "hints do not stop a run, `plog policy lint` prints them.\n";
  for (const bool error : {true, false}) {
    out += error ? "\nErrors\n" : "\nHints\n";
    for (const DiagnosticCode& row : DiagnosticCodes()) {
      if (row.error != error) continue;
      out += fmt::format("  {:<{}}", row.code, kDocColumn - 2);
      out += Wrap(row.meaning, kDocColumn, kDocColumn);
    }
  }
  return out;
}

constexpr HelpTopic kTopics[] = {
    {"exit-status", [] { return std::string(kExitStatus); }},
    {"configuration", [] { return std::string(kConfiguration); }},
    {"environment", [] { return std::string(kEnvironment); }},
    {"diagnostics", DiagnosticsHelp},
};

std::string OptionHelp(const OptionSet::Option& option) {
  std::string names = option.names;
  if (const size_t comma = names.find(','); comma != std::string::npos) {
    names.insert(comma + 1, " ");
  } else if (!option.operand()) {
    names.insert(0, "    ");
  }
  std::string left = "  " + names;
  if (!option.value.empty()) {
    if (!option.operand()) left += ' ';
    left += option.value;
  }
  if (left.size() + 2 > kDocColumn) {
    left += '\n' + std::string(kDocColumn, ' ');
  } else {
    left += std::string(kDocColumn - left.size(), ' ');
  }
  std::string doc = option.doc;
  if (option.repeatable && !option.value.empty()) doc += " (repeatable)";
  return left + Wrap(doc, kDocColumn, kDocColumn);
}

std::string Usage(const CommandRow& row, const OptionSet& options) {
  std::string usage = fmt::format("plog {} [OPTION]...", row.path);
  for (const auto& option : options.options()) {
    if (!option.operand()) continue;
    const std::string dots = option.repeatable ? "..." : "";
    usage += option.required ? fmt::format(" {}{}", option.value, dots)
                             : fmt::format(" [{}{}]", option.value, dots);
  }
  return usage;
}

}  // namespace

OptionSet DeclaredOptions(Command* command, CommonOptions* common) {
  OptionSet options;
  options.Group("Options");
  command->Declare(&options);
  common->Declare(&options);
  return options;
}

std::string CommandHelp(const CommandRow& row) {
  const auto command = row.make();
  CommonOptions common;
  const OptionSet options = DeclaredOptions(command.get(), &common);
  std::string out =
      fmt::format("plog {}: {}\n\nExamples\n{}\nUsage\n  {}\n", row.path,
                  row.summary, row.examples, Usage(row, options));
  std::string group;
  for (const auto& option : options.options()) {
    if (option.group != group) {
      group = option.group;
      out += fmt::format("\n{}\n", group);
    }
    out += OptionHelp(option);
  }
  return out;
}

std::string CommandList(std::string_view group) {
  std::string out;
  for (const CommandRow& row : CommandTable()) {
    if (!group.empty() && row.path.rfind(std::string(group) + " ", 0) != 0) {
      continue;
    }
    out += fmt::format("  plog {:<20} {}\n", row.path, row.summary);
  }
  return out;
}

std::string GeneralHelp() {
  std::string topics;
  for (const HelpTopic& topic : kTopics) {
    topics += fmt::format("{}{}", topics.empty() ? "" : ", ", topic.name);
  }
  return fmt::format(
      "{}Commands\n{}\nplog help COMMAND tells more; so does plog help TOPIC.\n"
      "Topics: {}.\n",
      kIntroduction, CommandList(""), topics);
}

std::span<const HelpTopic> HelpTopics() { return kTopics; }

}  // namespace plog

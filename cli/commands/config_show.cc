#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/configuration.h"
#include "ledger/base/text.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

// Not a table: its columns would cut paths.
std::string ConfigurationText(const ConfiguredValues& values) {
  std::string out;
  for (const Setting& setting : Settings()) {
    const auto found = values.find(setting.name);
    if (found == values.end()) {
      out += fmt::format("{:<15} -  (${})\n", setting.name, setting.variable);
      continue;
    }
    const std::string value =
        fmt::format("{}", fmt::join(found->second.values, ", "));
    out += fmt::format("{:<15} {}  (from {})\n", setting.name,
                       SanitizeForTerminal(value),
                       SanitizeForTerminal(found->second.origin));
  }
  return out;
}

std::string ConfigurationJson(const ConfiguredValues& values) {
  std::string out;
  JsonWriter writer(&out, 2);
  writer.BeginObject();
  for (const Setting& setting : Settings()) {
    const auto found = values.find(setting.name);
    if (found == values.end()) continue;
    writer.Name(setting.name);
    writer.BeginObject();
    writer.Name("values");
    writer.BeginArray();
    for (const std::string& value : found->second.values) writer.String(value);
    writer.EndArray();
    writer.Member("from", found->second.origin);
    writer.EndObject();
  }
  writer.EndObject();
  return out + '\n';
}

class ConfigShowCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto values = ReadConfiguration(run.environment, &run.console);
    if (!values) return tl::make_unexpected(values.error());
    run.console.Out(run.ResolveFormat(format_) == "text"
                        ? ConfigurationText(*values)
                        : ConfigurationJson(*values));
    return ExitStatus::kDone;
  }

 private:
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakeConfigShow() {
  return std::make_unique<ConfigShowCommand>();
}

}  // namespace plog

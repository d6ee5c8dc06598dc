#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "rules/mapping/mapping.h"

namespace plog {
namespace {

class MapTypesCommand final : public Command {
 public:
  void Declare(OptionSet* /*options*/) override {}

  Result<ExitStatus> Run(const Invocation& run) override {
    std::string out;
    for (const MappingKey& key : MappingKeys()) {
      out += fmt::format("{:<14} {:<16} {}{}\n", key.name, key.takes, key.doc,
                         key.required ? " (required)" : "");
    }
    run.console.Out(out);
    return ExitStatus::kDone;
  }
};

}  // namespace

std::unique_ptr<Command> MakeMapTypes() {
  return std::make_unique<MapTypesCommand>();
}

}  // namespace plog

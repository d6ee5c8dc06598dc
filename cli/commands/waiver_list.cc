#include "cli/commands/commands.h"
#include "cli/text_table.h"
#include "cli/waiver_file.h"

namespace plog {
namespace {

class WaiverListCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("FILE", "a file of waivers", &file_, true);
    options->Time("--as-of", "judge as of this time (default: now)", &as_of_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto as_of = run.AsOf(as_of_);
    if (!as_of) return tl::make_unexpected(as_of.error());
    const auto set = ReadWaiverFile(*file_, &run.console);
    if (!set) return tl::make_unexpected(set.error());
    TextTable table({">line", "expires", "state", "owner", "match", "reason"});
    for (const WaiverEntry& entry : set->entries) {
      const Waiver& waiver = entry.waiver;
      table.Row({std::to_string(waiver.line), waiver.expires,
                 *as_of < entry.end ? "waives" : "expired", waiver.owner,
                 waiver.match, waiver.reason});
    }
    run.console.Out(table.Render());
    return ExitStatus::kDone;
  }

 private:
  std::optional<std::string> file_;
  std::optional<Instant> as_of_;
};

}  // namespace

std::unique_ptr<Command> MakeWaiverList() {
  return std::make_unique<WaiverListCommand>();
}

}  // namespace plog

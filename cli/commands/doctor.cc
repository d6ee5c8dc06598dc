#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/commands/commands.h"
#include "cli/doctor_checks.h"
#include "cli/text_table.h"
#include "ledger/base/text.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

using State = DoctorCheck::State;

std::string_view StateName(State state) {
  switch (state) {
    case State::kFine:
      return "ok";
    case State::kNote:
      return "note";
    case State::kBad:
      return "BAD";
  }
  return "";
}

std::string ChecksText(const std::vector<DoctorCheck>& checks) {
  std::string out;
  for (const DoctorCheck& check : checks) {
    out += fmt::format("{:<5} {:<11} {}\n", StateName(check.state), check.name,
                       SanitizeForTerminal(check.finding, 1000));
  }
  return out;
}

std::string ChecksJson(const std::vector<DoctorCheck>& checks) {
  std::string out;
  JsonWriter writer(&out, 2);
  writer.BeginArray();
  for (const DoctorCheck& check : checks) {
    writer.BeginObject();
    writer.Member("check", check.name);
    writer.Member("state",
                  check.state == State::kBad ? "bad" : StateName(check.state));
    writer.Member("finding", check.finding);
    writer.EndObject();
  }
  writer.EndArray();
  return out + '\n';
}

class DoctorCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    std::vector<DoctorCheck> checks = CheckInstallation();
    const Status examined = ExamineLedger(run, &checks);
    run.console.Out(run.ResolveFormat(format_) == "text" ? ChecksText(checks)
                                                         : ChecksJson(checks));
    if (!examined) return tl::make_unexpected(examined.error());
    const auto bad = std::count_if(
        checks.begin(), checks.end(),
        [](const DoctorCheck& one) { return one.state == State::kBad; });
    if (bad == 0) return ExitStatus::kDone;
    run.console.Summary(Counted(static_cast<uint64_t>(bad), "check") +
                        " failed");
    return ExitStatus::kFindings;
  }

 private:
  // A new installation has no ledger yet; one that was named must be there.
  static Status ExamineLedger(const Invocation& run,
                              std::vector<DoctorCheck>* checks) {
    const auto path = run.LedgerPath();
    if (!path) return tl::make_unexpected(path.error());
    std::error_code fault;
    if (!run.common.db && !std::filesystem::exists(*path, fault)) {
      checks->push_back({"ledger", State::kFine, *path + ": none yet"});
      return {};
    }
    const auto reader = run.OpenLedger();
    if (!reader) {
      checks->push_back({"ledger", State::kBad, reader.error().message});
      return tl::make_unexpected(reader.error());
    }
    for (DoctorCheck& check : CheckLedgerHealth(*path, **reader)) {
      checks->push_back(std::move(check));
    }
    return {};
  }

  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakeDoctor() {
  return std::make_unique<DoctorCommand>();
}

}  // namespace plog

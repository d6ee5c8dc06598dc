#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/text_table.h"
#include "cli/verify_report.h"
#include "ledger/audit/audit.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

std::string AgentsText(const AuditReport& report) {
  TextTable table({"agent", "chain", "profile", ">events", ">head", "state"});
  for (const ChainSummary& chain : report.chains) {
    table.Row({chain.agent_id, std::string(KindName(chain.kind)),
               chain.hash_profile.empty() ? "?" : chain.hash_profile,
               Grouped(chain.events), fmt::format("#{}", chain.head_sequence),
               ChainState(chain)});
  }
  return table.Render();
}

std::string AgentsJson(const AuditReport& report) {
  std::string out;
  JsonWriter writer(&out, 2);
  writer.BeginArray();
  for (const ChainSummary& chain : report.chains) {
    writer.BeginObject();
    writer.Member("agent_id", chain.agent_id);
    writer.Member("kind", KindName(chain.kind));
    writer.Member("hash_profile", chain.hash_profile);
    writer.Member("events", chain.events);
    writer.Member("first_sequence", chain.first_sequence);
    writer.Member("head_sequence", chain.head_sequence);
    writer.Member("head_hash", ToHex(chain.head_hash));
    writer.Name("first_break_sequence");
    if (chain.first_break_sequence) {
      writer.Unsigned(*chain.first_break_sequence);
    } else {
      writer.Null();
    }
    writer.EndObject();
  }
  writer.EndArray();
  return out + '\n';
}

class AgentsCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    const auto report = AuditLedger(**reader, AuditOptions(), run.Jobs());
    if (!report) return tl::make_unexpected(report.error());
    run.console.Out(run.ResolveFormat(format_) == "text" ? AgentsText(*report)
                                                         : AgentsJson(*report));
    run.console.Summary(fmt::format(
        "{}, {}, ledger {}", Counted(report->chains.size(), "agent"),
        Counted(report->events, "event"), Name(report->verdict)));
    return ExitStatus::kDone;
  }

 private:
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakeAgents() {
  return std::make_unique<AgentsCommand>();
}

}  // namespace plog

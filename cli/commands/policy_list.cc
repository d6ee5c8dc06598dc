#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/policy_files.h"
#include "cli/text_table.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

void WriteRule(const Rule& rule, JsonWriter* writer) {
  writer->BeginObject();
  writer->Member("name", rule.name);
  writer->Member("type", rule.type->name);
  writer->Member("severity", Name(rule.severity));
  writer->Member("scope", Name(rule.scope));
  writer->Member("description", rule.description);
  writer->Member("enabled", rule.enabled);
  writer->Member("line", uint64_t{rule.line});
  writer->EndObject();
}

std::string ListJson(const std::vector<Policy>& policies) {
  std::string out;
  JsonWriter writer(&out, 2);
  writer.BeginArray();
  for (const Policy& policy : policies) {
    writer.BeginObject();
    writer.Member("name", policy.name);
    writer.Member("description", policy.description);
    writer.Member("enabled", policy.enabled);
    writer.Member("file", policy.file);
    writer.Member("line", uint64_t{policy.line});
    writer.Member("sha256", ToHex(policy.file_digest));
    writer.Name("rules");
    writer.BeginArray();
    for (const Rule& rule : policy.rules) WriteRule(rule, &writer);
    writer.EndArray();
    writer.EndObject();
  }
  writer.EndArray();
  return out + '\n';
}

std::string ListText(const std::vector<Policy>& policies) {
  TextTable table({"policy", "rule", "type", "severity", "where"});
  for (const Policy& policy : policies) {
    for (const Rule& rule : policy.rules) {
      const bool enabled = policy.enabled && rule.enabled;
      table.Row({policy.name, rule.name, std::string(rule.type->name),
                 enabled ? std::string(Name(rule.severity)) : "disabled",
                 fmt::format("{}:{}", policy.file, rule.line)});
    }
  }
  return table.Render();
}

class PolicyListCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    policies_.DeclareFiles(options);
    policies_.DeclareChoice(options);
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    auto set = LoadPolicies(policies_, false, &run.console);
    if (!set) return tl::make_unexpected(set.error());
    Status chosen = ChoosePolicies(policies_, &set->policies);
    if (!chosen) return tl::make_unexpected(chosen.error());
    run.console.Out(run.ResolveFormat(format_) == "text"
                        ? ListText(set->policies)
                        : ListJson(set->policies));
    run.console.Summary(fmt::format("{}; packs for --pack: {}",
                                    Counted(set->policies.size(), "policy"),
                                    fmt::join(PolicyPackNames(), ", ")));
    return ExitStatus::kDone;
  }

 private:
  PolicyOptions policies_;
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakePolicyList() {
  return std::make_unique<PolicyListCommand>();
}

}  // namespace plog

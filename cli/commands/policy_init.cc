#include <fmt/format.h>

#include <filesystem>

#include "cli/commands/commands.h"
#include "cli/output.h"

namespace plog {
namespace {

constexpr std::string_view kStarter =
    R"(# yaml-language-server: $schema=policy.schema.json
#
# Policies for plog. Check them with
#
#   plog policy test  --file policies.yaml    (runs the tests below)
#   plog policy check --file policies.yaml    (judges the ledger)
#
# `plog policy types` lists the rule types and their fields. For an editor that
# completes and checks as you type, beside this file:
#
#   plog policy schema > policy.schema.json
policies:
  - name: answered-calls
    description: Every tool call gets its result within a minute.
    rules:
      - name: result-within-a-minute
        type: sequence
        when: {action_type: TOOL_CALL}
        expect: {action_type: TOOL_RESULT}
        within: "60s"
        pairing: one_to_one                  # a result answers one call
        correlate: [agent_id, action_name]   # the same agent and action

  - name: read-only-agents
    description: Agents labelled read-only do not write.
    rules:
      - name: no-writes
        type: boundary
        label_filter: {mode: read-only}      # other events do not exist for it
        when: {action_type: TOOL_CALL}
        deny_actions: ["write_*", "delete_*", "send_*"]

  - name: no-secrets
    description: Credentials stay out of the trail.
    severity: warn                           # reported, but does not fail
    rules:
      - name: no-private-key
        type: pattern
        for_field: action_output
        deny_pattern: '-----BEGIN [A-Z ]*PRIVATE KEY-----'

# A test is a few events and exactly the violations they must give.
tests:
  - name: a call that is answered in time
    defaults: {agent_id: a, session_id: s, action_name: search}
    events:
      - {at: 0s, action_type: TOOL_CALL}
      - {at: 5s, action_type: TOOL_RESULT}
    expect: pass

  - name: a call that is answered too late
    defaults: {agent_id: a, session_id: s, action_name: search}
    events:
      - {at: 0s, id: call, action_type: TOOL_CALL}
      - {at: 61s, action_type: TOOL_RESULT}
    expect:
      - {rule: result-within-a-minute, trigger: call}

  - name: a read-only agent deletes
    defaults: {agent_id: a, session_id: s, labels: {mode: read-only}}
    events:
      - {at: 0s, id: bad, action_type: TOOL_CALL, action_name: delete_file}
      - {at: 1s, action_type: TOOL_RESULT, action_name: delete_file}
      - {at: 2s, action_type: TOOL_CALL, action_name: read_file}
      - {at: 3s, action_type: TOOL_RESULT, action_name: read_file}
    expect:
      - {rule: no-writes, trigger: bad}

  - name: a tool that returns a key
    defaults: {agent_id: a, session_id: s, action_type: TOOL_RESULT}
    events:
      - {at: 0s, id: leak, action_output: {text: "-----BEGIN PRIVATE KEY-----"}}
      - {at: 1s, action_output: {text: nothing to hide}}
    expect:
      - {rule: no-private-key, trigger: leak}
)";

class PolicyInitCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Text("-o,--output", "PATH",
                  "write it here instead of stdout; an existing file is kept",
                  &output_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (!output_ || *output_ == "-") {
      run.console.Out(kStarter);
      return ExitStatus::kDone;
    }
    std::error_code fault;
    if (std::filesystem::exists(*output_, fault)) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("{} is there already", *output_));
    }
    Status written = WriteFileAtomically(*output_, kStarter);
    if (!written) return tl::make_unexpected(written.error());
    run.console.Summary(fmt::format("wrote {}", *output_));
    return ExitStatus::kDone;
  }

 private:
  std::optional<std::string> output_;
};

}  // namespace

std::unique_ptr<Command> MakePolicyInit() {
  return std::make_unique<PolicyInitCommand>();
}

}  // namespace plog

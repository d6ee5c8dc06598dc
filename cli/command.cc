#include "cli/command.h"

#include "cli/commands/commands.h"

namespace plog {
namespace {

constexpr CommandRow kCommands[] = {
    {"ingest", "load events into the ledger",
     "  plog ingest trail.jsonl\n"
     "  plog ingest -r logs/ --allow-rejects\n"
     "  zcat trail.jsonl.gz | plog ingest -\n",
     MakeIngest},
    {"verify", "recompute every hash, link and the tree",
     "  plog verify\n"
     "  plog verify --db audit.db --agent-id billing-agent\n"
     "  plog verify --checkpoint note.txt --verifier-key auditor.vkey\n"
     "  plog verify --format json | jq .verdict\n",
     MakeVerify},
    {"policy check", "check policies against the ledger",
     "  plog policy check\n"
     "  plog policy check --file policies.yaml --with-builtins\n"
     "  plog policy check --pack agent-safety\n"
     "  plog policy check -f policies.yaml -o report.html -o report.sarif\n"
     "  plog policy check --policy 'no-*' --since 2026-02-01\n",
     MakePolicyCheck},
    {"policy test", "validate policies, run their tests, dry-run them",
     "  plog policy test --file policies.yaml\n"
     "  plog policy test --file policies.yaml --min-coverage 100\n"
     "  plog policy test --file policies.yaml --events trail.jsonl\n",
     MakePolicyTest},
    {"policy lint", "hints about policies that compile",
     "  plog policy lint --file policies.yaml\n", MakePolicyLint},
    {"policy list", "the policies that a check would run",
     "  plog policy list\n"
     "  plog policy list --file policies.yaml --with-builtins\n",
     MakePolicyList},
    {"policy show", "a built-in policy's YAML, to start from",
     "  plog policy show error-rate > my-policies.yaml\n"
     "  plog policy show agent-safety > my-pack.yaml\n",
     MakePolicyShow},
    {"policy types", "the rule types with their fields",
     "  plog policy types\n"
     "  plog policy types sequence\n",
     MakePolicyTypes},
    {"policy schema", "the JSON Schema of policy files, for editors",
     "  plog policy schema > policy.schema.json\n", MakePolicySchema},
    {"policy init", "a commented policy file to start from",
     "  plog policy init > policies.yaml\n"
     "  plog policy init -o policies.yaml\n",
     MakePolicyInit},
    {"log", "list events",
     "  plog log --last 20\n"
     "  plog log --session-id s-17 --type TOOL_CALL --status error\n"
     "  plog log --format jsonl --since 2026-02-01 | jq .action_name\n",
     MakeLog},
    {"agents", "the agents with the state of their chains", "  plog agents\n",
     MakeAgents},
    {"sessions", "the sessions, their length and their errors",
     "  plog sessions\n"
     "  plog sessions --agent-id billing-agent\n",
     MakeSessions},
    {"stats", "counts by type, status and action",
     "  plog stats\n"
     "  plog stats --since 2026-02-01 --format json\n",
     MakeStats},
    {"key generate", "a signing key for checkpoints",
     "  plog key generate --name audit.example.org/plog --out audit.key\n",
     MakeKeyGenerate},
    {"key show", "the verifier key that belongs to a signing key",
     "  plog key show audit.key\n", MakeKeyShow},
    {"checkpoint", "sign the state of the ledger's tree",
     "  plog checkpoint --key audit.key -o note.txt\n"
     "  plog checkpoint --key audit.key --previous note.txt -o note2.txt\n",
     MakeCheckpoint},
    {"proof inclusion", "prove that an event is under a checkpoint",
     "  plog proof inclusion evt-42 --checkpoint note.txt -o evt-42.proof\n",
     MakeProofInclusion},
    {"proof consistency", "prove that a checkpoint continues an older one",
     "  plog proof consistency old.txt --checkpoint note.txt\n",
     MakeProofConsistency},
    {"report render", "turn a JSON report into another format",
     "  plog report render report.json --format html -o report.html\n",
     MakeReportRender},
    {"report schema", "the JSON Schema of the JSON report",
     "  plog report schema > report.schema.json\n", MakeReportSchema},
    {"completion", "completions for bash, zsh or fish",
     "  source <(plog completion bash)\n"
     "  plog completion fish > ~/.config/fish/completions/plog.fish\n",
     MakeCompletion},
    {"help", "help on a command or a topic",
     "  plog help policy check\n"
     "  plog help exit-status\n",
     MakeHelp},
    {"version", "the version of plog", "  plog --version\n", MakeVersion},
};

}  // namespace

std::span<const CommandRow> CommandTable() { return kCommands; }

}  // namespace plog

#include "cli/command.h"

#include "cli/commands/commands.h"

namespace plog {
namespace {

constexpr CommandRow kCommands[] = {
    {"ingest", "load events into the ledger",
     "  plog ingest trail.jsonl\n"
     "  plog ingest -r logs/ --allow-rejects\n"
     "  zcat trail.jsonl.gz | plog ingest -\n"
     "  plog ingest ~/.claude/projects -r\n"
     "  plog ingest --map gateway.yaml gateway.jsonl\n",
     MakeIngest},
    {"hook", "append what a Claude Code hook is given to the ledger",
     "  plog hook < event.json\n"
     "  plog hook --db ~/audit.db < event.json\n",
     MakeHook, false, true},
    {"map test", "what records become under a mapping of your own",
     "  plog map test --map gateway.yaml gateway.jsonl\n"
     "  head -100 app.log | plog map test --map app.yaml --format jsonl -\n",
     MakeMapTest},
    {"map types", "the keys of mapping files", "  plog map types\n",
     MakeMapTypes},
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
     "  plog policy check --policy 'no-*' --since 2026-02-01\n"
     "  plog policy check -o report.json --sign audit.key\n"
     "  plog policy check --exec-batch 'mail -s plog ops' --filter "
     "severity=fail\n"
     "  plog policy check --state nightly.state -o report.json\n",
     MakePolicyCheck},
    {"policy replay", "what an enforcement policy would have decided",
     "  plog policy replay --file intercept.yaml\n"
     "  plog policy replay -f intercept.yaml --since 2026-02-01 -o r.html\n"
     "  plog policy replay -f intercept.yaml --decisions decisions.jsonl\n",
     MakePolicyReplay},
    {"policy scan", "a starter policy from what a trail shows",
     "  plog policy scan -o policies.yaml\n"
     "  plog policy scan --agent-id billing-agent --since 2026-02-01\n"
     "  plog policy scan --language intercept --headroom 20\n",
     MakePolicyScan},
    {"policy test", "validate policies, run their tests, dry-run them",
     "  plog policy test --file policies.yaml\n"
     "  plog policy test --file policies.yaml --min-coverage 100\n"
     "  plog policy test --file policies.yaml --events trail.jsonl\n"
     "  plog policy test --file policies.yaml --junit tests.xml\n"
     "  plog policy test --file policies.yaml --watch\n",
     MakePolicyTest},
    {"policy lint", "hints about policies that compile",
     "  plog policy lint --file policies.yaml\n"
     "  plog policy lint --file policies.yaml --strict\n",
     MakePolicyLint},
    {"policy explain", "why an event or a violation is, or is not, reported",
     "  plog policy explain evt-42\n"
     "  plog policy explain evt-42 --file policies.yaml --rule no-writes\n"
     "  plog policy explain 3f9c0a17b2 --file policies.yaml\n",
     MakePolicyExplain},
    {"policy diff", "which violations a change of policies adds and removes",
     "  plog policy diff policies.yaml changed.yaml\n"
     "  plog policy diff pack:agent-safety mine.yaml --fail-on appear\n",
     MakePolicyDiff},
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
    {"review", "what was denied and violated, and under other limits",
     "  plog review -f policies.yaml\n"
     "  plog review -f intercept.yaml --since 2026-02-01 -o review.html\n"
     "  plog review --pack agent-safety --format json | jq .limits\n",
     MakeReview},
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
     "  plog proof inclusion evt-42 --checkpoint note.txt -o evt-42.proof\n"
     "  plog proof inclusion evt-42 --write-event evt-42.json -o "
     "evt-42.proof\n",
     MakeProofInclusion},
    {"proof consistency", "prove that a checkpoint continues an older one",
     "  plog proof consistency old.txt --checkpoint note.txt\n",
     MakeProofConsistency},
    {"proof verify", "check a proof, without the ledger",
     "  plog proof verify evt-42.proof --event evt-42.json --verifier-key "
     "auditor.vkey\n"
     "  plog proof verify new.proof --old old.txt --verifier-key "
     "auditor.vkey\n",
     MakeProofVerify},
    {"timestamp request", "ask a time-stamping authority about a checkpoint",
     "  plog timestamp request note.txt -o note.tsq\n"
     "  curl -sH 'Content-Type: application/timestamp-query' "
     "--data-binary @note.tsq \\\n"
     "    https://tsa.example.org/ > reply.tsr\n",
     MakeTimestampRequest},
    {"timestamp attach", "put the authority's reply beside the checkpoint",
     "  plog timestamp attach note.txt reply.tsr --request note.tsq\n",
     MakeTimestampAttach},
    {"timestamp verify", "when a checkpoint existed, by whose word",
     "  plog timestamp verify note.txt --ca authority.pem\n",
     MakeTimestampVerify},
    {"export", "write events and their proofs as an evidence package",
     "  plog export -o evidence.plog\n"
     "  plog export --agent-id billing-agent --since 2026-02-01 -o b.plog\n",
     MakeExport},
    {"verify-export", "verify an evidence package without its ledger",
     "  plog verify-export evidence.plog\n"
     "  plog verify-export evidence.plog --checkpoint note.txt "
     "--verifier-key auditor.vkey\n",
     MakeVerifyExport},
    {"profile detect", "under which hash profile the chains verify",
     "  plog profile detect trail.jsonl\n"
     "  plog profile detect --db audit.db\n",
     MakeProfileDetect},
    {"profile set", "name the hash profile of an agent's recorded chain",
     "  plog profile set billing-agent go\n", MakeProfileSet},
    {"report render", "turn a JSON report into another format",
     "  plog report render report.json --format html -o report.html\n",
     MakeReportRender},
    {"report verify", "check a signed report: recompute every digest",
     "  plog report verify report.json --verifier-key audit.vkey\n"
     "  plog report verify report.json --verifier-key audit.vkey --db "
     "audit.db\n",
     MakeReportVerify},
    {"report chain", "check that signed reports form one chain",
     "  plog report chain reports/ --verifier-key audit.vkey\n",
     MakeReportChain},
    {"report schema", "the JSON Schema of the JSON report",
     "  plog report schema > report.schema.json\n", MakeReportSchema},
    {"waiver add", "accept one violation of a report for a while",
     "  plog waiver add 3f2a9c01 --report report.json --waivers waivers.yaml "
     "\\\n"
     "    --reason 'load test' --owner ops@example.org --expires 2026-12-31\n",
     MakeWaiverAdd},
    {"waiver list", "the waivers of a file, and which have expired",
     "  plog waiver list waivers.yaml\n", MakeWaiverList},
    {"doctor", "check this installation and the ledger's health",
     "  plog doctor\n"
     "  plog doctor --db audit.db --format json\n",
     MakeDoctor},
    {"config show", "what is configured, and where", "  plog config show\n",
     MakeConfigShow, false},
    {"completion", "completions for bash, zsh or fish",
     "  source <(plog completion bash)\n"
     "  plog completion fish > ~/.config/fish/completions/plog.fish\n",
     MakeCompletion, false},
    {"help", "help on a command or a topic",
     "  plog help policy check\n"
     "  plog help exit-status\n",
     MakeHelp, false},
    {"version", "the version of plog", "  plog --version\n", MakeVersion,
     false},
};

}  // namespace

std::span<const CommandRow> CommandTable() { return kCommands; }

}  // namespace plog

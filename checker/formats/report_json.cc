// The formats `json`, `results` and `jsonl`. The order of members is part of
// the contract (cli §4).
#include "checker/formats/report_json.h"

#include <algorithm>
#include <span>

#include "checker/formats/violation_json.h"
#include "checker/formats/writers.h"
#include "ledger/base/ordered_results.h"
#include "ledger/crypto/sha256.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

// One member per line, so that two reports can be compared with diff.
constexpr int kIndent = 1;

void WriteTool(const Report& report, JsonWriter* json) {
  json->Name("tool");
  json->BeginObject();
  json->Member("name", "plog");
  json->Member("version", report.plog_version);
  json->EndObject();
}

void WriteChains(const AuditReport& audit, JsonWriter* json) {
  json->Name("chains");
  json->BeginArray();
  for (const ChainSummary& chain : audit.chains) {
    json->BeginObject();
    json->Member("agent_id", chain.agent_id);
    json->Member("kind", ChainKindName(chain.kind));
    json->Member("events", chain.events);
    json->Member("head_sequence", chain.head_sequence);
    json->Member("head_hash", ToHex(chain.head_hash));
    json->Member("first_sequence", chain.first_sequence);
    json->Member("hash_profile", chain.hash_profile);
    WriteStrings("equivalent_profiles", chain.equivalent_profiles, json);
    json->EndObject();
  }
  json->EndArray();
}

void WriteAnchors(const AuditReport& audit, JsonWriter* json) {
  json->Name("anchors");
  json->BeginArray();
  for (const Anchor& anchor : audit.anchors) {
    json->BeginObject();
    json->Member("origin", anchor.origin);
    json->Member("size", anchor.size);
    json->Member("verified", anchor.verified);
    json->Member("key_name", anchor.key_name);
    json->EndObject();
  }
  json->EndArray();
}

// One name if all chains agree, as they nearly always do.
std::string LedgerProfile(const AuditReport& audit) {
  if (audit.chains.empty()) return "none";
  const std::string& first = audit.chains.front().hash_profile;
  for (const ChainSummary& chain : audit.chains) {
    if (chain.hash_profile != first) return "mixed";
  }
  return first;
}

void WriteLedger(const Report& report, JsonWriter* json) {
  const AuditReport& audit = report.audit;
  json->Name("ledger");
  json->BeginObject();
  json->Member("application", "plog");
  json->Member("events", audit.events);
  json->Member("agents", report.agents);
  json->Member("sessions", report.sessions);
  json->Member("first_event", report.first_event);
  json->Member("last_event", report.last_event);
  json->Member("tree_size", audit.tree_size);
  json->Member("merkle_root", ToHex(audit.merkle_root));
  json->Member("hash_profile", LedgerProfile(audit));
  json->Member("integrity", Name(audit.verdict));
  WriteChains(audit, json);
  WriteAnchors(audit, json);
  json->Member("unanchored_events", audit.unanchored_events);
  json->Member("finding_count", audit.finding_count);
  json->EndObject();
}

void WriteSelection(const ReportSelection& selection, JsonWriter* json) {
  json->Name("selection");
  json->BeginObject();
  WriteStrings("agent_ids", selection.agent_ids, json);
  WriteStrings("session_ids", selection.session_ids, json);
  WriteStrings("labels", selection.labels, json);
  json->Member("since", selection.since);
  json->Member("until", selection.until);
  json->EndObject();
}

void WritePolicies(const Report& report, JsonWriter* json) {
  json->Name("policies");
  json->BeginArray();
  for (const ReportPolicyFile& policy : report.policies) {
    json->BeginObject();
    json->Member("file", policy.file);
    json->Member("sha256", policy.sha256);
    json->Member("name", policy.name);
    json->EndObject();
  }
  json->EndArray();
}

void WriteEnvironment(const Report& report, JsonWriter* json) {
  json->Name("environment");
  json->BeginObject();
  json->Member("sqlite", report.sqlite_version);
  json->Member("tzdata", report.tzdata_version);
  json->Member("re2", report.re2_version);
  json->EndObject();
}

// Only where there is one: runs without --state are what they always were.
void WriteState(const Report& report, JsonWriter* json) {
  if (!report.state) return;
  json->Name("state");
  json->BeginObject();
  json->Member("incremental", report.state->incremental);
  json->Member("reason", report.state->reason);
  json->Member("events_taken", report.state->events_taken);
  json->Member("tree_root", report.state->tree_root);
  json->Member("events_hashed", report.state->events_hashed);
  json->EndObject();
}

void WriteSummary(const Report& report, JsonWriter* json) {
  json->Name("summary");
  json->BeginObject();
  json->Member("policies", uint64_t{report.results.size()});
  json->Member("passed", report.passed);
  json->Member("warned", report.warned);
  json->Member("failed", report.failed);
  json->Member("not_applicable", report.not_applicable);
  json->Member("violations", report.violations);
  json->Member("waived", report.waived);
  json->Member("baselined", report.baselined);
  json->Member("events_evaluated", report.events_evaluated);
  json->EndObject();
}

void WriteWaiverList(std::string_view name, const std::vector<Waiver>& waivers,
                     JsonWriter* json) {
  json->Name(name);
  json->BeginArray();
  for (const Waiver& waiver : waivers) WriteWaiver(waiver, json);
  json->EndArray();
}

// A long text does not stay in memory.
void Drain(const FormatOptions& options, std::string* text) {
  constexpr size_t kLong = size_t{1} << 20;
  if (options.drain && text->size() >= kLong) options.drain(text);
}

// Calls write(some, &part) for all of them, some at a time and on options.jobs
// threads, and take(part) for every part in its order.
template <class Write, class Take>
void WriteInParts(const std::vector<Violation>& violations,
                  const FormatOptions& options, const Write& write,
                  const Take& take) {
  constexpr size_t kPart = 256;
  const std::span<const Violation> all = violations;
  const auto make = [&](size_t part) {
    const size_t begin = part * kPart;
    std::string text;
    write(all.subspan(begin, std::min(kPart, all.size() - begin)), &text);
    return text;
  };
  TakeInOrder((all.size() + kPart - 1) / kPart, options.jobs, make, take);
}

// A report on its way into `out`, which options.drain empties now and then.
class ListWriter {
 public:
  ListWriter(const FormatOptions& options, int indent, std::string* out)
      : options_(options), out_(out), json_(out, indent) {}

  JsonWriter* json() { return &json_; }

  void Results(const Report& report) {
    json_.BeginArray();
    for (const PolicyResult& result : report.results) {
      WritePolicyResult(result, &json_, [&] { Elements(result.violations); });
    }
    json_.EndArray();
  }

  void List(std::string_view name, const std::vector<Violation>& violations) {
    json_.Name(name);
    json_.BeginArray();
    Elements(violations);
    json_.EndArray();
  }

 private:
  void Elements(const std::vector<Violation>& violations) {
    WriteInParts(
        violations, options_,
        [this](std::span<const Violation> some, std::string* text) {
          JsonWriter part = json_.Part(text);
          for (const Violation& one : some) WriteViolation(one, &part);
        },
        [this](const std::string& part) {
          json_.Elements(part);
          Drain(options_, out_);
        });
  }

  const FormatOptions& options_;
  std::string* out_;
  JsonWriter json_;
};

void WriteBaseline(const Report& report, ListWriter* writer) {
  JsonWriter* const json = writer->json();
  json->Name("baseline");
  if (!report.baseline) {
    json->Null();
    return;
  }
  json->BeginObject();
  json->Member("file", report.baseline->file);
  json->Member("sha256", report.baseline->sha256);
  json->Member("as_of", report.baseline->as_of);
  json->Member("tree_size", report.baseline->tree_size);
  json->Member("merkle_root", report.baseline->merkle_root);
  writer->List("absent", report.baseline->absent);
  json->EndObject();
}

std::string_view PolicyStatus(const Report& report,
                              const Violation& violation) {
  for (const PolicyResult& result : report.results) {
    if (result.policy == violation.policy_name) return Name(result.status);
  }
  return Name(ResultStatus::kError);
}

void WriteEventLine(const Report& report, const Violation& violation,
                    std::string_view disposition, std::string* out) {
  JsonWriter json(out);
  json.BeginObject();
  WriteViolationMembers(violation, &json);
  json.Member("disposition", disposition);
  json.Member("policy_status", PolicyStatus(report, violation));
  json.Member("as_of", report.as_of);
  json.Member("merkle_root", ToHex(report.audit.merkle_root));
  json.Member("integrity", Name(report.audit.verdict));
  json.EndObject();
  *out += '\n';
}

}  // namespace

std::string_view ChainKindName(ChainKind kind) {
  return kind == ChainKind::kRecorded ? "recorded" : "sealed";
}

void WriteJson(const Report& report, const FormatOptions& options,
               std::string* out) {
  ListWriter writer(options, kIndent, out);
  JsonWriter* const json = writer.json();
  json->BeginObject();
  json->Member("schema_version", kReportSchemaVersion);
  WriteTool(report, json);
  json->Member("status", Name(report.status));
  json->Member("as_of", report.as_of);
  WriteLedger(report, json);
  WriteSelection(report.selection, json);
  WritePolicies(report, json);
  WriteEnvironment(report, json);
  WriteSummary(report, json);
  json->Name("results");
  writer.Results(report);
  writer.List("waived", report.waived_violations);
  WriteWaiverList("expired_waivers", report.expired_waivers, json);
  WriteStrings("errors", report.errors, json);
  writer.List("baselined", report.baselined_violations);
  WriteWaiverList("unmatched_waivers", report.unmatched_waivers, json);
  WriteBaseline(report, &writer);
  WriteState(report, json);
  json->EndObject();
  *out += '\n';
}

void WriteResults(const Report& report, const FormatOptions& options,
                  std::string* out) {
  ListWriter(options, 0, out).Results(report);
  *out += '\n';
}

std::vector<std::string> OpenViolationEvents(const Report& report,
                                             const ViolationFilter& filter) {
  std::vector<std::string> events;
  for (const PolicyResult& result : report.results) {
    for (const Violation& violation : result.violations) {
      if (!filter.Passes(violation)) continue;
      WriteEventLine(report, violation, "open", &events.emplace_back());
    }
  }
  return events;
}

void WriteJsonLines(const Report& report, const FormatOptions& options,
                    std::string* out) {
  const auto write = [&](const std::vector<Violation>& violations,
                         std::string_view disposition) {
    WriteInParts(
        violations, options,
        [&](std::span<const Violation> some, std::string* text) {
          for (const Violation& violation : some) {
            if (options.filter == nullptr || options.filter->Passes(violation))
              WriteEventLine(report, violation, disposition, text);
          }
        },
        [&](const std::string& part) {
          *out += part;
          Drain(options, out);
        });
  };
  for (const PolicyResult& result : report.results) {
    write(result.violations, "open");
  }
  write(report.waived_violations, "waived");
  write(report.baselined_violations, "baselined");
}

}  // namespace plog

// OSCAL 1.2.1 Assessment Results: one finding per policy, one observation per
// violation. Empty lists are invalid, so members without content are left out;
// names and values are tokens and single lines. UUIDs are of version 5 over the
// report itself, so equal reports give equal documents.
#include <fmt/format.h>

#include <map>

#include "checker/formats/escape.h"
#include "checker/formats/prose.h"
#include "checker/formats/writers.h"
#include "ledger/base/instant.h"
#include "ledger/base/text.h"
#include "ledger/crypto/sha256.h"
#include "ledger/crypto/uuid.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

constexpr std::string_view kNamespace = "urn:plog:report";

std::string OneLine(std::string_view text) {
  return SanitizeForTerminal(text, kMaxShownBytes);
}

// A property value must not be empty, nor begin or end with any blank that
// Unicode knows: what does not end in visible ASCII is quoted.
std::string PropertyValue(std::string_view text) {
  std::string value = OneLine(text);
  const auto visible = [](char c) { return c > ' ' && c <= '~'; };
  if (value.empty() || !visible(value.front()) || !visible(value.back())) {
    value = '"' + value + '"';
  }
  return value;
}

// The document's times need a zone and a parsable form.
std::string TimeOf(const Report& report) {
  return FormatRfc3339(ParseRfc3339(report.as_of).value_or(Instant{}));
}

class OscalReport {
 public:
  OscalReport(const Report& report, std::string* out)
      : report_(report), json_(out, 1), time_(TimeOf(report)) {
    std::string canonical;
    WriteJson(report, {}, &canonical);
    seed_ = ToHex(Sha256Of(canonical));
  }

  void Write() {
    json_.BeginObject();
    json_.Name("assessment-results");
    json_.BeginObject();
    json_.Member("uuid", Uuid("document", 0));
    WriteMetadata();
    json_.Name("import-ap");
    json_.BeginObject();
    json_.Member("href", "#" + Uuid("resource", 0));
    json_.EndObject();
    json_.Name("results");
    json_.BeginArray();
    WriteResult();
    json_.EndArray();
    WriteBackMatter();
    json_.EndObject();
    json_.EndObject();
  }

 private:
  std::string Uuid(std::string_view kind, size_t number) const {
    return NameUuid(fmt::format("oscal/{}/{}/{}", seed_, kind, number));
  }

  void WriteMetadata() {
    json_.Name("metadata");
    json_.BeginObject();
    json_.Member("title", "plog policy check");
    json_.Member("last-modified", time_);
    json_.Member("version", PropertyValue(report_.plog_version));
    json_.Member("oscal-version", "1.2.1");
    json_.EndObject();
  }

  void Property(std::string_view name, std::string_view value) {
    json_.BeginObject();
    json_.Member("name", name);
    json_.Member("ns", kNamespace);
    json_.Member("value", PropertyValue(value));
    json_.EndObject();
  }
  void Property(std::string_view name, const std::optional<SharedText>& value) {
    if (value) Property(name, value->view());
  }

  void WriteResult() {
    json_.BeginObject();
    json_.Member("uuid", Uuid("result", 0));
    json_.Member("title", "plog policy check");
    json_.Member("description", VerdictLine(report_));
    json_.Member("start", time_);
    json_.Member("end", time_);
    json_.Name("props");
    json_.BeginArray();
    Property("status", Name(report_.status));
    Property("integrity", Name(report_.audit.verdict));
    Property("merkle-root", std::string_view(ToHex(report_.audit.merkle_root)));
    Property("tree-size",
             std::string_view(fmt::to_string(report_.audit.tree_size)));
    Property("events-evaluated",
             std::string_view(fmt::to_string(report_.events_evaluated)));
    json_.EndArray();
    WriteControls();
    WriteObservations();
    WriteFindings();
    WriteRemarks();
    json_.EndObject();
  }

  void WriteControls() {
    json_.Name("reviewed-controls");
    json_.BeginObject();
    json_.Name("control-selections");
    json_.BeginArray();
    json_.BeginObject();
    json_.Name("include-all");
    json_.BeginObject();
    json_.EndObject();
    json_.EndObject();
    json_.EndArray();
    json_.EndObject();
  }

  void WriteRemarks() {
    std::string remarks;
    for (const std::string& note : Announcements(report_)) {
      remarks += OneLine(note) + "\n";
    }
    if (!remarks.empty()) json_.Member("remarks", remarks);
  }

  // Numbers observations in the order in which findings refer to them.
  void WriteObservations() {
    std::vector<std::pair<const Violation*, std::string_view>> all;
    for (const PolicyResult& result : report_.results) {
      for (const Violation& violation : result.violations) {
        observations_[&result].push_back(all.size());
        all.emplace_back(&violation, "open");
      }
    }
    for (const Violation& violation : report_.waived_violations) {
      all.emplace_back(&violation, "waived");
    }
    for (const Violation& violation : report_.baselined_violations) {
      all.emplace_back(&violation, "baselined");
    }
    if (all.empty()) return;
    json_.Name("observations");
    json_.BeginArray();
    for (size_t i = 0; i < all.size(); ++i) {
      WriteObservation(*all[i].first, all[i].second, i);
    }
    json_.EndArray();
  }

  void WriteObservation(const Violation& violation,
                        std::string_view disposition, size_t number) {
    json_.BeginObject();
    json_.Member("uuid", Uuid("observation", number));
    json_.Member("title",
                 PropertyValue(RuleId(violation.policy_name, violation.rule)));
    json_.Member("description", OneLine(FaultLine(violation)));
    json_.Name("props");
    json_.BeginArray();
    Property("disposition", disposition);
    Property("severity", Name(violation.severity));
    Property("session-id", violation.session_id);
    Property("agent-id", violation.agent_id);
    Property("trigger-event", violation.trigger_event);
    Property("offending-event", violation.offending_event);
    Property("timestamp", violation.timestamp);
    Property("fingerprint", std::string_view(violation.fingerprint));
    if (violation.waiver) {
      Property("waiver-reason", std::string_view(violation.waiver->reason));
      Property("waiver-expires", std::string_view(violation.waiver->expires));
    }
    json_.EndArray();
    Strings("methods", "TEST");
    Strings("types", "finding");
    WriteEvidence(violation);
    json_.Member("collected", time_);
    json_.EndObject();
  }

  void Strings(std::string_view name, std::string_view only) {
    json_.Name(name);
    json_.BeginArray();
    json_.String(only);
    json_.EndArray();
  }

  void WriteEvidence(const Violation& violation) {
    if (violation.evidence.empty()) return;
    json_.Name("relevant-evidence");
    json_.BeginArray();
    for (const Evidence& evidence : violation.evidence) {
      json_.BeginObject();
      json_.Member("href", "#" + PathUri(evidence.id));
      json_.Member("description",
                   OneLine(fmt::format("{} event of {}, sequence {}, hash {}",
                                       evidence.role, evidence.agent_id,
                                       evidence.sequence, evidence.hash)));
      json_.EndObject();
    }
    json_.EndArray();
  }

  void WriteFindings() {
    if (report_.results.empty()) return;
    json_.Name("findings");
    json_.BeginArray();
    for (size_t i = 0; i < report_.results.size(); ++i) {
      WriteFinding(report_.results[i], i);
    }
    json_.EndArray();
  }

  void WriteFinding(const PolicyResult& result, size_t number) {
    json_.BeginObject();
    json_.Member("uuid", Uuid("finding", number));
    json_.Member("title", PropertyValue(result.policy));
    json_.Member("description",
                 fmt::format("{}: {}", Name(result.status),
                             Counted(result.violation_count, "violation")));
    json_.Name("target");
    json_.BeginObject();
    json_.Member("type", "objective-id");
    json_.Member("target-id", TokenOf(result.policy));
    WriteStatus(result.status);
    json_.EndObject();
    const std::vector<size_t>& related = observations_[&result];
    if (!related.empty()) {
      json_.Name("related-observations");
      json_.BeginArray();
      for (const size_t observation : related) {
        json_.BeginObject();
        json_.Member("observation-uuid", Uuid("observation", observation));
        json_.EndObject();
      }
      json_.EndArray();
    }
    json_.EndObject();
  }

  // The format knows two states. What was not applicable, or only a warning,
  // is told by the reason, and not applicable is never "satisfied".
  void WriteStatus(ResultStatus status) {
    const bool satisfied =
        status == ResultStatus::kPass || status == ResultStatus::kWarn;
    std::string_view reason = "other";
    if (status == ResultStatus::kPass) reason = "pass";
    if (status == ResultStatus::kFail) reason = "fail";
    json_.Name("status");
    json_.BeginObject();
    json_.Member("state", satisfied ? "satisfied" : "not-satisfied");
    json_.Member("reason", reason);
    json_.Member("remarks", Name(status));
    json_.EndObject();
  }

  // What was checked: the ledger first (import-ap refers to it: there is no
  // assessment plan but the policies), then the policy files.
  void WriteBackMatter() {
    std::map<std::string, std::string> files;
    for (const ReportPolicyFile& policy : report_.policies) {
      files.emplace(policy.file, policy.sha256);
    }
    json_.Name("back-matter");
    json_.BeginObject();
    json_.Name("resources");
    json_.BeginArray();
    WriteResource(0, "ledger", "ledger", ToHex(report_.audit.merkle_root));
    size_t number = 0;
    for (const auto& [file, digest] : files) {
      WriteResource(++number, file, PathUri(file), digest);
    }
    json_.EndArray();
    json_.EndObject();
  }

  void WriteResource(size_t number, std::string_view title,
                     const std::string& href, const std::string& digest) {
    json_.BeginObject();
    json_.Member("uuid", Uuid("resource", number));
    json_.Member("title", PropertyValue(title));
    json_.Name("rlinks");
    json_.BeginArray();
    json_.BeginObject();
    json_.Member("href", href);
    if (DigestFromHex(digest)) {
      json_.Name("hashes");
      json_.BeginArray();
      json_.BeginObject();
      json_.Member("algorithm", "SHA-256");
      json_.Member("value", digest);
      json_.EndObject();
      json_.EndArray();
    }
    json_.EndObject();
    json_.EndArray();
    json_.EndObject();
  }

  const Report& report_;
  JsonWriter json_;
  std::string time_;
  std::string seed_;
  std::map<const PolicyResult*, std::vector<size_t>> observations_;
};

}  // namespace

void WriteOscal(const Report& report, const FormatOptions&, std::string* out) {
  OscalReport(report, out).Write();
  *out += '\n';
}

}  // namespace plog

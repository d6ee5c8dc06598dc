// OCSF 1.8.0 Compliance Finding (class 2003), one per line: every violation,
// and every rule without one, so that a pass is an event of its own and not
// the absence of events.
#include <fmt/format.h>

#include "checker/formats/prose.h"
#include "checker/formats/violation_json.h"
#include "checker/formats/writers.h"
#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

constexpr uint64_t kCategory = 2;
constexpr uint64_t kClass = 2003;
constexpr uint64_t kCreate = 1;

enum class SeverityId : uint64_t { kInformational = 1, kMedium = 3, kHigh = 4 };
enum class ComplianceId : uint64_t { kPass = 1, kWarning, kFail, kOther = 99 };
enum class WorkId : uint64_t { kNew = 1, kInProgress, kSuppressed, kResolved };

int64_t Milliseconds(std::string_view time) {
  const Instant instant = ParseRfc3339(time).value_or(Instant{});
  return instant.seconds * 1000 + instant.nanos / 1000000;
}

// A line's verdict in the three vocabularies of the class.
struct Verdicts {
  SeverityId severity;
  ComplianceId compliance;
  std::string_view word;
  WorkId work;
};

Verdicts VerdictsOf(Severity severity, WorkId work) {
  if (severity == Severity::kFail) {
    return {SeverityId::kHigh, ComplianceId::kFail, "Fail", work};
  }
  return {SeverityId::kMedium, ComplianceId::kWarning, "Warning", work};
}

class OcsfReport {
 public:
  OcsfReport(const Report& report, std::string* out)
      : report_(report), out_(out), time_(Milliseconds(report.as_of)) {}

  void Write() {
    for (const PolicyResult& result : report_.results) {
      for (const RuleGroup& group : GroupByRule(result, false)) {
        for (const Violation* violation : group.violations) {
          WriteViolation(*violation, WorkId::kNew);
        }
        if (group.violations.size() < group.rule->violation_count ||
            group.violations.empty()) {
          WriteRule(result, group);
        }
      }
    }
    for (const Violation& violation : report_.waived_violations) {
      WriteViolation(violation, WorkId::kSuppressed);
    }
    for (const Violation& violation : report_.baselined_violations) {
      WriteViolation(violation, WorkId::kInProgress);
    }
    if (report_.results.empty()) WriteNothing();
  }

 private:
  void WriteHead(const Verdicts& verdicts, std::string_view message,
                 const std::string& uid, JsonWriter* json) {
    json->Member("activity_id", kCreate);
    json->Member("category_uid", kCategory);
    json->Member("class_uid", kClass);
    json->Member("type_uid", kClass * 100 + kCreate);
    json->Member("severity_id", static_cast<uint64_t>(verdicts.severity));
    json->Member("status_id", static_cast<uint64_t>(verdicts.work));
    json->Name("time");
    json->Integer(time_);
    json->Member("message", message);
    json->Name("metadata");
    json->BeginObject();
    json->Member("version", "1.8.0");
    json->Name("product");
    json->BeginObject();
    json->Member("name", "plog");
    json->Member("vendor_name", "plog");
    json->Member("version", report_.plog_version);
    json->EndObject();
    json->Member("uid", uid);
    json->EndObject();
  }

  void WriteInfo(const std::string& uid, std::string_view policy,
                 std::string_view rule, std::string_view type,
                 std::string_view description, JsonWriter* json) {
    json->Name("finding_info");
    json->BeginObject();
    json->Member("uid", uid);
    json->Member("title", policy);
    json->Member("desc", description);
    json->Name("types");
    json->BeginArray();
    json->String(type);
    json->EndArray();
    json->Name("created_time");
    json->Integer(time_);
    json->Name("analytic");
    json->BeginObject();
    json->Member("type_id", uint64_t{1});
    json->Member("type", "Rule");
    json->Member("name", rule);
    json->Member("uid", RuleId(policy, rule));
    json->EndObject();
    json->EndObject();
  }

  void WriteCompliance(const Verdicts& verdicts, std::string_view detail,
                       const std::vector<std::string>& controls,
                       std::string_view policy, JsonWriter* json) {
    json->Name("compliance");
    json->BeginObject();
    json->Name("standards");
    json->BeginArray();
    json->String("plog policy");
    json->EndArray();
    json->Member("control",
                 controls.empty() ? policy : std::string_view(controls[0]));
    if (!controls.empty()) WriteStrings("requirements", controls, json);
    json->Member("status_id", static_cast<uint64_t>(verdicts.compliance));
    json->Member("status", verdicts.word);
    json->Member("status_detail", detail);
    json->EndObject();
  }

  // The ledger that all lines of the run are about.
  void WriteRun(JsonWriter* json) {
    json->Member("merkle_root", ToHex(report_.audit.merkle_root));
    json->Member("tree_size", report_.audit.tree_size);
    json->Member("integrity", Name(report_.audit.verdict));
    json->Member("report_status", Name(report_.status));
  }

  void WriteViolation(const Violation& violation, WorkId work) {
    const Verdicts verdicts = VerdictsOf(violation.severity, work);
    const std::string id = RuleId(violation.policy_name, violation.rule);
    const std::string uid =
        fmt::format("plog:{}:{}", id, violation.fingerprint);
    JsonWriter json(out_);
    json.BeginObject();
    WriteHead(verdicts, violation.message, uid, &json);
    if (violation.timestamp) {
      json.Name("start_time");
      json.Integer(Milliseconds(*violation.timestamp));
      json.Name("end_time");
      json.Integer(Milliseconds(*violation.timestamp));
    }
    WriteInfo(uid, violation.policy_name, violation.rule, violation.type,
              violation.detail, &json);
    WriteCompliance(verdicts, violation.detail, violation.controls,
                    violation.policy_name, &json);
    WriteResources(violation, &json);
    WriteEvidences(violation, &json);
    json.Name("unmapped");
    json.BeginObject();
    WriteRun(&json);
    json.Name("violation");
    plog::WriteViolation(violation, &json);
    json.EndObject();
    json.EndObject();
    *out_ += '\n';
  }

  void WriteResources(const Violation& violation, JsonWriter* json) {
    if (!violation.session_id && !violation.agent_id) return;
    json->Name("resources");
    json->BeginArray();
    json->BeginObject();
    if (violation.session_id) json->Member("uid", *violation.session_id);
    json->Member("type", "agent-session");
    if (violation.agent_id) json->Member("name", *violation.agent_id);
    json->EndObject();
    json->EndArray();
  }

  void WriteEvidences(const Violation& violation, JsonWriter* json) {
    if (violation.evidence.empty()) return;
    json->Name("evidences");
    json->BeginArray();
    for (const Evidence& evidence : violation.evidence) {
      json->BeginObject();
      json->Member("name", fmt::format("{} event", evidence.role));
      json->Name("data");
      json->BeginObject();
      json->Member("event", evidence.id);
      json->Member("agent_id", evidence.agent_id);
      json->Member("sequence", evidence.sequence);
      json->Member("hash", evidence.hash);
      json->EndObject();
      json->EndObject();
    }
    json->EndArray();
  }

  static Verdicts VerdictsOfRule(const RuleResult& rule) {
    if (rule.status == ResultStatus::kPass) {
      return {SeverityId::kInformational, ComplianceId::kPass, "Pass",
              WorkId::kResolved};
    }
    if (rule.status == ResultStatus::kNotApplicable) {
      return {SeverityId::kInformational, ComplianceId::kOther,
              "Not applicable", WorkId::kResolved};
    }
    return VerdictsOf(rule.severity, WorkId::kNew);
  }

  // A rule without listed violations, or the number of those not listed.
  void WriteRule(const PolicyResult& result, const RuleGroup& group) {
    const RuleResult& rule = *group.rule;
    const uint64_t hidden = rule.violation_count - group.violations.size();
    const std::string detail =
        hidden > 0 ? Counted(hidden, "violation") + " not listed"
                   : fmt::format("{} judged, {} pending", rule.activations,
                                 rule.pending);
    WriteSummary(VerdictsOfRule(rule), result.policy, rule.name, rule.type,
                 detail);
  }

  void WriteSummary(const Verdicts& verdicts, const std::string& policy,
                    const std::string& rule, const std::string& type,
                    const std::string& detail) {
    const std::string uid = fmt::format("plog:{}:{}", RuleId(policy, rule),
                                        ToHex(report_.audit.merkle_root));
    JsonWriter json(out_);
    json.BeginObject();
    WriteHead(verdicts, detail, uid, &json);
    WriteInfo(uid, policy, rule, type, detail, &json);
    WriteCompliance(verdicts, detail, {}, policy, &json);
    json.Name("unmapped");
    json.BeginObject();
    WriteRun(&json);
    json.EndObject();
    json.EndObject();
    *out_ += '\n';
  }

  void WriteNothing() {
    WriteSummary(
        {SeverityId::kHigh, ComplianceId::kOther, "Error", WorkId::kNew},
        "plog", "evaluation", "evaluation",
        "nothing was evaluated: no policy ran");
  }

  const Report& report_;
  std::string* out_;
  int64_t time_;
};

}  // namespace

void WriteOcsf(const Report& report, const FormatOptions&, std::string* out) {
  OcsfReport(report, out).Write();
}

}  // namespace plog

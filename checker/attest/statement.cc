#include "checker/attest/statement.h"

#include <fmt/format.h>

#include <functional>
#include <map>

#include "checker/formats/prose.h"
#include "checker/formats/report_json.h"
#include "ledger/json/json.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

constexpr std::string_view kLedgerSubject = "ledger";
constexpr std::string_view kReportSubject = "report:";

// Nothing evaluated, or not all of it, is not a pass.
std::string_view ResultWord(ResultStatus status) {
  if (status == ResultStatus::kPass) return "PASSED";
  if (status == ResultStatus::kWarn) return "WARNED";
  return "FAILED";
}

void WriteDigest(std::string_view hex, JsonWriter* json) {
  json->Name("digest");
  json->BeginObject();
  json->Member("sha256", hex);
  json->EndObject();
}

void WriteSubject(std::string_view name, std::string_view hex,
                  JsonWriter* json) {
  json->BeginObject();
  json->Member("name", name);
  WriteDigest(hex, json);
  json->EndObject();
}

void WriteRules(std::string_view name, const Report& report,
                const std::function<bool(ResultStatus)>& wanted,
                JsonWriter* json) {
  json->Name(name);
  json->BeginArray();
  for (const PolicyResult& result : report.results) {
    for (const RuleResult& rule : result.rules) {
      if (wanted(rule.status)) json->String(RuleId(result.policy, rule.name));
    }
  }
  json->EndArray();
}

void WriteConfiguration(const Report& report, JsonWriter* json) {
  std::map<std::string_view, std::string_view> files;
  for (const ReportPolicyFile& policy : report.policies) {
    files.emplace(policy.file, policy.sha256);
  }
  json->Name("configuration");
  json->BeginArray();
  for (const auto& [file, hex] : files) WriteSubject(file, hex, json);
  json->EndArray();
}

void WritePredicate(const Report& report, const StatementInput& input,
                    JsonWriter* json) {
  json->Name("predicate");
  json->BeginObject();
  json->Member("result", ResultWord(report.status));
  WriteConfiguration(report, json);
  const auto is = [](ResultStatus wanted) {
    return [wanted](ResultStatus status) { return status == wanted; };
  };
  WriteRules("passedTests", report, is(ResultStatus::kPass), json);
  WriteRules("warnedTests", report, is(ResultStatus::kWarn), json);
  WriteRules("failedTests", report, is(ResultStatus::kFail), json);
  // Beyond the predicate type, whose consumers ignore what they do not know.
  json->Name("plog");
  json->BeginObject();
  json->Member("version", report.plog_version);
  json->Member("as_of", report.as_of);
  json->Member("integrity", Name(report.audit.verdict));
  json->Member("tree_size", report.audit.tree_size);
  json->Member("events_evaluated", report.events_evaluated);
  json->Member("previous", input.previous
                               ? std::optional(ToHex(*input.previous))
                               : std::optional<std::string>());
  json->EndObject();
  json->EndObject();
}

std::optional<Digest> DigestOf(JsonView subject) {
  const JsonView hex = subject.Find("digest").Find("sha256");
  return hex.is_string() ? DigestFromHex(hex.AsString()) : std::nullopt;
}

tl::unexpected<Error> NoStatement(std::string_view why) {
  return Fail(ErrorKind::kInput, fmt::format("the signed statement {}", why));
}

// The two subjects are known by their place and name.
Status ReadSubjects(JsonView list, TestResult* result,
                    std::string* report_name) {
  if (!list.is(JsonType::kArray) || list.size() != 2) {
    return NoStatement("does not have two subjects");
  }
  const JsonView names[2] = {list.At(0).Find("name"), list.At(1).Find("name")};
  const auto ledger = DigestOf(list.At(0));
  const auto report = DigestOf(list.At(1));
  if (!names[0].is_string() || names[0].AsString() != kLedgerSubject ||
      !names[1].is_string() ||
      !names[1].AsString().starts_with(kReportSubject) || !ledger || !report) {
    return NoStatement("is not about a ledger and a report");
  }
  result->merkle_root = *ledger;
  result->report_digest = *report;
  *report_name = names[1].AsString().substr(kReportSubject.size());
  return {};
}

Status ReadPredicate(JsonView predicate, TestResult* result) {
  const JsonView word = predicate.Find("result");
  const JsonView own = predicate.Find("plog");
  const JsonView size = own.Find("tree_size");
  const JsonView previous = own.Find("previous");
  if (!word.is_string() || !size.is(JsonType::kInteger) ||
      size.AsInteger() < 0 || !previous.valid()) {
    return NoStatement("lacks its result");
  }
  result->result = word.AsString();
  result->tree_size = static_cast<uint64_t>(size.AsInteger());
  if (previous.is_null()) return {};
  result->previous =
      previous.is_string() ? DigestFromHex(previous.AsString()) : std::nullopt;
  if (!result->previous) return NoStatement("names no digest as previous");
  return {};
}

Result<TestResult> Read(std::string_view payload, std::string* report_name) {
  JsonDocument document;
  if (JsonParser().Parse(payload, {}, &document)) {
    return NoStatement("is not JSON");
  }
  const JsonView root = document.root();
  const JsonView type = root.Find("_type");
  const JsonView predicate_type = root.Find("predicateType");
  if (!type.is_string() || type.AsString() != kStatementType ||
      !predicate_type.is_string() ||
      predicate_type.AsString() != kTestResultType) {
    return NoStatement("is no in-toto test result");
  }
  TestResult result;
  const Status subjects =
      ReadSubjects(root.Find("subject"), &result, report_name);
  if (!subjects) return tl::make_unexpected(subjects.error());
  const Status predicate = ReadPredicate(root.Find("predicate"), &result);
  if (!predicate) return tl::make_unexpected(predicate.error());
  return result;
}

}  // namespace

std::string TestResultStatement(const Report& report,
                                const StatementInput& input) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Member("_type", kStatementType);
  json.Name("subject");
  json.BeginArray();
  WriteSubject(kLedgerSubject, ToHex(report.audit.merkle_root), &json);
  // With a prefix: the names of subjects must differ.
  WriteSubject(std::string(kReportSubject) + input.report_name,
               ToHex(input.report_digest), &json);
  json.EndArray();
  json.Member("predicateType", kTestResultType);
  WritePredicate(report, input, &json);
  json.EndObject();
  return out;
}

Result<TestResult> ReadTestResult(std::string_view payload) {
  std::string report_name;
  return Read(payload, &report_name);
}

Status CheckStatement(std::string_view payload, std::string_view report_json) {
  StatementInput input;
  const Result<TestResult> stated = Read(payload, &input.report_name);
  if (!stated) return tl::make_unexpected(stated.error());
  if (stated->report_digest != Sha256Of(report_json)) {
    return NoStatement("is about another report: the SHA-256 differs");
  }
  const Result<Report> report = ReadReport(report_json);
  if (!report) return tl::make_unexpected(report.error());
  input.report_digest = stated->report_digest;
  input.previous = stated->previous;
  if (TestResultStatement(*report, input) != payload) {
    return NoStatement(
        "does not follow from the report: result, root, policies or tests "
        "differ");
  }
  return {};
}

}  // namespace plog

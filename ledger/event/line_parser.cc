#include "ledger/event/line_parser.h"

#include <algorithm>
#include <array>
#include <span>

#include "ledger/event/member_types.h"
#include "ledger/json/canonical.h"
#include "ledger/json/json_source.h"

namespace plog {
namespace {

struct RejectName {
  RejectCode code;
  std::string_view name;
};
constexpr std::array<RejectName, 16> kRejectNames = {{
    {RejectCode::kNotJson, "not-json"},
    {RejectCode::kNotObject, "not-object"},
    {RejectCode::kInvalidUtf8, "invalid-utf8"},
    {RejectCode::kLoneSurrogate, "lone-surrogate"},
    {RejectCode::kDuplicateName, "duplicate-name"},
    {RejectCode::kCaseVariant, "case-variant"},
    {RejectCode::kNumberRange, "number-range"},
    {RejectCode::kTooDeep, "too-deep"},
    {RejectCode::kLineTooLong, "line-too-long"},
    {RejectCode::kMissingAgent, "missing-agent"},
    {RejectCode::kWrongType, "wrong-type"},
    {RejectCode::kBadTimestamp, "bad-timestamp"},
    {RejectCode::kPartialRecord, "partial-record"},
    {RejectCode::kBadDigest, "bad-digest"},
    {RejectCode::kMixedChain, "mixed-chain"},
    {RejectCode::kTornLine, "torn-line"},
}};

// Members with a known vocabulary; other values are kept, and noted.
struct Vocabulary {
  Member member;
  std::string_view warning;
  std::span<const std::string_view> values;
};
constexpr std::string_view kVersions[] = {"1.0"};
constexpr std::string_view kSources[] = {"sdk", "mcp-proxy", "hook", "otlp",
                                         "cli"};
constexpr std::string_view kCaptureMethods[] = {
    "http-api", "cli-ingest", "embedded", "mcp-proxy", "otlp"};
constexpr std::string_view kActionTypes[] = {
    "TOOL_CALL", "TOOL_RESULT",    "LLM_CALL", "LLM_RESPONSE",
    "CUSTOM",    "POLICY_DECISION"};  // plog's own, for what enforcement
                                      // decided
constexpr std::string_view kStatuses[] = {"success", "error", "timeout"};
constexpr std::array<Vocabulary, 5> kVocabularies = {{
    {Member::kSchemaVersion, "unknown-schema-version", kVersions},
    {Member::kSource, "unknown-source", kSources},
    {Member::kCaptureMethod, "unknown-capture-method", kCaptureMethods},
    {Member::kActionType, "unknown-action-type", kActionTypes},
    {Member::kActionStatus, "unknown-action-status", kStatuses},
}};

// Reads one parsed line into a ParsedEvent; stops at the first fault.
class EventReader {
 public:
  EventReader(std::string_view line, ParsedEvent* out,
              std::array<uint32_t, kMembers.size()>* members,
              std::optional<Instant>* time)
      : line_(line), out_(*out), members_(*members), time_(*time) {}

  std::optional<Reject> Read(JsonView root) {
    if (!root.is(JsonType::kObject)) {
      return Reject{RejectCode::kNotObject, 1, "the value is not an object"};
    }
    for (JsonView name = root.First(); name.valid();
         name = root.After(name.Value())) {
      if (auto reject = ReadMember(name)) return reject;
    }
    if (!out_.unhashed.empty()) out_.unhashed += '}';
    if (auto reject = ReadAgent()) return reject;
    if (auto reject = ReadLink()) return reject;
    NoteVocabulary();
    return std::nullopt;
  }

 private:
  Reject At(JsonView node, RejectCode code, std::string message) const {
    return Reject{code, OffsetOfNode(line_, node.index()) + 1,
                  std::move(message)};
  }

  std::optional<Reject> ReadMember(JsonView name) {
    const JsonView value = name.Value();
    const std::optional<Member> member = FindMember(name.AsString());
    if (!member) return ReadUnknown(name);
    const MemberInfo& info = Info(*member);
    if (!HasType(value, info.type)) {
      return At(value, RejectCode::kWrongType,
                "`" + std::string(info.name) + "` must be " +
                    std::string(Describe(info.type)));
    }
    members_[static_cast<size_t>(*member)] = value.index();
    if (*member == Member::kValidationWarnings) KeepUnhashed(name);
    return CheckForm(*member, value);
  }

  // What the JSON type alone does not decide.
  std::optional<Reject> CheckForm(Member member, JsonView value) {
    const MemberInfo& info = Info(member);
    if (info.type == MemberType::kTimestamp &&
        !(time_ = ParseRfc3339(value.AsString()))) {
      return At(value, RejectCode::kBadTimestamp,
                "`timestamp` is not RFC 3339 (2026-02-17T00:00:00Z)");
    }
    if (info.type == MemberType::kHexDigest &&
        !DigestFromHex(value.AsString())) {
      return At(
          value, RejectCode::kBadDigest,
          "`" + std::string(info.name) + "` must be 64 lower-case hex digits");
    }
    return std::nullopt;
  }

  std::optional<Reject> ReadUnknown(JsonView name) {
    if (const auto variant = FindCaseVariant(name.AsString())) {
      return At(name, RejectCode::kCaseVariant,
                "this member name differs from `" +
                    std::string(Info(*variant).name) + "` only in case");
    }
    out_.warnings.push_back({"unhashed-field", std::string(name.AsString())});
    KeepUnhashed(name);
    return std::nullopt;
  }

  void KeepUnhashed(JsonView name) {
    out_.unhashed += out_.unhashed.empty() ? '{' : ',';
    AppendJsonString(name.AsString(), NativeProfile(), &out_.unhashed);
    out_.unhashed += ':';
    AppendCanonical(name.Value(), NativeProfile(), &out_.unhashed);
  }

  std::optional<Reject> ReadAgent() const {
    if (!out_.event.Get(Member::kAgentId).valid()) {
      return Reject{RejectCode::kMissingAgent, 1, "`agent_id` is missing"};
    }
    if (out_.event.agent_id().empty()) {
      return At(out_.event.Get(Member::kAgentId), RejectCode::kMissingAgent,
                "`agent_id` is empty");
    }
    return std::nullopt;
  }

  std::optional<Reject> ReadLink() {
    const JsonView sequence = out_.event.Get(Member::kSequence);
    const JsonView hash = out_.event.Get(Member::kHash);
    const JsonView previous = out_.event.Get(Member::kPrevHash);
    if (!sequence.valid() && !hash.valid() && !previous.valid()) {
      return std::nullopt;
    }
    if (!sequence.valid() || !hash.valid() || !previous.valid()) {
      return Reject{RejectCode::kPartialRecord, 1,
                    "a recorded event needs all of `sequence`, `hash` and "
                    "`prev_hash`, a bare one has none of them"};
    }
    out_.link = RecordedLink{static_cast<uint64_t>(sequence.AsDouble()),
                             *DigestFromHex(hash.AsString()),
                             *DigestFromHex(previous.AsString())};
    return std::nullopt;
  }

  void NoteVocabulary() {
    for (const Vocabulary& vocabulary : kVocabularies) {
      const auto text = out_.event.Text(vocabulary.member);
      if (text && std::find(vocabulary.values.begin(), vocabulary.values.end(),
                            *text) == vocabulary.values.end()) {
        out_.warnings.push_back({vocabulary.warning, std::string(*text)});
      }
    }
  }

  std::string_view line_;
  ParsedEvent& out_;
  std::array<uint32_t, kMembers.size()>& members_;
  std::optional<Instant>& time_;
};

}  // namespace

RejectCode ToRejectCode(JsonFaultCode code) {
  switch (code) {
    case JsonFaultCode::kNotJson:
      return RejectCode::kNotJson;
    case JsonFaultCode::kInvalidUtf8:
      return RejectCode::kInvalidUtf8;
    case JsonFaultCode::kLoneSurrogate:
      return RejectCode::kLoneSurrogate;
    case JsonFaultCode::kDuplicateName:
      return RejectCode::kDuplicateName;
    case JsonFaultCode::kNumberRange:
      return RejectCode::kNumberRange;
    case JsonFaultCode::kTooDeep:
      return RejectCode::kTooDeep;
  }
  return RejectCode::kNotJson;
}

std::string_view Name(RejectCode code) {
  for (const RejectName& row : kRejectNames) {
    if (row.code == code) return row.name;
  }
  return "";
}

std::optional<Reject> EventLineParser::Parse(std::string_view line,
                                             ParsedEvent* out) {
  out->link.reset();
  out->warnings.clear();
  out->unhashed.clear();
  EventContent& event = out->event;
  event.members_.fill(0);
  event.timestamp_.reset();
  if (auto fault = parser_.Parse(line, JsonLimits{}, &event.document_)) {
    return Reject{ToRejectCode(fault->code), fault->offset + 1,
                  std::move(fault->message)};
  }
  return EventReader(line, out, &event.members_, &event.timestamp_)
      .Read(event.root());
}

}  // namespace plog

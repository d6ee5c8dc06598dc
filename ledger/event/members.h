#ifndef PLOG_LEDGER_EVENT_MEMBERS_H_
#define PLOG_LEDGER_EVENT_MEMBERS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace plog {

// The twenty known members of an event, schema 1.0. The sixteen hashed ones
// come first, in the order of their names, which is also their order in the
// native canonical form.
enum class Member : uint8_t {
  kActionInput,
  kActionName,
  kActionOutput,
  kActionStatus,
  kActionType,
  kAgentId,
  kCaptureMethod,
  kDurationMs,
  kErrorMessage,
  kId,
  kLabels,
  kMetadata,
  kSchemaVersion,
  kSessionId,
  kSource,
  kTimestamp,
  kHash,
  kPrevHash,
  kSequence,
  kValidationWarnings,
};

enum class MemberType : uint8_t {
  kString,
  kStringOrNull,
  kAny,
  kObjectOrNull,
  kNonNegativeIntegerOrNull,
  kTimestamp,  // RFC 3339 string
  kPositiveInteger,
  kHexDigest,  // 64 lower-case hex digits
  kArray,
};

struct MemberInfo {
  std::string_view name;
  MemberType type;
};

inline constexpr size_t kHashedMembers = 16;
inline constexpr std::array<MemberInfo, 20> kMembers = {{
    {"action_input", MemberType::kAny},
    {"action_name", MemberType::kStringOrNull},
    {"action_output", MemberType::kAny},
    {"action_status", MemberType::kStringOrNull},
    {"action_type", MemberType::kString},
    {"agent_id", MemberType::kString},
    {"capture_method", MemberType::kString},
    {"duration_ms", MemberType::kNonNegativeIntegerOrNull},
    {"error_message", MemberType::kStringOrNull},
    {"id", MemberType::kString},
    {"labels", MemberType::kObjectOrNull},
    {"metadata", MemberType::kObjectOrNull},
    {"schema_version", MemberType::kString},
    {"session_id", MemberType::kStringOrNull},
    {"source", MemberType::kString},
    {"timestamp", MemberType::kTimestamp},
    {"hash", MemberType::kHexDigest},
    {"prev_hash", MemberType::kHexDigest},
    {"sequence", MemberType::kPositiveInteger},
    {"validation_warnings", MemberType::kArray},
}};

constexpr const MemberInfo& Info(Member member) {
  return kMembers[static_cast<size_t>(member)];
}
constexpr bool IsHashed(Member member) {
  return static_cast<size_t>(member) < kHashedMembers;
}

// The name as the compact canonical forms write it: `"agent_id":`.
std::string_view QuotedName(Member member);

std::optional<Member> FindMember(std::string_view name);
// The known member that `name` is a case variant of (`Agent_ID`), if it is one
// and not the member itself.
std::optional<Member> FindCaseVariant(std::string_view name);

}  // namespace plog

#endif  // PLOG_LEDGER_EVENT_MEMBERS_H_

#include <array>

#include "ledger/audit/audit.h"

namespace plog {

namespace {

struct CodeInfo {
  FindingCode code;
  std::string_view name;
  bool error;
};

// In the order of FindingCode, which is also the order among the findings of
// one event.
constexpr std::array<CodeInfo, 17> kCodes = {{
    {FindingCode::kHashMismatch, "hash-mismatch", true},
    {FindingCode::kLinkMismatch, "link-mismatch", true},
    {FindingCode::kBadGenesis, "bad-genesis", true},
    {FindingCode::kSequenceGap, "sequence-gap", true},
    {FindingCode::kFork, "fork", true},
    {FindingCode::kDuplicateId, "duplicate-id", true},
    {FindingCode::kColumnMismatch, "column-mismatch", true},
    {FindingCode::kUnhashedField, "unhashed-field", false},
    {FindingCode::kTimeRegression, "time-regression", false},
    {FindingCode::kUnverifiableProfile, "unverifiable-profile", true},
    {FindingCode::kTreeMismatch, "tree-mismatch", true},
    {FindingCode::kTruncated, "truncated", true},
    {FindingCode::kRewritten, "rewritten", true},
    {FindingCode::kAgentMissing, "agent-missing", true},
    {FindingCode::kSourceRewritten, "source-rewritten", true},
    {FindingCode::kPartialChain, "partial-chain", false},
    {FindingCode::kHeadRegressed, "head-regressed", true},
}};

constexpr auto kCodeValues = [] {
  std::array<FindingCode, kCodes.size()> values{};
  for (size_t i = 0; i < kCodes.size(); ++i) values[i] = kCodes[i].code;
  return values;
}();

constexpr bool RowsFollowTheEnumeration() {
  for (size_t i = 0; i < kCodes.size(); ++i) {
    if (static_cast<size_t>(kCodes[i].code) != i) return false;
  }
  return true;
}
static_assert(RowsFollowTheEnumeration());

constexpr std::array<Verdict, 5> kVerdicts = {
    Verdict::kVerifiedAnchored, Verdict::kVerifiedUnanchored,
    Verdict::kIncomplete, Verdict::kTampered, Verdict::kUnreadable};
constexpr std::array<std::string_view, 5> kVerdictNames = {
    "VERIFIED-ANCHORED", "VERIFIED-UNANCHORED", "INCOMPLETE", "TAMPERED",
    "UNREADABLE"};

}  // namespace

std::string_view Name(FindingCode code) {
  return kCodes[static_cast<size_t>(code)].name;
}

bool IsError(FindingCode code) {
  return kCodes[static_cast<size_t>(code)].error;
}

std::span<const FindingCode> AllFindingCodes() { return kCodeValues; }

std::string_view Name(Verdict verdict) {
  return kVerdictNames[static_cast<size_t>(verdict)];
}

std::span<const Verdict> AllVerdicts() { return kVerdicts; }

}  // namespace plog

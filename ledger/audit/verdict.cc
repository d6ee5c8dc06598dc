#include "ledger/audit/verdict.h"

namespace plog {

namespace {

// What is missing may be innocent; what is wrong is not.
bool MeansIncomplete(FindingCode code) {
  return code == FindingCode::kSequenceGap || code == FindingCode::kTruncated ||
         code == FindingCode::kUnverifiableProfile ||
         code == FindingCode::kAgentMissing;
}

}  // namespace

Verdict Judge(const FindingSink& findings, std::span<const Anchor> anchors,
              uint64_t unanchored_events, PartialChains partial) {
  bool incomplete = partial == PartialChains::kIncomplete &&
                    findings.count(FindingCode::kPartialChain) != 0;
  for (const FindingCode code : AllFindingCodes()) {
    if (findings.count(code) == 0) continue;
    if (MeansIncomplete(code)) {
      incomplete = true;
    } else if (IsError(code)) {
      return Verdict::kTampered;
    }
  }
  if (incomplete) return Verdict::kIncomplete;
  const bool anchored = !anchors.empty() && unanchored_events == 0;
  return anchored ? Verdict::kVerifiedAnchored : Verdict::kVerifiedUnanchored;
}

}  // namespace plog

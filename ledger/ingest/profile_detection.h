#ifndef PLOG_LEDGER_INGEST_PROFILE_DETECTION_H_
#define PLOG_LEDGER_INGEST_PROFILE_DETECTION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/line_parser.h"
#include "ledger/json/hash_profile.h"
#include "ledger/store/ledger_writer.h"

namespace plog {

// A chain's profile is decided by at most so many of its first events.
inline constexpr size_t kDetectionEvents = 64;

// hash = SHA-256(content || prev_hash), prev_hash as the profile has it.
Digest ContentHash(std::string_view content, const Digest& prev_hash,
                   const HashProfile& profile, Sha256* sha);
// The same of a hash that was fed with the content already.
Digest CompleteHash(const Digest& prev_hash, const HashProfile& profile,
                    Sha256* fed);

struct DetectedProfile {
  const HashProfile* profile = nullptr;  // nullptr: none verifies two thirds
  std::vector<std::string> equivalents;  // verify just as many, without profile
  uint64_t events = 0;                   // looked at
  std::vector<uint64_t> verified;        // per row of HashProfiles()
};

// Tries every profile on the events of one recorded chain.
class ProfileDetector {
 public:
  ProfileDetector();
  // `line` is the event as it was recorded; what is not a recorded event is
  // not counted.
  void Add(std::string_view line);
  DetectedProfile Decide() const;

 private:
  EventLineParser parser_;
  ParsedEvent event_;
  Sha256 sha_;
  std::string content_;
  uint64_t events_ = 0;
  std::vector<uint64_t> verified_;
};

// Detects the profile of a recorded chain again from the stored events at
// `indices` (its first ones), rewrites their content under it and sets it.
// REQUIRES: a transaction.
Result<DetectedProfile> DetectChainProfile(LedgerWriter* writer, uint32_t agent,
                                           const std::vector<uint64_t>& indices,
                                           bool settled);

// Names the profile of a recorded chain (`plog profile set`): rewrites the
// content of all its events under it and settles it. Begins and commits
// nothing: REQUIRES a transaction. kUsage for a sealed chain.
Status NameChainProfile(LedgerWriter* writer, const AgentRow& agent,
                        const HashProfile& profile);

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_PROFILE_DETECTION_H_

#ifndef PLOG_CHECKER_ENGINE_FINGERPRINT_H_
#define PLOG_CHECKER_ENGINE_FINGERPRINT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/crypto/sha256.h"

namespace plog {

// What makes a violation the same one in another run, over another copy of the
// ledger, after the policy file was reformatted or a waiver was added.
struct FingerprintInput {
  std::string_view policy;
  std::string_view rule;
  std::optional<std::string_view> session;  // of the scope key
  std::optional<std::string_view> agent;    // of the scope key
  std::optional<Digest> trigger;            // event hashes
  std::optional<Digest> offending;
  // Tells apart what the rest cannot; empty for most rules.
  std::string_view distinction;
};

// Hex SHA-256 of the compact JSON array ["plog-fingerprint-v1", policy, rule,
// session, agent, trigger, offending, distinction]; absent parts are null.
std::string Fingerprint(const FingerprintInput& input);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FINGERPRINT_H_

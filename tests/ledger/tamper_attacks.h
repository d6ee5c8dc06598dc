#ifndef PLOG_TESTS_LEDGER_TAMPER_ATTACKS_H_
#define PLOG_TESTS_LEDGER_TAMPER_ATTACKS_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/ledger/tamper_trail.h"

namespace plog {

// The rows of the tamper matrix (tamper_lines_test.cc): what an adversary does
// to recorded logs, and what must come of it at each place.

// Seven, so that two broken events leave two thirds for profile detection.
inline constexpr size_t kLength = 7;

enum Agents { kOneOrMany, kMany };

// Findings as "CODE ID" (or "CODE" about a chain or the ledger) in the order of
// the report, with commas, and the verdict's initials.
struct Want {
  const char* findings;
  const char* plain;     // verdict without checkpoint
  const char* anchored;  // verdict with one
  const char* anchor_finding = "";
};

struct Attack {
  const char* name;
  Agents agents;
  // Spoils the trail at agent a's nth event.
  std::function<void(Trail*, size_t)> apply;
  std::optional<Want> first, middle, last, single;
  const char* rejected = "";  // code of the refused line
};

inline constexpr const char* kUnverifiable = "unverifiable-profile";

// VA, VU: verified (un)anchored; I: incomplete; T: tampered.
inline constexpr Want kUnseen = {"", "VU", "T", "rewritten"};
inline constexpr Want kCut = {"", "VU", "I", "truncated"};
inline constexpr Want kGrown = {"", "VU", "VU"};
inline constexpr Want kHarmless = {"", "VU", "VA"};
inline constexpr Want kHash1 = {"hash-mismatch a-1", "T", "T"};
inline constexpr Want kHash4 = {"hash-mismatch a-4", "T", "T"};
inline constexpr Want kHash7 = {"hash-mismatch a-7", "T", "T"};
inline constexpr Want kNoProfile = {kUnverifiable, "I", "I"};
inline constexpr Want kLostFirst = {"bad-genesis a-2,sequence-gap a-2", "T",
                                    "T", "truncated"};
inline constexpr Want kLostMiddle = {"link-mismatch a-5,sequence-gap a-5", "T",
                                     "T", "truncated"};

// By kind; the numbers in the names are those of the table of attacks.
std::vector<Attack> Edits();
std::vector<Attack> Removals();
std::vector<Attack> Insertions();
std::vector<Attack> Reorderings();
std::vector<Attack> Unhashed();
std::vector<Attack> RefusedLines();

// `text` with the first `from` replaced, which must be there.
inline std::string Swapped(std::string text, std::string_view from,
                           std::string_view to) {
  const size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error(std::string(from));
  return text.replace(at, from.size(), to);
}

inline std::string Fake64(char digit) { return std::string(64, digit); }

}  // namespace plog

#endif  // PLOG_TESTS_LEDGER_TAMPER_ATTACKS_H_

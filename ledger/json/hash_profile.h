#ifndef PLOG_LEDGER_JSON_HASH_PROFILE_H_
#define PLOG_LEDGER_JSON_HASH_PROFILE_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace plog {

// How a producer turned an event into the bytes it hashed. One canonicaliser
// (canonical.h) is driven by a row of this table; there is no second
// implementation per profile. Source of the rows: the JSON encoders of RFC
// 8785, Go's encoding/json and Python's json module, see the ledger manual.
struct HashProfile {
  enum class Keys : uint8_t { kUtf16, kUtf8, kUtf8TopOnly };
  enum class Escape : uint8_t { kJcs, kGoHtml, kGoPlain, kAscii };
  enum class Numbers : uint8_t { kEs6, kGo, kPython, kLiteral };

  std::string_view name;
  Keys keys;
  Escape escape;
  bool short_bf;  // \b and \f, else \u0008 and \u000c
  Numbers numbers;
  bool absent_null;    // an absent hashed member is written as null
  bool python_spaces;  // ", " and ": "
  bool raw_prev;       // 32 raw bytes of prev_hash are appended, not hex
};

// All profiles in table order; the first is the native `jcs`.
std::span<const HashProfile> HashProfiles();
const HashProfile& NativeProfile();
// nullptr if there is none of that name.
const HashProfile* FindHashProfile(std::string_view name);

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_HASH_PROFILE_H_

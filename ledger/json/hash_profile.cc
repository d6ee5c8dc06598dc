#include "ledger/json/hash_profile.h"

#include <array>

namespace plog {
namespace {

using K = HashProfile::Keys;
using E = HashProfile::Escape;
using N = HashProfile::Numbers;

// name, keys, escape, short \b \f, numbers, absent as null, spaces, raw prev
constexpr std::array<HashProfile, 13> kProfiles = {{
    {"jcs", K::kUtf16, E::kJcs, true, N::kEs6, false, false, false},
    {"jcs-null", K::kUtf16, E::kJcs, true, N::kEs6, true, false, false},
    {"jcs-raw32", K::kUtf16, E::kJcs, true, N::kEs6, false, false, true},
    {"go", K::kUtf8, E::kGoHtml, true, N::kGo, false, false, false},
    {"go-pre122", K::kUtf8, E::kGoHtml, false, N::kGo, false, false, false},
    {"go-plain", K::kUtf8, E::kGoPlain, true, N::kGo, false, false, false},
    {"go-null", K::kUtf8, E::kGoHtml, true, N::kGo, true, false, false},
    {"go-raw32", K::kUtf8, E::kGoHtml, true, N::kGo, false, false, true},
    {"go-rawmessage", K::kUtf8TopOnly, E::kGoHtml, true, N::kLiteral, false,
     false, false},
    {"python-ascii", K::kUtf8, E::kAscii, true, N::kPython, false, false,
     false},
    {"python-utf8", K::kUtf8, E::kJcs, true, N::kPython, false, false, false},
    {"python-spaced", K::kUtf8, E::kAscii, true, N::kPython, false, true,
     false},
    {"python-null", K::kUtf8, E::kAscii, true, N::kPython, true, false, false},
}};

}  // namespace

std::span<const HashProfile> HashProfiles() { return kProfiles; }

const HashProfile& NativeProfile() { return kProfiles.front(); }

const HashProfile* FindHashProfile(std::string_view name) {
  for (const HashProfile& profile : kProfiles) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

}  // namespace plog

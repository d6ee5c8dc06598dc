#include "checker/engine/fingerprint.h"

#include "ledger/crypto/hex.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

constexpr size_t kUsualBytes = 384;

void Write(JsonWriter* json, std::optional<std::string_view> text) {
  if (text) {
    json->String(*text);
  } else {
    json->Null();
  }
}

void Write(JsonWriter* json, const std::optional<Digest>& digest) {
  if (digest) {
    json->String(AsText(HexDigitsOf(*digest)));
  } else {
    json->Null();
  }
}

}  // namespace

std::string Fingerprint(const FingerprintInput& input) {
  std::string text;
  text.reserve(kUsualBytes);
  JsonWriter json(&text);
  json.BeginArray();
  json.String("plog-fingerprint-v1");
  json.String(input.policy);
  json.String(input.rule);
  Write(&json, input.session);
  Write(&json, input.agent);
  Write(&json, input.trigger);
  Write(&json, input.offending);
  json.String(input.distinction);
  json.EndArray();
  return ToHex(Sha256Of(text));
}

}  // namespace plog

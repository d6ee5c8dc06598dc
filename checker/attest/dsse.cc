#include "checker/attest/dsse.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "ledger/anchor/base64.h"
#include "ledger/anchor/ed25519.h"
#include "ledger/json/json.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

// DSSE asks verifiers to take both alphabets; padding is often dropped with
// the URL-safe one.
std::optional<std::string> AnyBase64(std::string_view text) {
  std::string standard(text);
  for (char& c : standard) {
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  while (standard.size() % 4 != 0) standard += '=';
  return FromBase64(standard);
}

tl::unexpected<Error> Malformed(std::string_view why) {
  return Fail(ErrorKind::kInput, fmt::format("the envelope is {}", why));
}

// The signatures' bytes, or nullopt if the list is not one.
std::optional<std::vector<std::string>> Signatures(JsonView list) {
  if (!list.is(JsonType::kArray) || list.size() > kMaxEnvelopeSignatures) {
    return std::nullopt;
  }
  std::vector<std::string> signatures;
  for (auto item = list.First(); item.valid(); item = list.After(item)) {
    const JsonView text = item.Find("sig");
    auto bytes = text.is_string() ? AnyBase64(text.AsString()) : std::nullopt;
    if (!bytes) return std::nullopt;
    signatures.push_back(std::move(*bytes));
  }
  return signatures;
}

}  // namespace

std::string PreAuthEncoding(std::string_view type, std::string_view body) {
  return fmt::format("DSSEv1 {} {} {} {}", type.size(), type, body.size(),
                     body);
}

std::string SignEnvelope(std::string_view type, std::string_view body,
                         const SigningKey& key) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Member("payloadType", type);
  json.Member("payload", ToBase64(body));
  json.Name("signatures");
  json.BeginArray();
  json.BeginObject();
  json.Member("keyid",
              fmt::format("{}+{:08x}", key.verifier().name, key.verifier().id));
  json.Member("sig", ToBase64(key.Sign(PreAuthEncoding(type, body))));
  json.EndObject();
  json.EndArray();
  json.EndObject();
  out += '\n';
  return out;
}

Result<OpenedEnvelope> OpenEnvelope(std::string_view envelope,
                                    std::string_view type,
                                    std::span<const VerifierKey> keys) {
  if (envelope.size() > kMaxEnvelopeBytes) return Malformed("too large");
  JsonDocument document;
  if (JsonParser().Parse(envelope, {}, &document)) {
    return Malformed("not JSON");
  }
  const JsonView root = document.root();
  const JsonView payload_type = root.Find("payloadType");
  if (!payload_type.is_string() || payload_type.AsString() != type) {
    return Malformed(fmt::format("not of type {}", type));
  }
  const JsonView payload = root.Find("payload");
  auto body =
      payload.is_string() ? AnyBase64(payload.AsString()) : std::nullopt;
  if (!body) return Malformed("without a payload in base64");
  const auto signatures = Signatures(root.Find("signatures"));
  if (!signatures) return Malformed("without a list of signatures");
  const std::string signed_text = PreAuthEncoding(type, *body);
  for (const VerifierKey& key : keys) {
    for (const std::string& signature : *signatures) {
      if (VerifyEd25519(key.key, signed_text, signature)) {
        return OpenedEnvelope{std::move(*body), key.name};
      }
    }
  }
  return Fail(ErrorKind::kInput,
              "no signature of the envelope verifies under the given keys");
}

}  // namespace plog

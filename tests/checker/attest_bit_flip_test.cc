#include <gtest/gtest.h>

#include "checker/attest/dsse.h"
#include "checker/attest/statement.h"

namespace plog {
namespace {

// A key id is a hint that no signature covers; everything else is.
TEST(DsseBitFlip, NoFlippedBitOfASignedReportIsAcceptedAsAnotherPayload) {
  const SigningKey key = *SigningKey::FromSeed("auditor", std::string(32, 'a'));
  const std::vector<VerifierKey> keys = {key.verifier()};
  const std::string payload = R"({"_type":"x","subject":[{"name":"r"}]})";
  const std::string envelope = SignEnvelope(kInTotoPayloadType, payload, key);
  const size_t begin = envelope.find("\"keyid\"");
  const size_t end = envelope.find(',', begin);
  const size_t id_end = end == std::string::npos ? envelope.size() : end;
  for (size_t byte = 0; byte < envelope.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = envelope;
      flipped[byte] = static_cast<char>(flipped[byte] ^ 1 << bit);
      const auto opened = OpenEnvelope(flipped, kInTotoPayloadType, keys);
      if (!opened) continue;
      EXPECT_EQ(opened->payload, payload);
      const bool is_space = envelope[byte] == '\n' || envelope[byte] == ' ';
      EXPECT_TRUE((byte >= begin && byte < id_end) || is_space)
          << byte << " of " << envelope;
    }
  }
}

}  // namespace
}  // namespace plog

#include "ledger/audit/presented_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The example of the ledger's contract: content, hash, and root of its tree.
constexpr std::string_view kContent =
    R"({"action_input":{"query":"revenue Q4"},"action_name":"search_database",)"
    R"("action_output":{"results":42},"action_status":"success",)"
    R"("action_type":"TOOL_CALL","agent_id":"my-agent",)"
    R"("capture_method":"embedded","duration_ms":150,"error_message":null,)"
    R"("id":"550e8400-e29b-41d4-a716-446655440000",)"
    R"("labels":{"dept":"finance","env":"prod"},)"
    R"("metadata":{"model":"claude-sonnet-4-5-20250929"},)"
    R"("schema_version":"1.0","session_id":"session-123","source":"sdk",)"
    R"("timestamp":"2026-02-17T00:00:00Z")";
constexpr std::string_view kLink =
    R"(,"sequence":1,"hash":)"
    R"("1bc7accc02890ec7e492d48a20752fa8e4d739ae75f0d880552e367238876291",)"
    R"("prev_hash":)"
    R"("0000000000000000000000000000000000000000000000000000000000000000")";

std::string Event(std::string_view more = "") {
  return std::string(kContent).append(kLink).append(more).append("}");
}

TEST(PresentedEvent, HasTheLeafOfThePublishedVector) {
  const auto event = ReadPresentedEvent(Event());
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->agent_id, "my-agent");
  EXPECT_EQ(event->id, "550e8400-e29b-41d4-a716-446655440000");
  EXPECT_EQ(event->sequence, 1U);
  EXPECT_EQ(ToHex(event->leaf_hash),
            "f1f235bb3d82d95231abc04f9286b19f92dd8ec94c1f3fee4ec2f1b732263d91");
  EXPECT_THAT(event->profiles, Contains("jcs"));
  EXPECT_THAT(event->unhashed, IsEmpty());
}

TEST(PresentedEvent, MayBeSpelledOtherwise) {
  std::string spaced = Event();
  for (size_t at = 0; (at = spaced.find(",\"", at)) != std::string::npos;) {
    spaced.replace(at, 1, ",\r\n  ");
    at += 5;
  }
  const auto event = ReadPresentedEvent(spaced + "\n");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_THAT(event->profiles, Contains("jcs"));
}

TEST(PresentedEvent, NamesWhatNobodyVouchesFor) {
  const auto event = ReadPresentedEvent(
      Event(R"(,"validation_warnings":[],"approved_by":"me")"));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_THAT(event->unhashed,
              ElementsAre("validation_warnings", "approved_by"));
  EXPECT_THAT(event->profiles, Contains("jcs"));
}

TEST(PresentedEvent, WithOtherContentFitsNoProfile) {
  std::string other = Event();
  other.replace(other.find("42"), 2, "43");
  const auto event = ReadPresentedEvent(other);
  ASSERT_TRUE(event);
  EXPECT_THAT(event->profiles, IsEmpty());
}

TEST(PresentedEvent, OfAnotherPlaceHasAnotherLeaf) {
  const Digest leaf = ReadPresentedEvent(Event())->leaf_hash;
  std::string moved = Event();
  moved.replace(moved.find("\"sequence\":1"), 12, "\"sequence\":2");
  EXPECT_NE(ReadPresentedEvent(moved)->leaf_hash, leaf);
}

TEST(PresentedEvent, ThatIsNoRecordedEventIsRefused) {
  const struct {
    std::string text;
    std::string message;
  } cases[] = {
      {"", "not an event"},
      {"null", "not an event"},
      {"[]", "not an event"},
      {std::string(kContent) + "}", "has no sequence"},
      {std::string(kContent) + ",\"sequence\":1}", "partial-record"},
      {Event(",\"id\":\"twice\""), "duplicate-name"},
      {Event(",\"Id\":\"variant\""), "case-variant"},
      {Event() + Event(), "not-json"},
      {Event().substr(0, 300), "not-json"},
      {Event(",\"x\":" + std::string(100, '[') + std::string(100, ']')),
       "too-deep"},
      {Event(",\"x\":\"\xff\""), "invalid-utf8"},
  };
  for (const auto& [text, message] : cases) {
    const auto event = ReadPresentedEvent(text);
    ASSERT_FALSE(event) << text;
    EXPECT_EQ(event.error().kind, ErrorKind::kInput);
    EXPECT_THAT(event.error().message, HasSubstr(message)) << text;
  }
}

}  // namespace
}  // namespace plog

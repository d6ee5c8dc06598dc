#include "ledger/export/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/export/json_stream.h"
#include "ledger/export/verify_export.h"
#include "tests/ledger/ledger_draft.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LedgerDraft SevenEvents() {
  LedgerDraft draft;
  for (const char* agent : {"a", "b", "a", "a", "b", "a", "b"}) {
    draft.Add(agent);
  }
  return draft;
}

std::string Export(const LedgerDraft& draft,
                   const ExportOptions& options = {}) {
  std::string text;
  const auto ledger = draft.Store();
  LedgerDraft::Must(ExportLedger(ledger->reader(), options,
                                 [&text](std::string_view piece) -> Status {
                                   text += piece;
                                   return {};
                                 }));
  return text;
}

AuditReport Verify(std::string_view text,
                   std::vector<VerifiedCheckpoint> checkpoints = {}) {
  return LedgerDraft::Must(VerifyExport(text, checkpoints, 100));
}

std::vector<std::string> Codes(const AuditReport& report) {
  std::vector<std::string> codes;
  for (const AuditFinding& finding : report.findings) {
    codes.push_back(std::string(Name(finding.code)) + " " +
                    finding.event_id.value_or(""));
  }
  return codes;
}

std::string Replaced(std::string text, std::string_view from,
                     std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Export, WholeLedgerVerifiesUnanchored) {
  const AuditReport report = Verify(Export(SevenEvents()));
  EXPECT_THAT(Codes(report), IsEmpty());
  EXPECT_EQ(report.verdict, Verdict::kVerifiedUnanchored);
  EXPECT_EQ(report.events, 7u);
  EXPECT_EQ(report.chains.size(), 2u);
}

TEST(Export, OneAgentAndAnIntervalAreAssertedAtTheirStart) {
  ExportOptions options;
  options.agent_id = "a";
  EXPECT_THAT(Codes(Verify(Export(SevenEvents(), options))), IsEmpty());
  LedgerDraft draft = SevenEvents();
  options.since = Instant{draft[2].time_seconds, 0};
  options.until = Instant{draft[5].time_seconds, 0};
  const AuditReport report = Verify(Export(draft, options));
  EXPECT_THAT(Codes(report), ElementsAre("partial-chain a-2"));
  EXPECT_EQ(report.verdict, Verdict::kVerifiedUnanchored);
  EXPECT_EQ(report.events, 2u);
  EXPECT_EQ(report.tree_size, 7u);
}

// The times of a chain never go back, so an interval takes a stretch of it:
// whatever is missing inside was taken out later.
TEST(Export, AnIntervalGoesByEffectiveTime) {
  LedgerDraft draft = SevenEvents();  // a-1, a-2, a-3 and a-4 are 0, 2, 3, 5
  ExportOptions options;
  options.agent_id = "a";
  options.since = Instant{draft[2].time_seconds, 0};
  DraftEvent& late = draft[3];
  late.timestamp = "2020-01-01T00:00:00Z";
  late.WriteContent();
  late.Rehash();
  draft[5].prev_hash = late.hash;
  draft[5].Rehash();
  const AuditReport report = Verify(Export(draft, options));
  EXPECT_THAT(Codes(report),
              ElementsAre("partial-chain a-2", "time-regression a-3"));
  EXPECT_EQ(report.events, 3U);
}

TEST(Export, AnEventTakenOutOfAnIntervalIsMissed) {
  LedgerDraft draft = SevenEvents();
  for (DraftEvent& event : draft.events()) {
    event.session = event.column_session = "s-1";
  }
  draft[3].session = draft[3].column_session = "s-2";
  for (DraftEvent& event : draft.events()) event.WriteContent();
  draft[0].Rehash();
  draft[2].prev_hash = draft[0].hash;
  draft[2].Rehash();
  draft[3].prev_hash = draft[2].hash;
  draft[3].Rehash();
  draft[5].prev_hash = draft[3].hash;
  draft[5].Rehash();
  ExportOptions options;
  options.agent_id = "a";
  options.session_id = "s-1";
  const std::string without = Export(draft, options);
  EXPECT_THAT(Codes(Verify(without)), ElementsAre("partial-chain a-4"));
  const std::string interval = Replaced(
      Replaced(without, R"("since":null)", R"("since":"2020-01-01T00:00:00Z")"),
      R"(,"session_id":"s-1"})", "}");
  const AuditReport report = Verify(interval);
  EXPECT_THAT(Codes(report),
              ElementsAre("link-mismatch a-4", "sequence-gap a-4"));
  EXPECT_EQ(report.verdict, Verdict::kTampered);
}

// Events are missing inside of the chain: it begins anew, asserted.
TEST(Export, SessionsAndLabelsLeaveGapsThatAreAsserted) {
  LedgerDraft draft;
  for (int i = 0; i < 6; ++i) {
    DraftEvent& event = draft.Add("a");
    event.session = event.column_session = i % 3 == 0 ? "s-0" : "s-1";
    event.WriteContent();
    const std::string label = i < 4 ? "first" : "second";
    event.content.insert(event.content.find(R"("session_id")"),
                         R"("labels":{"half":")" + label + R"("},)");
    event.Rehash();
  }
  ExportOptions options;
  options.session_id = "s-0";
  AuditReport report = Verify(Export(draft, options));
  EXPECT_THAT(Codes(report), ElementsAre("partial-chain a-4"));
  EXPECT_EQ(report.verdict, Verdict::kVerifiedUnanchored);
  EXPECT_EQ(report.events, 2U);
  options.session_id = "s-1";
  options.labels = {{"half", "first"}};
  report = Verify(Export(draft, options));
  EXPECT_THAT(Codes(report), ElementsAre("partial-chain a-2"));
  EXPECT_EQ(report.events, 2U);
  options.labels = {{"half", "first"}, {"other", "x"}};
  EXPECT_EQ(Verify(Export(draft, options)).events, 0U);
}

TEST(Export, UnhashedMembersTravelWithTheEvent) {
  LedgerDraft draft = SevenEvents();
  draft[0].unhashed = R"({"approved_by":"me"})";
  const std::string text = Export(draft);
  EXPECT_THAT(text, testing::HasSubstr(R"("approved_by":"me")"));
  EXPECT_THAT(Codes(Verify(text)), ElementsAre("unhashed-field a-1"));
}

TEST(Export, CheckpointOfTheSameTreeAnchorsIt) {
  const std::string text = Export(SevenEvents());
  const Digest root = Verify(text).merkle_root;
  EXPECT_EQ(Verify(text, {{{"o", 7, root, {}}, "k"}}).verdict,
            Verdict::kVerifiedAnchored);
  EXPECT_EQ(Verify(text, {{{"o", 6, root, {}}, "k"}}).verdict,
            Verdict::kVerifiedUnanchored);
  EXPECT_EQ(Verify(text, {{{"o", 7, kZeroDigest, {}}, "k"}}).verdict,
            Verdict::kTampered);
}

TEST(Export, SpoiltPackagesAreNotVerified) {
  const std::string text = Export(SevenEvents());
  const std::vector<std::pair<std::string, std::string>> edits = {
      {"TOOL_CALL", "LLM_CALL"},
      {R"("leaf_index":0)", R"("leaf_index":1)"},
      {R"("sequence":1)", R"("sequence":2)"},
      {R"("event_id":"a-1")", R"("event_id":"a-2")"},
      {R"("tree_size":7)", R"("tree_size":8)"},
      {R"("merkle_root":")", R"("x":1,"merkle_root":"0)"},
      {R"("siblings":[)", R"("siblings":[")" + std::string(64, '0') + "\","},
  };
  for (const auto& [from, to] : edits) {
    const auto report = VerifyExport(Replaced(text, from, to), {}, 100);
    EXPECT_TRUE(!report || report->verdict == Verdict::kTampered) << to;
  }
}

TEST(Export, EveryFlippedBitOfASmallPackageIsNoticedOrHarmless) {
  LedgerDraft draft;
  draft.Add("a");
  draft.Add("a");
  const std::string text = Export(draft);
  const size_t begin = text.find("\"events\"");
  for (size_t byte = begin; byte < text.size(); ++byte) {
    std::string flipped = text;
    flipped[byte] = static_cast<char>(flipped[byte] ^ 1);
    const auto report = VerifyExport(flipped, {}, 100);
    if (!report) continue;
    // JSON white space is the only thing that nothing covers.
    EXPECT_TRUE(report->verdict == Verdict::kTampered || text[byte] == '\n')
        << byte << " " << text.substr(byte > 20 ? byte - 20 : 0, 40);
  }
}

TEST(Export, WhatIsNoExportIsUnreadable) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"version":"1.0"})", "{\"a\":1}x",
        R"({"version":1,"merkle_root":"","tree_size":0,"events":[],)"
        R"("merkle_proofs":[]})"}) {
    EXPECT_FALSE(VerifyExport(text, {}, 100).has_value()) << text;
  }
  const std::string text = Export(SevenEvents());
  EXPECT_FALSE(VerifyExport(text.substr(0, text.size() - 3), {}, 100));
  EXPECT_FALSE(VerifyExport(
      Replaced(text, "{\"version\"", "{\"events\":[],\"version\""), {}, 100));
}

TEST(Export, MembersMayStandInAnyOrder) {
  const std::string text = Export(SevenEvents());
  const size_t events = text.find("\"events\"");
  const size_t proofs = text.find(",\"merkle_proofs\"");
  const size_t end = text.rfind('}');
  const AuditReport report =
      Verify("{" + text.substr(proofs + 1, end - proofs - 1) + "," +
             text.substr(events, proofs - events) + "," +
             text.substr(1, events - 2) + "}");
  EXPECT_THAT(Codes(report), IsEmpty());
  EXPECT_EQ(report.verdict, Verdict::kVerifiedUnanchored);
  EXPECT_EQ(report.events, 7u);
}

TEST(Export, IsReadInWhateverPiecesItComes) {
  LedgerDraft draft = SevenEvents();
  draft[5].prev_hash[0] ^= 1;  // so that it is read again
  const std::string text = Export(draft);
  const AuditReport whole = Verify(text);
  ASSERT_THAT(Codes(whole), testing::Contains("link-mismatch a-4"));
  for (const size_t piece : std::vector<size_t>{1, 2, 3, 61}) {
    const auto report = LedgerDraft::Must(VerifyExport(
        [&](uint64_t offset, std::span<char> out) -> Result<size_t> {
          const size_t at = std::min<size_t>(offset, text.size());
          return text.copy(out.data(), std::min(piece, out.size()), at);
        },
        VerifyExportOptions()));
    EXPECT_EQ(Codes(report), Codes(whole)) << piece;
    EXPECT_EQ(report.merkle_root, whole.merkle_root) << piece;
  }
}

TEST(Export, WhatCannotBeReadIsNoVerdict) {
  const std::string text = Export(SevenEvents());
  const auto report = VerifyExport(
      [&](uint64_t offset, std::span<char> out) -> Result<size_t> {
        if (offset > 0) return Fail(ErrorKind::kIo, "the disk is gone");
        return text.copy(out.data(), 700);
      },
      VerifyExportOptions());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message, "the disk is gone");
}

TEST(Export, AValueTooLargeToHoldIsNamed) {
  LedgerDraft draft = SevenEvents();
  const std::string text = Export(draft);
  VerifyExportOptions options;
  options.max_value = 100;
  const auto report = VerifyExport(
      [&](uint64_t offset, std::span<char> out) -> Result<size_t> {
        return text.copy(out.data(), out.size(),
                         std::min<size_t>(offset, text.size()));
      },
      options);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message,
              testing::HasSubstr("a value of more than 100 bytes"));
}

// Elements of `name`, with their brackets, in another order.
std::string Reordered(const std::string& text, const std::string& name,
                      const std::vector<size_t>& order) {
  const size_t begin = text.find("\"" + name + "\":[") + name.size() + 4;
  const size_t end = text.find("\n]", begin);
  std::vector<std::string> elements;
  for (size_t at = begin; at < end;) {
    const size_t next = std::min(text.find(",\n", at + 1), end);
    elements.push_back(text.substr(at + (at == begin ? 1 : 2),
                                   next - at - (at == begin ? 1 : 2)));
    at = next;
  }
  std::string out = text.substr(0, begin);
  for (size_t i = 0; i < order.size(); ++i) {
    out += (i == 0 ? "\n" : ",\n") + elements.at(order[i]);
  }
  return out + text.substr(end);
}

std::string Reordered(const std::string& text,
                      const std::vector<size_t>& order) {
  return Reordered(Reordered(text, "events", order), "merkle_proofs", order);
}

TEST(Export, EventsMayStandInAnyOrder) {
  const std::string text = Export(SevenEvents());
  const AuditReport report = Verify(Reordered(text, {6, 2, 0, 5, 4, 1, 3}));
  EXPECT_THAT(Codes(report), IsEmpty());
  EXPECT_EQ(report.verdict, Verdict::kVerifiedUnanchored);
  ASSERT_EQ(report.chains.size(), 2u);
  EXPECT_EQ(report.chains[0].first_sequence, 1u);
  EXPECT_EQ(report.chains[0].head_sequence, 4u);
  EXPECT_EQ(report.chains[0].head_hash, Verify(text).chains[0].head_hash);
}

TEST(Export, AnEventPutInTwiceIsTheSameLeafTwice) {
  const std::string text = Export(SevenEvents());
  for (const std::vector<size_t>& order : std::vector<std::vector<size_t>>{
           {0, 1, 2, 2, 3, 4, 5, 6}, {2, 0, 1, 2, 3, 4, 5, 6}}) {
    const AuditReport report = Verify(Reordered(text, order));
    EXPECT_THAT(Codes(report),
                testing::UnorderedElementsAre("tree-mismatch a-2", "fork a-2",
                                              "duplicate-id a-2"));
    EXPECT_EQ(report.verdict, Verdict::kTampered);
  }
}

TEST(Export, AnEventLeftOutOfTheMiddleIsAGap) {
  const AuditReport report =
      Verify(Reordered(Export(SevenEvents()), {0, 1, 3, 4, 5, 6}));
  EXPECT_THAT(Codes(report), ElementsAre("truncated ", "link-mismatch a-3",
                                         "sequence-gap a-3"));
  EXPECT_EQ(report.chains[0].first_break_sequence, 3u);
}

// The end of the chains, and all of one.
TEST(Export, WhatIsCutOffAWholeLedgerIsMissed) {
  const std::string text = Export(SevenEvents());
  for (const std::vector<size_t>& kept :
       std::vector<std::vector<size_t>>{{0, 1, 2, 3, 4, 5}, {0, 2, 3, 5}}) {
    const std::string cut = Reordered(text, kept);
    const AuditReport report = Verify(cut);
    EXPECT_THAT(Codes(report), ElementsAre("truncated "));
    EXPECT_EQ(report.verdict, Verdict::kIncomplete);
    // Nobody can tell what a filter left out.
    const AuditReport selected = Verify(
        Replaced(cut, R"("since":null)", R"("since":"2020-01-01T00:00:00Z")"));
    EXPECT_THAT(Codes(selected), IsEmpty());
  }
}

TEST(Export, OneIdOfTwoAgentsIsReportedAtTheLater) {
  LedgerDraft draft;
  draft.Add("a");
  DraftEvent& other = draft.Add("b");
  other.id = "a-1";
  other.WriteContent();
  other.Rehash();
  draft.Add("a");
  EXPECT_THAT(Codes(Verify(Export(draft))), ElementsAre("duplicate-id a-1"));
}

TEST(JsonArrayStream, DamageEndsTheWalk) {
  const auto walk = [](std::string_view text,
                       std::vector<std::string>* values) {
    const ReadBytesAt bytes = [text](uint64_t offset,
                                     std::span<char> out) -> Result<size_t> {
      return text.copy(out.data(), out.size(),
                       std::min<size_t>(offset, text.size()));
    };
    JsonArrayStream elements(&bytes, 0, text.size(), 100);
    while (const auto value = elements.Next()) values->emplace_back(*value);
    EXPECT_FALSE(elements.Next());
    return elements.ok();
  };
  std::vector<std::string> values;
  for (const char* text : {"", "1", "[1", "[1,", "[,]", "[1,]", "[\"a]", "[]]",
                           "[1]x", "[[1]", "[1}"}) {
    EXPECT_FALSE(walk(text, &values)) << text;
  }
  values.clear();
  EXPECT_TRUE(walk(R"( [ 1 , "a]\"," , {"x":[1,"}"]} , [] ])", &values));
  EXPECT_THAT(values,
              ElementsAre("1 ", R"("a]\",")", R"({"x":[1,"}"]})", "[]"));
}

}  // namespace
}  // namespace plog

#include "ledger/export/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/export/json_slices.h"
#include "ledger/export/verify_export.h"
#include "ledger/tree/full_tree.h"
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

TEST(FullTree, AgreesWithTheCompactRangeAndItsProofsVerify) {
  Sha256 sha;
  std::vector<Digest> leaves;
  CompactRange range;
  for (uint64_t size = 0; size <= 17; ++size) {
    const FullTree tree(leaves);
    ASSERT_EQ(tree.Root(), range.Root()) << size;
    for (uint64_t i = 0; i < size; ++i) {
      EXPECT_TRUE(
          VerifyInclusion(i, size, leaves[i], tree.Inclusion(i), tree.Root()))
          << i << " of " << size;
    }
    leaves.push_back(LeafHash(&sha, std::to_string(size)));
    range.Append(leaves.back());
  }
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

TEST(JsonSlices, DamageEndsTheWalk) {
  for (const char* text :
       {"", "1", "[1", "[1,", "[,]", "[\"a]", "[]]", "[1]x", "[[1]", "[1}"}) {
    ArraySlices slices(text);
    for (int i = 0; i < 5 && slices.Next(); ++i) continue;
    EXPECT_FALSE(slices.ok()) << text;
  }
  ArraySlices slices(R"( [ 1 , "a]\"," , {"x":[1,"}"]} , [] ] )");
  std::vector<std::string> values;
  while (const auto value = slices.Next()) values.emplace_back(*value);
  EXPECT_TRUE(slices.ok());
  EXPECT_THAT(values,
              ElementsAre("1 ", R"("a]\",")", R"({"x":[1,"}"]})", "[]"));
}

}  // namespace
}  // namespace plog

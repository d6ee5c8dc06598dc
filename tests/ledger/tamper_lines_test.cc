// The tamper matrix: what an adversary can do to recorded logs before they are
// ingested, at every position, with one agent and with several, with and
// without a checkpoint of the unspoilt ledger. Attacks that a chain of hashes
// cannot see are rows as well: they show what the checkpoint is for.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/audit/audit.h"
#include "ledger/ingest/ingestor.h"
#include "ledger/tree/merkle.h"
#include "tests/ledger/tamper_attacks.h"

namespace plog {
namespace {

std::unique_ptr<LedgerWriter> Ledger(const Trail& trail,
                                     std::vector<std::string>* rejects) {
  std::vector<std::string> texts;
  for (const TrailEvent& event : trail.events) texts.push_back(event.Line());
  const std::vector<std::string_view> lines(texts.begin(), texts.end());
  IngestOptions options;
  options.now = [] { return Instant{1767225600, 0}; };
  options.random_uuid = [] { return std::string("uuid"); };
  options.on_reject = [rejects](std::string_view, const RejectRow& reject) {
    if (rejects != nullptr) rejects->push_back(reject.code);
  };
  auto ledger = LedgerWriter::OpenScratch(testing::TempDir());
  EXPECT_TRUE(IngestLines(ledger.get(), lines, options));
  return ledger;
}

// "hash-mismatch a-4,…"; on the way, every place is looked up.
std::string Findings(const AuditReport& report, const LedgerReader& reader) {
  std::string text;
  ContentParser parser;
  EventContent content;
  for (const AuditFinding& finding : report.findings) {
    if (!text.empty()) text += ",";
    text += Name(finding.code);
    if (!finding.ingest_index) continue;
    auto cursor = reader.Scan(*finding.ingest_index, *finding.ingest_index);
    StoredEvent row;
    EXPECT_TRUE(*cursor->Next(&row));
    EXPECT_FALSE(parser.Parse(row.content, &content));
    EXPECT_EQ(finding.sequence, row.sequence);
    EXPECT_EQ(finding.agent_id, content.agent_id());
    EXPECT_EQ(finding.event_id, std::string(content.id()));
    EXPECT_FALSE(finding.message.empty());
    text += " " + finding.event_id.value_or("?");
  }
  return text;
}

std::string Initials(Verdict verdict) {
  switch (verdict) {
    case Verdict::kVerifiedAnchored:
      return "VA";
    case Verdict::kVerifiedUnanchored:
      return "VU";
    case Verdict::kIncomplete:
      return "I";
    case Verdict::kTampered:
      return "T";
    case Verdict::kUnreadable:
      return "U";
  }
  return "";
}

AuditOptions AnchoredBy(const Trail& trail) {
  const auto ledger = Ledger(trail, nullptr);
  const auto frontier = ledger->reader().TreeFrontier();
  AuditOptions options;
  options.checkpoints.push_back(
      {{"o",
        frontier->size,
        CompactRange(frontier->size, frontier->hashes).Root(),
        {}},
       "k"});
  return options;
}

void Expect(const Trail& honest, const Attack& attack, size_t nth,
            const Want& want) {
  Trail spoilt = honest;
  attack.apply(&spoilt, nth);
  std::vector<std::string> rejects;
  const auto ledger = Ledger(spoilt, &rejects);
  const LedgerReader& reader = ledger->reader();
  const auto plain = AuditLedger(reader, {}, 1);
  ASSERT_TRUE(plain);
  EXPECT_EQ(Findings(*plain, reader), want.findings);
  EXPECT_EQ(Initials(plain->verdict), want.plain);
  EXPECT_THAT(rejects, testing::Each(std::string(attack.rejected)));
  EXPECT_EQ(rejects.empty(), *attack.rejected == '\0');

  const AuditReport anchored = *AuditLedger(reader, AnchoredBy(honest), 1);
  std::string findings = want.anchor_finding;
  if (!findings.empty() && *want.findings != '\0') findings += ",";
  findings += want.findings;
  // Both stand before those of events; by code.
  if (findings == "rewritten,unverifiable-profile" ||
      findings.starts_with("rewritten,unverifiable-profile,")) {
    findings = Swapped(findings, "rewritten,unverifiable-profile",
                       "unverifiable-profile,rewritten");
  }
  EXPECT_EQ(Findings(anchored, reader), findings);
  EXPECT_EQ(Initials(anchored.verdict), want.anchored);
  // Growth after the checkpoint is counted, to the event.
  if (anchored.verdict == Verdict::kVerifiedUnanchored) {
    EXPECT_EQ(anchored.unanchored_events,
              reader.event_count() - honest.events.size());
    EXPECT_GT(anchored.unanchored_events, 0u);
  }
}

std::vector<Attack> AllAttacks() {
  std::vector<Attack> all;
  for (const auto& part : {Edits(), Removals(), Insertions(), Reorderings(),
                           Unhashed(), RefusedLines()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

TEST(TamperMatrix, EveryAttackIsFoundExactlyWhereItIs) {
  for (const Attack& attack : AllAttacks()) {
    for (const char* agents : {"a", "abc"}) {
      const bool one = std::string_view(agents) == "a";
      if (one && attack.agents == kMany) continue;
      SCOPED_TRACE(fmt::format("{} (agents {})", attack.name, agents));
      const Trail chain = Trail::Make(agents, kLength);
      const Trail single = Trail::Make(agents, 1);
      const struct {
        const char* place;
        const Trail& trail;
        size_t nth;
        const std::optional<Want>& want;
      } places[] = {{"first", chain, 0, attack.first},
                    {"middle", chain, 3, attack.middle},
                    {"last", chain, kLength - 1, attack.last},
                    {"single", single, 0, attack.single}};
      for (const auto& [place, trail, nth, want] : places) {
        SCOPED_TRACE(place);
        if (want) Expect(trail, attack, nth, *want);
      }
    }
  }
}

// Attack 14: two auditors, two histories, each whole and each anchored; one
// note shown to the other auditor is enough.
TEST(TamperMatrix, ASplitViewShowsAgainstTheOthersNote) {
  for (const char* agents : {"a", "abc"}) {
    for (const size_t nth : {size_t{0}, size_t{3}, kLength - 1}) {
      SCOPED_TRACE(fmt::format("{} at {}", agents, nth));
      const Trail mine = Trail::Make(agents, kLength);
      Trail yours = mine;
      yours.At(nth).query = "other";
      yours.Relink(nth);
      const auto ledger = Ledger(yours, nullptr);
      AuditOptions options = AnchoredBy(yours);
      ASSERT_EQ(AuditLedger(ledger->reader(), options, 1)->verdict,
                Verdict::kVerifiedAnchored);
      options.checkpoints.push_back(AnchoredBy(mine).checkpoints.front());
      const AuditReport report = *AuditLedger(ledger->reader(), options, 1);
      EXPECT_EQ(Findings(report, ledger->reader()), "rewritten");
      EXPECT_EQ(report.verdict, Verdict::kTampered);
      ASSERT_EQ(report.anchors.size(), 2u);
      EXPECT_TRUE(report.anchors[0].verified);
      EXPECT_FALSE(report.anchors[1].verified);
    }
  }
}

// Attacks 7 and 20: without a checkpoint, the roster tells.
TEST(TamperMatrix, AnAgentDroppedOrRenamedIsMissingFromTheRoster) {
  for (const bool rename : {false, true}) {
    SCOPED_TRACE(rename ? "rename" : "drop");
    Trail trail = Trail::Make("abc", kLength);
    while (!rename && !trail.Of("a").empty()) trail.Erase(trail.Of("a").back());
    for (TrailEvent& event : trail.events) {
      if (event.agent == "a") event.agent = "z";
    }
    trail.Relink(0, "z");
    const auto ledger = Ledger(trail, nullptr);
    AuditOptions options;
    options.expected_agents = {"a", "b", "c"};
    const AuditReport report = *AuditLedger(ledger->reader(), options, 1);
    ASSERT_EQ(Findings(report, ledger->reader()), "agent-missing");
    EXPECT_EQ(report.findings.front().agent_id, "a");
    EXPECT_EQ(report.verdict, Verdict::kIncomplete);
  }
}

void ExpectSound(const Trail& trail, const Trail& anchored) {
  const auto ledger = Ledger(trail, nullptr);
  const LedgerReader& reader = ledger->reader();
  const AuditReport report = *AuditLedger(reader, AnchoredBy(anchored), 1);
  EXPECT_EQ(Findings(report, reader), "");
  EXPECT_EQ(report.verdict, Verdict::kVerifiedAnchored);
  EXPECT_EQ(report.events, trail.events.size());
}

TEST(TamperMatrix, WhatNobodyTouchedHasNoFinding) {
  for (const char* agents : {"a", "abc"}) {
    for (const size_t length : {size_t{1}, size_t{2}, kLength, size_t{80}}) {
      SCOPED_TRACE(fmt::format("{} x {}", agents, length));
      const Trail trail = Trail::Make(agents, length);
      ExpectSound(trail, trail);
    }
  }
}

TEST(TamperMatrix, OrderOfFilesAndLinesIsNoFinding) {
  const Trail honest = Trail::Make("abc", kLength);
  Trail reversed = honest;
  std::reverse(reversed.events.begin(), reversed.events.end());
  ExpectSound(reversed, reversed);
  Trail by_agent = honest;
  std::stable_sort(by_agent.events.begin(), by_agent.events.end(),
                   [](const TrailEvent& x, const TrailEvent& y) {
                     return x.agent > y.agent;
                   });
  ExpectSound(by_agent, by_agent);
  for (size_t step = 0; step < honest.events.size(); ++step) {
    Trail rotated = honest;
    std::rotate(rotated.events.begin(),
                rotated.events.begin() + static_cast<std::ptrdiff_t>(step),
                rotated.events.end());
    ExpectSound(rotated, rotated);
  }
}

}  // namespace
}  // namespace plog

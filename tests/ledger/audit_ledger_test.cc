#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "ledger/audit/audit.h"
#include "ledger/audit/live_chain.h"
#include "tests/ledger/ledger_draft.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Two agents, interleaved: a1 b1 a2 b2 … a5 b5.
LedgerDraft TenEvents() {
  LedgerDraft draft;
  for (int i = 0; i < 5; ++i) {
    draft.Add("a");
    draft.Add("b");
  }
  return draft;
}

AuditReport Audit(const LedgerDraft& draft, const AuditOptions& options = {},
                  std::string_view profile = "jcs") {
  const auto ledger = draft.Store(profile);
  return LedgerDraft::Must(AuditLedger(ledger->reader(), options, 2));
}

std::vector<std::string> Codes(const AuditReport& report) {
  std::vector<std::string> codes;
  for (const AuditFinding& finding : report.findings) {
    std::string text(Name(finding.code));
    if (finding.event_id) text += " " + *finding.event_id;
    codes.push_back(text);
  }
  return codes;
}

TEST(AuditLedger, WholeLedgerIsVerifiedUnanchored) {
  const AuditReport report = Audit(TenEvents());
  EXPECT_THAT(Codes(report), IsEmpty());
  EXPECT_EQ(report.verdict, Verdict::kVerifiedUnanchored);
  EXPECT_EQ(report.events, 10u);
  EXPECT_EQ(report.tree_size, 10u);
  EXPECT_EQ(report.unanchored_events, 10u);
  ASSERT_EQ(report.chains.size(), 2u);
  EXPECT_EQ(report.chains[1].agent_id, "b");
  EXPECT_EQ(report.chains[1].first_sequence, 1u);
  EXPECT_EQ(report.chains[1].head_sequence, 5u);
  EXPECT_FALSE(report.chains[1].first_break_sequence);
}

TEST(AuditLedger, ShuffledIngestOrderIsNoFinding) {
  LedgerDraft draft = TenEvents();
  std::swap(draft[2], draft[6]);
  std::swap(draft[1], draft[9]);
  const AuditReport report = Audit(draft);
  EXPECT_THAT(Codes(report), IsEmpty());
  EXPECT_EQ(report.chains[0].head_sequence, 5u);
  EXPECT_EQ(report.chains[0].first_sequence, 1u);
}

struct Mutation {
  const char* name;
  std::function<void(LedgerDraft*)> spoil;
  std::vector<std::string> want;
  Verdict verdict = Verdict::kTampered;
  std::optional<uint64_t> first_break;  // of agent a
};

void Erase(LedgerDraft* draft, std::ptrdiff_t position) {
  draft->events().erase(draft->events().begin() + position);
}

void Retype(DraftEvent* event, const char* action_type) {
  event->action_type = action_type;
  event->column_type = action_type;
  event->WriteContent();
}

TEST(AuditLedger, EveryMutationIsFoundWhereItIs) {
  const std::vector<Mutation> mutations = {
      {"edit a hashed member",
       [](LedgerDraft* d) { Retype(&(*d)[4], "X"); },
       {"hash-mismatch a-3"},
       Verdict::kTampered,
       3},
      {"edit and re-hash in the middle",
       [](LedgerDraft* d) {
         Retype(&(*d)[4], "X");
         (*d)[4].Rehash();
       },
       {"link-mismatch a-4"},
       Verdict::kTampered,
       4},
      {"edit and re-hash the last event: no chain sees it",
       [](LedgerDraft* d) {
         Retype(&(*d)[8], "X");
         (*d)[8].Rehash();
       },
       {},
       Verdict::kVerifiedUnanchored,
       std::nullopt},
      {"delete in the middle",
       [](LedgerDraft* d) { Erase(d, 4); },
       {"link-mismatch a-4", "sequence-gap a-4"},
       Verdict::kTampered,
       4},
      {"delete the first",
       [](LedgerDraft* d) { Erase(d, 0); },
       {"bad-genesis a-2", "sequence-gap a-2"},
       Verdict::kTampered,
       2},
      {"shift all sequences",
       [](LedgerDraft* d) {
         for (DraftEvent& e : d->events()) e.sequence += 7;
       },
       {"sequence-gap a-1", "sequence-gap b-1"},
       Verdict::kIncomplete,
       8},
      {"move an event to another agent, with its content",
       [](LedgerDraft* d) {
         (*d)[4].agent = "b";
         (*d)[4].WriteContent();
       },
       {"hash-mismatch a-3", "link-mismatch a-3", "fork b-3",
        "link-mismatch a-4", "sequence-gap a-4"},
       Verdict::kTampered,
       4},
      // (The draft's writer, unlike a thief, grows the tree accordingly.)
      {"move a row to another agent, content untouched",
       [](LedgerDraft* d) {
         (*d)[4].agent = "b";
         (*d)[4].hashed_agent = "a";
       },
       {"tree-mismatch", "link-mismatch a-3", "column-mismatch a-3", "fork b-3",
        "link-mismatch a-4", "sequence-gap a-4"},
       Verdict::kTampered,
       4},
      {"fork with another content",
       [](LedgerDraft* d) {
         DraftEvent copy = (*d)[2];
         copy.id = "other";
         copy.WriteContent();
         copy.Rehash();
         d->events().push_back(copy);
       },
       {"fork other"},
       Verdict::kTampered,
       2},
      {"id of another agent's event",
       [](LedgerDraft* d) {
         (*d)[9].id = "a-2";
         (*d)[9].WriteContent();
         (*d)[9].Rehash();
       },
       {"duplicate-id a-2"},
       Verdict::kTampered,
       std::nullopt},
      {"columns other than the content's",
       [](LedgerDraft* d) {
         (*d)[4].column_session = "s2";
         (*d)[4].column_type = "LLM_CALL";
         (*d)[4].time_seconds += 1;
       },
       {"column-mismatch a-3", "column-mismatch a-3", "column-mismatch a-3"},
       Verdict::kTampered,
       3},
      {"content that is no event",
       [](LedgerDraft* d) {
         (*d)[8].content = "{";
         (*d)[8].Rehash();
       },
       {"column-mismatch"},
       Verdict::kTampered,
       5},
      {"members that no hash covers",
       [](LedgerDraft* d) {
         (*d)[0].unhashed = R"({"validation_warnings":["w"]})";
         (*d)[4].unhashed = R"({"approved_by":"me","x":1})";
       },
       {"unhashed-field a-3"},
       Verdict::kVerifiedUnanchored,
       std::nullopt},
      {"timestamp set back, hashed",
       [](LedgerDraft* d) {
         DraftEvent& last = (*d)[8];
         last.time_seconds -= 1000;
         last.timestamp = FormatRfc3339({last.time_seconds, 0});
         last.WriteContent();
         last.Rehash();
       },
       {"time-regression a-5"},
       Verdict::kVerifiedUnanchored,
       std::nullopt},
  };
  for (const Mutation& mutation : mutations) {
    LedgerDraft draft = TenEvents();
    mutation.spoil(&draft);
    const AuditReport report = Audit(draft);
    EXPECT_EQ(Codes(report), mutation.want) << mutation.name;
    EXPECT_EQ(report.verdict, mutation.verdict) << mutation.name;
    EXPECT_EQ(report.finding_count, mutation.want.size()) << mutation.name;
    EXPECT_EQ(report.chains.at(0).first_break_sequence, mutation.first_break)
        << mutation.name;
  }
}

TEST(AuditLedger, ChainWithoutProfileIsOneFindingAndVouchesForNothing) {
  LedgerDraft draft = TenEvents();
  Retype(&draft[4], "X");
  const AuditReport report = Audit(draft, {}, "");
  EXPECT_THAT(Codes(report),
              ElementsAre("unverifiable-profile", "unverifiable-profile"));
  EXPECT_EQ(report.verdict, Verdict::kIncomplete);
  EXPECT_EQ(report.chains[0].first_break_sequence, 1u);
}

TEST(AuditLedger, PartialChainIsAtBestIncomplete) {
  LedgerDraft draft = TenEvents();
  Erase(&draft, 0);
  AuditOptions options;
  options.partial = true;
  const AuditReport report = Audit(draft, options);
  EXPECT_THAT(Codes(report), ElementsAre("partial-chain a-2"));
  EXPECT_EQ(report.verdict, Verdict::kIncomplete);
  EXPECT_FALSE(report.chains[0].first_break_sequence);
  EXPECT_EQ(Audit(TenEvents(), options).verdict, Verdict::kVerifiedUnanchored);
}

TEST(AuditLedger, ExpectedAgentWithoutEventsIsMissing) {
  AuditOptions options;
  options.expected_agents = {"a", "c", "b", "c"};
  const AuditReport report = Audit(TenEvents(), options);
  ASSERT_THAT(Codes(report), ElementsAre("agent-missing"));
  EXPECT_EQ(report.findings[0].agent_id, "c");
  EXPECT_EQ(report.verdict, Verdict::kIncomplete);
}

TEST(AuditLedger, SelectionAuditsItsChainsOverTheWholeTree) {
  LedgerDraft draft = TenEvents();
  Retype(&draft[4], "X");
  AuditOptions options;
  options.agent_ids = {"b"};
  const AuditReport report = Audit(draft, options);
  EXPECT_THAT(Codes(report), IsEmpty());
  EXPECT_EQ(report.events, 5u);
  EXPECT_EQ(report.tree_size, 10u);
  ASSERT_EQ(report.chains.size(), 1u);
  options.agent_ids = {"nobody"};
  EXPECT_THAT(Audit(draft, options).chains, IsEmpty());
}

TEST(AuditLedger, CapKeepsErrorsAndCountsEverything) {
  LedgerDraft draft = TenEvents();
  for (DraftEvent& event : draft.events()) event.unhashed = R"({"x":1})";
  Retype(&draft[9], "X");
  AuditOptions options;
  options.max_findings = 3;
  const AuditReport report = Audit(draft, options);
  EXPECT_THAT(Codes(report),
              ElementsAre("unhashed-field a-1", "unhashed-field b-1",
                          "hash-mismatch b-5"));
  EXPECT_EQ(report.finding_count, 11u);
  EXPECT_TRUE(report.truncated);
  EXPECT_EQ(report.verdict, Verdict::kTampered);
}

// A whole chain whose clock runs backwards has as many as events.
TEST(AuditLedger, TimeRegressionsAreCountedAndAFewListed) {
  LedgerDraft draft;
  for (int i = 0; i < 40; ++i) {
    DraftEvent& event = draft.Add(i % 2 == 0 ? "a" : "b");
    event.time_seconds = 1767225600 - i;
    event.timestamp = FormatRfc3339({event.time_seconds, 0});
    event.WriteContent();
    event.Rehash();
  }
  const AuditReport all = Audit(draft);
  EXPECT_EQ(all.finding_count, 38U);
  EXPECT_EQ(all.findings.size(), 38U);
  AuditOptions options;
  options.max_findings = 3;
  const AuditReport few = Audit(draft, options);
  EXPECT_EQ(few.finding_count, 38U);
  EXPECT_EQ(few.findings,
            std::vector(all.findings.begin(), all.findings.begin() + 3));
  EXPECT_TRUE(few.truncated);
  // A break makes the chain one to walk again, which finds all of them anew.
  draft[38].prev_hash = kZeroDigest;
  draft[38].Rehash();
  EXPECT_EQ(Audit(draft, options).finding_count, Audit(draft).finding_count);
}

// What is kept of them while rows pass does not grow with the ledger.
TEST(LiveChain, KeepsNoMoreRegressionsThanTheLimit) {
  LiveChain chains[2];
  size_t listed = 0;
  for (uint64_t i = 1; i <= 20; ++i) {
    LiveChain& chain = chains[i % 2];
    AuditedEvent event;
    event.index = i;
    event.sequence = chain.events + 1;
    event.prev_hash = chain.last.hash;
    event.hash[0] = static_cast<uint8_t>(i);
    event.time = Instant{1000 - static_cast<int64_t>(i), 0};
    chain.Follow(event, 5, &listed);
  }
  EXPECT_EQ(listed, 5U);
  EXPECT_EQ(chains[0].regressions.size() + chains[1].regressions.size(), 5U);
  EXPECT_EQ(chains[0].unlisted_regressions + chains[1].unlisted_regressions,
            13U);
  AuditedEvent gap;
  gap.index = 21;
  gap.sequence = 99;
  chains[0].Follow(gap, 5, &listed);
  EXPECT_FALSE(chains[0].whole);
  EXPECT_EQ(chains[0].regressions.size(), 0U);
  EXPECT_EQ(chains[0].unlisted_regressions, 0U);
  EXPECT_EQ(listed, chains[1].regressions.size());
}

class AnchoredLedger : public testing::Test {
 protected:
  // A checkpoint of the first `size` events of an unspoilt ledger.
  static VerifiedCheckpoint CheckpointOf(size_t size) {
    LedgerDraft draft = TenEvents();
    draft.events().resize(size);
    const AuditReport report = Audit(draft);
    return {{"audit.example", size, report.merkle_root, {}}, "audit.example"};
  }
  static AuditReport AuditAgainst(const LedgerDraft& draft,
                                  std::vector<size_t> sizes) {
    AuditOptions options;
    for (const size_t size : sizes) {
      options.checkpoints.push_back(CheckpointOf(size));
    }
    return Audit(draft, options);
  }
};

TEST_F(AnchoredLedger, GrowthAfterTheAnchorIsCounted) {
  const AuditReport report = AuditAgainst(TenEvents(), {7, 3, 0});
  EXPECT_THAT(Codes(report), IsEmpty());
  EXPECT_EQ(report.verdict, Verdict::kVerifiedUnanchored);
  EXPECT_EQ(report.unanchored_events, 3u);
  ASSERT_EQ(report.anchors.size(), 3u);
  EXPECT_EQ(report.anchors[0].size, 7u);
  EXPECT_TRUE(report.anchors[0].verified);
  EXPECT_TRUE(report.anchors[2].verified);
}

TEST_F(AnchoredLedger, AnchorAtTheHeadIsVerifiedAnchored) {
  const AuditReport report = AuditAgainst(TenEvents(), {4, 10, 10});
  EXPECT_EQ(report.verdict, Verdict::kVerifiedAnchored);
  EXPECT_EQ(report.unanchored_events, 0u);
}

TEST_F(AnchoredLedger, CutTailIsTruncated) {
  LedgerDraft draft = TenEvents();
  draft.events().resize(8);
  const AuditReport report = AuditAgainst(draft, {9, 6});
  EXPECT_THAT(Codes(report), ElementsAre("truncated"));
  EXPECT_EQ(report.verdict, Verdict::kIncomplete);
  EXPECT_FALSE(report.anchors[0].verified);
  EXPECT_EQ(report.unanchored_events, 2u);
}

TEST_F(AnchoredLedger, WhatNoChainSeesIsRewritten) {
  LedgerDraft edited = TenEvents();
  Retype(&edited[8], "X");
  edited[8].Rehash();
  LedgerDraft dropped;
  for (int i = 0; i < 10; ++i) dropped.Add("a");
  LedgerDraft reordered = TenEvents();
  std::swap(reordered[2], reordered[3]);
  for (const LedgerDraft& draft : {edited, dropped, reordered}) {
    EXPECT_EQ(Audit(draft).verdict, Verdict::kVerifiedUnanchored);
    const AuditReport report = AuditAgainst(draft, {9});
    EXPECT_THAT(Codes(report), ElementsAre("rewritten"));
    EXPECT_EQ(report.verdict, Verdict::kTampered);
    EXPECT_EQ(report.unanchored_events, 10u);
  }
}

}  // namespace
}  // namespace plog

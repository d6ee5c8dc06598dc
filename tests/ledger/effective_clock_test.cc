#include "ledger/store/effective_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/ledger/ledger_draft.h"

namespace plog {
namespace {

using testing::ElementsAre;

void SetTime(const std::string& timestamp, DraftEvent* event) {
  event->timestamp = timestamp;
  event->WriteContent();
  if (timestamp.empty()) {
    event->content = R"({"agent_id":"a","id":")" + event->id + "\"}";
  }
}

// The effective times of the draft's events, in ingest order.
std::vector<std::string> Times(const LedgerDraft& draft) {
  const auto ledger = draft.Store();
  const LedgerReader& reader = ledger->reader();
  auto clock = LedgerDraft::Must(EffectiveClock::Of(reader));
  ContentParser parser;
  EventContent event;
  StoredEvent row;
  std::vector<std::string> times;
  for (int walk = 0; walk < 2; ++walk) {
    times.clear();
    clock.Restart();
    auto cursor = LedgerDraft::Must(reader.Scan(1, reader.event_count()));
    while (LedgerDraft::Must(cursor.Next(&row))) {
      EXPECT_EQ(parser.Parse(row.content, &event), std::nullopt);
      times.push_back(FormatRfc3339(clock.At(row, event)).substr(0, 10));
    }
  }
  return times;
}

LedgerDraft Draft(const std::vector<std::string>& days) {
  LedgerDraft draft;
  for (const std::string& day : days) {
    SetTime(day.empty() ? day : day + "T00:00:00Z", &draft.Add("a"));
  }
  return draft;
}

TEST(EffectiveClock, NeverGoesBackInAChain) {
  EXPECT_THAT(
      Times(Draft({"2026-01-02", "2026-01-01", "", "2026-01-03"})),
      ElementsAre("2026-01-02", "2026-01-02", "2026-01-02", "2026-01-03"));
}

TEST(EffectiveClock, BeginsIn1970UnlessAChainBeginsEarlier) {
  EXPECT_THAT(Times(Draft({"", "1960-01-01", "1980-01-01"})),
              ElementsAre("1970-01-01", "1970-01-01", "1980-01-01"));
  EXPECT_THAT(Times(Draft({"1960-01-01", ""})),
              ElementsAre("1960-01-01", "1960-01-01"));
}

// Recorded events may come in any order: their chain's counts.
TEST(EffectiveClock, FollowsTheChainNotTheOrderOfIngest) {
  LedgerDraft draft = Draft({"2026-01-01", "2026-01-03", "2026-01-02"});
  SetTime("2025-01-01T00:00:00Z", &draft.Add("b"));
  std::reverse(draft.events().begin(), draft.events().end());
  EXPECT_THAT(Times(draft), ElementsAre("2025-01-01", "2026-01-03",
                                        "2026-01-03", "2026-01-01"));
}

}  // namespace
}  // namespace plog

#include <gtest/gtest.h>

#include <random>

#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

// Content on which every profile differs from every other.
constexpr char kTelling[] =
    R"("agent_id":"r","action_name":"<é","duration_ms":1,)"
    R"("action_input":{"b":"\b","z":1.0,"n":-0,"s":"é<","a":1e-7},)"
    R"("action_output":{"\u20ac":1,"\ud83d\ude00":2,"\ufb33":3})";

class IngestProfile : public IngestFixture,
                      public testing::WithParamInterface<size_t> {
 protected:
  std::string_view Profile() const { return HashProfiles()[GetParam()].name; }
  std::string Chain(uint64_t events, Digest* head, uint64_t first = 1) {
    std::string lines;
    for (uint64_t i = first; i < first + events; ++i) {
      lines += Recorded(kTelling, i, head, Profile()) + "\n";
    }
    return lines;
  }
  // Every stored event verifies under the chain's profile.
  void ExpectAllVerify() {
    Sha256 sha;
    for (const Row& row : Rows()) {
      EXPECT_EQ(ContentHash(row.content, row.prev_hash,
                            *FindHashProfile(Profile()), &sha),
                row.hash);
    }
  }
};

TEST_P(IngestProfile, IsDetectedFromAShortChain) {
  Digest head{};
  IngestText(Chain(2, &head));
  ASSERT_EQ(Agents()[0].hash_profile, Profile());
  EXPECT_TRUE(Agents()[0].equivalent_profiles.empty());
  EXPECT_FALSE(Agents()[0].profile_settled);
  ExpectAllVerify();
}

TEST_P(IngestProfile, HoldsForALongChainThatGrewInSteps) {
  Digest head{};
  std::string lines = Chain(3, &head);
  IngestText(lines);
  lines += Chain(70, &head, 4);
  IngestText(lines);
  ASSERT_EQ(Agents()[0].hash_profile, Profile());
  EXPECT_TRUE(Agents()[0].profile_settled);
  EXPECT_EQ(Rows().size(), 73U);
  EXPECT_TRUE(Rows()[72].original.empty());
  ExpectAllVerify();
}

INSTANTIATE_TEST_SUITE_P(AllProfiles, IngestProfile,
                         testing::Range(size_t{0}, HashProfiles().size()));

using IngestUnverifiable = IngestFixture;

TEST_F(IngestUnverifiable, LessThanTwoThirdsIsNoProfile) {
  std::string lines;
  Digest head{};
  for (uint64_t i = 1; i <= 3; ++i) {
    std::string line =
        Recorded(R"("agent_id":"r","action_name":"n")", i, &head, "jcs");
    if (i <= 2) line.replace(line.find("\"n\""), 3, "\"X\"");
    lines += line + "\n";
  }
  IngestText(lines);
  EXPECT_EQ(Agents()[0].hash_profile, "");
  EXPECT_FALSE(Rows()[2].original.empty());
}

TEST_F(IngestUnverifiable, TiesGoToTableOrderAndTheOthersAreListed) {
  Digest head{};
  IngestText(Recorded(R"("agent_id":"r")", 1, &head, "go") + "\n");
  EXPECT_EQ(Agents()[0].hash_profile, "jcs");
  const auto equivalents = Agents()[0].equivalent_profiles;
  EXPECT_NE(std::find(equivalents.begin(), equivalents.end(), "go"),
            equivalents.end());
  EXPECT_EQ(std::find(equivalents.begin(), equivalents.end(), "go-null"),
            equivalents.end());
}

TEST_F(IngestUnverifiable, NamedProfileIsNotDetectedAgain) {
  Digest head{};
  options_.profile = FindHashProfile("python-spaced");
  IngestText(Recorded(R"("agent_id":"r")", 1, &head, "go") + "\n");
  EXPECT_EQ(Agents()[0].hash_profile, "python-spaced");
  options_.profile = nullptr;
  IngestText(Slurp(folder_ + "/log.jsonl") +
             Recorded(R"("agent_id":"r")", 2, &head, "go") + "\n");
  EXPECT_EQ(Agents()[0].hash_profile, "python-spaced");
  EXPECT_EQ(Rows()[1].content, R"({"agent_id": "r"})");
  EXPECT_FALSE(Rows()[1].original.empty());
}

}  // namespace
}  // namespace plog

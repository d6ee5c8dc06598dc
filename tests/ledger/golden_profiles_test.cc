// The chains in testdata/profiles were hashed by code that is not plog's
// (tests/ledger/golden_profiles.py): an error in a canonical form that plog
// makes and checks with the same code would show here.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "ledger/audit/audit.h"
#include "ledger/export/export.h"
#include "ledger/export/verify_export.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class GoldenProfile : public IngestFixture,
                      public testing::WithParamInterface<size_t> {
 protected:
  std::string_view Profile() const { return HashProfiles()[GetParam()].name; }
  std::string Golden() const {
    return fmt::format("{}/testdata/profiles/{}.jsonl", PLOG_SOURCE_DIR,
                       Profile());
  }
};

TEST_P(GoldenProfile, ForeignChainVerifiesUnderItsProfileAndNoOther) {
  EXPECT_EQ(Ingest(Golden()).committed, 3U);
  ASSERT_EQ(Agents()[0].hash_profile, Profile());
  EXPECT_THAT(Agents()[0].equivalent_profiles, IsEmpty());
  const auto reader = LedgerReader::Open(db_);
  const AuditReport report = *AuditLedger(**reader, {}, 1);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.verdict, Verdict::kVerifiedUnanchored);

  ProfileDetector detector;
  std::stringstream lines(Slurp(Golden()));
  for (std::string line; std::getline(lines, line);) detector.Add(line);
  const DetectedProfile detected = detector.Decide();
  for (size_t i = 0; i < HashProfiles().size(); ++i) {
    EXPECT_EQ(detected.verified[i], i == GetParam() ? 3U : 0U)
        << HashProfiles()[i].name;
  }
}

TEST_P(GoldenProfile, ExportVerifiesAndIsTheSameLedgerAgain) {
  Ingest(Golden());
  const Digest root = Root();
  std::string text;
  ASSERT_TRUE(ExportLedger(**LedgerReader::Open(db_), {},
                           [&text](std::string_view piece) -> Status {
                             text += piece;
                             return {};
                           }));
  const auto report = VerifyExport(text, {}, 10);
  ASSERT_TRUE(report);
  EXPECT_THAT(report->findings, IsEmpty());
  EXPECT_EQ(report->merkle_root, root);
  db_ = folder_ + "/again.db";
  ASSERT_EQ(Ingest(Write("export.plog", text)).committed, 3U);
  EXPECT_EQ(Agents()[0].hash_profile, Profile());
  EXPECT_EQ(Root(), root);
}

TEST_P(GoldenProfile, NamedWronglyEveryEventIsAMismatch) {
  const size_t other = (GetParam() + 1) % HashProfiles().size();
  options_.profile = &HashProfiles()[other];
  Ingest(Golden());
  const auto reader = LedgerReader::Open(db_);
  const AuditReport report = *AuditLedger(**reader, {}, 1);
  std::vector<std::string> codes;
  for (const AuditFinding& finding : report.findings) {
    codes.emplace_back(Name(finding.code));
  }
  EXPECT_THAT(codes,
              ElementsAre("hash-mismatch", "hash-mismatch", "hash-mismatch"));
  EXPECT_EQ(report.verdict, Verdict::kTampered);
}

INSTANTIATE_TEST_SUITE_P(AllProfiles, GoldenProfile,
                         testing::Range(size_t{0}, HashProfiles().size()));

using GoldenProfiles = IngestFixture;

TEST_F(GoldenProfiles, AreWhatTheirScriptMakes) {
  if (std::system("python3 -c '' 2>/dev/null") != 0) {
    GTEST_SKIP() << "skipped: there is no python3";
  }
  ASSERT_EQ(std::system(fmt::format("python3 {}/tests/ledger/"
                                    "golden_profiles.py {}/made",
                                    PLOG_SOURCE_DIR, folder_)
                            .c_str()),
            0);
  for (const HashProfile& profile : HashProfiles()) {
    const std::string name = fmt::format("/{}.jsonl", profile.name);
    EXPECT_EQ(Slurp(folder_ + "/made" + name),
              Slurp(std::string(PLOG_SOURCE_DIR) + "/testdata/profiles" + name))
        << profile.name;
  }
}

}  // namespace
}  // namespace plog

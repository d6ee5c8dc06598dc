// Every bit of a small export, note and proof, and a bit of every byte of a
// small ledger, is flipped once: what is then still verified differs from the
// original in nothing but what is listed here as covered by no hash.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "ledger/anchor/proof_file.h"
#include "ledger/audit/audit.h"
#include "ledger/audit/presented_event.h"
#include "ledger/audit/prove.h"
#include "ledger/export/export.h"
#include "ledger/export/verify_export.h"
#include "ledger/store/schema.h"
#include "tests/ledger/ingest_fixture.h"
#include "tests/ledger/tamper_trail.h"

namespace plog {
namespace {

using OnFlip = std::function<void(const std::string& flipped, size_t byte)>;

void FlipEveryBit(const std::string& whole, const OnFlip& on_flip) {
  for (size_t byte = 0; byte < whole.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = whole;
      flipped[byte] = static_cast<char>(flipped[byte] ^ 1 << bit);
      on_flip(flipped, byte);
    }
  }
}

bool IsGood(Verdict verdict) {
  return verdict == Verdict::kVerifiedAnchored ||
         verdict == Verdict::kVerifiedUnanchored;
}

std::string Around(const std::string& text, size_t byte) {
  return fmt::format("byte {}: …{}…", byte,
                     text.substr(byte < 30 ? 0 : byte - 30, 60));
}

class BitFlip : public IngestFixture {
 protected:
  BitFlip() : key_(*SigningKey::FromSeed("flip", std::string(32, 'k'))) {}

  void SetUp() override {
    IngestText(Trail::Make("a", 2).Text());
    const auto reader = LedgerReader::Open(db_);
    note_ = *SignLedgerTree(**reader, {}, key_, 1);
  }
  std::vector<VerifiedCheckpoint> Checkpoints() const {
    return {*OpenCheckpoint(note_, Keys(), "")};
  }
  std::vector<VerifierKey> Keys() const { return {key_.verifier()}; }
  // The same ledger with pages of 512 bytes: a short file.
  void MakePagesSmall() {
    std::string sql = fmt::format(
        "PRAGMA page_size=512; PRAGMA application_id={};"
        "PRAGMA user_version={};\n",
        kApplicationId, kSchemaVersion);
    std::string copy = fmt::format("ATTACH '{}' AS large;\n", db_);
    for (const SchemaObject& object : kSchema) {
      sql += std::string(object.sql) + ";\n";
      if (object.type != "table") continue;
      copy += fmt::format("INSERT INTO main.{0} SELECT * FROM large.{0};\n",
                          object.name);
    }
    const std::string script = Write("small.sql", sql + copy);
    const std::string small = folder_ + "/small.db";
    ASSERT_EQ(
        std::system(
            fmt::format("sqlite3 -batch -bail {} <{}", small, script).c_str()),
        0);
    db_ = small;
  }

  SigningKey key_;
  std::string note_;
};

TEST_F(BitFlip, OfAnExportShowsUnlessNoHashCoversTheByte) {
  std::string text;
  ASSERT_TRUE(ExportLedger(**LedgerReader::Open(db_), {},
                           [&text](std::string_view piece) -> Status {
                             text += piece;
                             return {};
                           }));
  const auto checkpoints = Checkpoints();
  ASSERT_EQ(VerifyExport(text, checkpoints, 9)->verdict,
            Verdict::kVerifiedAnchored);
  // version, exported_at, filter; hash_profile (its name), checkpoint.
  const size_t root = text.find("\"merkle_root\"");
  const size_t profile = text.find("\"hash_profile\"");
  const size_t events = text.find("\"events\"");
  FlipEveryBit(text, [&](const std::string& flipped, size_t byte) {
    const auto report = VerifyExport(flipped, checkpoints, 9);
    if (!report || !IsGood(report->verdict)) return;
    const bool listed = byte < root || (byte >= profile && byte < events);
    EXPECT_TRUE(listed) << Around(text, byte);
  });
}

TEST_F(BitFlip, OfANoteRefusesIt) {
  ASSERT_TRUE(OpenCheckpoint(note_, Keys(), ""));
  FlipEveryBit(note_, [this](const std::string& flipped, size_t byte) {
    EXPECT_FALSE(OpenCheckpoint(flipped, Keys(), "")) << Around(note_, byte);
  });
}

TEST_F(BitFlip, OfAProofRefusesIt) {
  const auto reader = LedgerReader::Open(db_);
  const ProvenEvent proven = *ProveInclusion(**reader, "a-2", note_);
  const Digest leaf = ReadPresentedEvent(proven.event)->leaf_hash;
  const std::string text = InclusionFileText(proven.file);
  ASSERT_TRUE(VerifyInclusionFile(proven.file, leaf, Keys(), ""));
  FlipEveryBit(text, [&](const std::string& flipped, size_t byte) {
    const auto parsed = ParseInclusionFile(flipped);
    EXPECT_FALSE(parsed && VerifyInclusionFile(*parsed, leaf, Keys(), ""))
        << Around(text, byte);
  });
}

TEST_F(BitFlip, OfAProvenEventShows) {
  const auto reader = LedgerReader::Open(db_);
  const ProvenEvent proven = *ProveInclusion(**reader, "a-2", note_);
  const auto is_proven = [&](const std::string& text) {
    const auto event = ReadPresentedEvent(text);
    return event && !event->profiles.empty() &&
           VerifyInclusionFile(proven.file, event->leaf_hash, Keys(), "");
  };
  ASSERT_TRUE(is_proven(proven.event));
  FlipEveryBit(proven.event, [&](const std::string& flipped, size_t byte) {
    EXPECT_FALSE(is_proven(flipped)) << Around(proven.event, byte);
  });
}

TEST_F(BitFlip, OfAConsistencyProofRefusesIt) {
  IngestText(Trail::Make("b", 3).Text());
  const auto reader = LedgerReader::Open(db_);
  const std::string newer = *SignLedgerTree(**reader, {}, key_, 1);
  const Checkpoint old = OpenCheckpoint(note_, Keys(), "")->checkpoint;
  const ConsistencyFile file = *ProveConsistency(**reader, note_, newer);
  ASSERT_TRUE(VerifyConsistencyFile(file, old, Keys(), ""));
  const std::string text = ConsistencyFileText(file);
  FlipEveryBit(text, [&](const std::string& flipped, size_t byte) {
    const auto parsed = ParseConsistencyFile(flipped);
    EXPECT_FALSE(parsed && VerifyConsistencyFile(*parsed, old, Keys(), ""))
        << Around(text, byte);
  });
}

// Everything that a verdict is about.
std::string Evidence(const LedgerReader& reader) {
  std::string text;
  const auto agents = reader.Agents();
  std::vector<uint64_t> keys;
  EXPECT_TRUE(reader.VisitIdKeys([&keys](std::span<const uint64_t> block) {
    keys.insert(keys.end(), block.begin(), block.end());
  }));
  const auto frontier = reader.TreeFrontier();
  for (const AgentRow& agent : *agents) {
    text += fmt::format("{} {} {} {} {}\n", agent.agent_id,
                        agent.kind == ChainKind::kSealed, agent.events,
                        agent.head_sequence, ToHex(agent.head_hash));
  }
  auto cursor = reader.Scan(1, UINT64_MAX);
  StoredEvent row;
  while (*cursor->Next(&row)) {
    text += fmt::format("{} {} {} {} {} {} {} {} {}\n", row.index, row.agent,
                        row.sequence, row.time_seconds.value_or(-1),
                        row.session.value_or("-"), row.action_type, row.content,
                        ToHex(row.hash), ToHex(row.prev_hash));
  }
  for (const uint64_t key : keys) {
    text += fmt::format("{:x} ", key);
  }
  for (const Digest& hash : frontier->hashes) text += ToHex(hash);
  return text;
}

// Covered by nothing: the profile's name of a chain, original lines, unhashed
// members, the tables of sources, rejects and checkpoints, and SQLite's own
// bookkeeping (change counters, free space).
TEST_F(BitFlip, OfALedgerChangesNothingThatIsVerified) {
  MakePagesSmall();
  const std::string whole = Slurp(db_);
  std::string evidence;
  {
    const auto reader = LedgerReader::Open(db_);
    ASSERT_TRUE(reader);
    ASSERT_TRUE(IsGood(AuditLedger(**reader, {}, 1)->verdict));
    evidence = Evidence(**reader);
  }
  AuditOptions options;
  options.checkpoints = Checkpoints();
  size_t opened = 0;
  size_t noticed = 0;
  for (size_t byte = 0; byte < whole.size(); ++byte) {
    // Most zeros are free space.
    if (whole[byte] == '\0' && byte % 8 != 0) continue;
    std::string flipped = whole;
    flipped[byte] = static_cast<char>(flipped[byte] ^ 1 << byte % 8);
    std::ofstream(db_, std::ios::binary) << flipped;
    const auto reader = LedgerReader::Open(db_);
    if (!reader) continue;
    ++opened;
    const auto report = AuditLedger(**reader, options, 1);
    if (!report || !IsGood(report->verdict)) {
      ++noticed;
      continue;
    }
    EXPECT_EQ(Evidence(**reader), evidence) << "byte " << byte;
  }
  EXPECT_GT(opened, 1000U);
  EXPECT_GT(noticed, 500U);
}

}  // namespace
}  // namespace plog

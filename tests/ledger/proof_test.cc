#include "ledger/tree/proof.h"

#include <gtest/gtest.h>

#include "ledger/anchor/proof_file.h"
#include "ledger/tree/merkle.h"

namespace plog {
namespace {

Digest Leaf(uint64_t index) {
  Sha256 sha;
  return LeafHash(&sha, std::to_string(index));
}

Digest RootOf(uint64_t size) {
  CompactRange range;
  for (uint64_t i = 0; i < size; ++i) range.Append(Leaf(i));
  return range.Root();
}

std::vector<Digest> Build(ProofBuilder builder, uint64_t leaves) {
  for (uint64_t i = 0; i < leaves; ++i) builder.Add(Leaf(i));
  return builder.Proof();
}

TEST(ProofBuilder, EveryInclusionProofVerifiesAndOnlyItsOwn) {
  for (uint64_t size = 1; size <= 20; ++size) {
    const Digest root = RootOf(size);
    for (uint64_t index = 0; index < size; ++index) {
      const auto proof = Build(ProofBuilder::Inclusion(index, size), size + 3);
      EXPECT_TRUE(VerifyInclusion(index, size, Leaf(index), proof, root))
          << index << " of " << size;
      EXPECT_FALSE(VerifyInclusion(index, size, Leaf(index + 1), proof, root));
      EXPECT_FALSE(VerifyInclusion(index + 1, size, Leaf(index), proof, root));
    }
  }
}

TEST(ProofBuilder, EveryConsistencyProofVerifies) {
  for (uint64_t new_size = 1; new_size <= 20; ++new_size) {
    for (uint64_t old_size = 1; old_size <= new_size; ++old_size) {
      const auto proof =
          Build(ProofBuilder::Consistency(old_size, new_size), new_size);
      EXPECT_TRUE(VerifyConsistency(old_size, new_size, proof, RootOf(old_size),
                                    RootOf(new_size)))
          << old_size << " in " << new_size;
      if (old_size == new_size) continue;
      EXPECT_FALSE(VerifyConsistency(old_size, new_size, proof,
                                     RootOf(old_size + 1), RootOf(new_size)));
    }
  }
}

class ProofFiles : public testing::Test {
 protected:
  ProofFiles()
      : key_(SigningKey::Generate("audit.example").value()),
        keys_({key_.verifier()}) {}

  std::string Note(uint64_t size) const {
    Checkpoint checkpoint;
    checkpoint.origin = "audit.example";
    checkpoint.size = size;
    checkpoint.root = RootOf(size);
    return SignCheckpoint(checkpoint, key_).value();
  }
  InclusionFile Inclusion(uint64_t index, uint64_t size) const {
    return {std::nullopt, index,
            Build(ProofBuilder::Inclusion(index, size), size), Note(size)};
  }
  ConsistencyFile Consistency(uint64_t old_size, uint64_t size) const {
    return {old_size, Build(ProofBuilder::Consistency(old_size, size), size),
            Note(size)};
  }
  Checkpoint Old(uint64_t size) const {
    return OpenCheckpoint(Note(size), keys_, "")->checkpoint;
  }

  const SigningKey key_;
  const std::vector<VerifierKey> keys_;
};

TEST_F(ProofFiles, InclusionIsCheckedWithoutTheLedger) {
  InclusionFile file = Inclusion(5, 12);
  file.extra = "any bytes";
  const std::string text = InclusionFileText(file);
  const auto parsed = ParseInclusionFile(text);
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(InclusionFileText(*parsed), text);
  EXPECT_EQ(parsed->extra, "any bytes");
  EXPECT_TRUE(VerifyInclusionFile(*parsed, Leaf(5), keys_, "").has_value());
  EXPECT_FALSE(VerifyInclusionFile(*parsed, Leaf(6), keys_, "").has_value());
  EXPECT_FALSE(VerifyInclusionFile(*parsed, Leaf(5), {}, "").has_value());
  EXPECT_FALSE(VerifyInclusionFile(*parsed, Leaf(5), keys_, "o").has_value());
}

TEST_F(ProofFiles, InclusionUnderAnotherCheckpointOrIndexIsRefused) {
  InclusionFile file = Inclusion(5, 12);
  file.checkpoint = Note(13);
  EXPECT_FALSE(VerifyInclusionFile(file, Leaf(5), keys_, "").has_value());
  file = Inclusion(5, 12);
  file.index = 4;
  EXPECT_FALSE(VerifyInclusionFile(file, Leaf(5), keys_, "").has_value());
  file = Inclusion(5, 12);
  file.proof.push_back(file.proof.back());
  EXPECT_FALSE(VerifyInclusionFile(file, Leaf(5), keys_, "").has_value());
  file = Inclusion(5, 12);
  file.proof.pop_back();
  EXPECT_FALSE(VerifyInclusionFile(file, Leaf(5), keys_, "").has_value());
}

TEST_F(ProofFiles, ConsistencyIsCheckedWithoutTheLedger) {
  const std::string text = ConsistencyFileText(Consistency(5, 12));
  const auto parsed = ParseConsistencyFile(text);
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(ConsistencyFileText(*parsed), text);
  EXPECT_TRUE(VerifyConsistencyFile(*parsed, Old(5), keys_, "").has_value());
  EXPECT_FALSE(VerifyConsistencyFile(*parsed, Old(6), keys_, "").has_value());
  const ConsistencyFile from_empty{0, {}, Note(3)};
  EXPECT_TRUE(VerifyConsistencyFile(from_empty, Old(0), keys_, ""));
  Checkpoint false_empty = Old(0);
  false_empty.root = RootOf(1);
  EXPECT_FALSE(VerifyConsistencyFile(from_empty, false_empty, keys_, ""));
  EXPECT_TRUE(VerifyConsistencyFile(Consistency(4, 4), Old(4), keys_, ""));
}

TEST_F(ProofFiles, MalformedFilesAreRefused) {
  const std::string text = InclusionFileText(Inclusion(2, 3));
  const std::string header = "c2sp.org/tlog-proof@v1\n";
  const std::string line = "8fI1uz2C2VIxq8BPkoaxn5LdjslMHz/uTsLxtzImPZE=\n";
  std::string too_long = header + "index 0\n";
  for (int i = 0; i < 64; ++i) too_long += line;
  for (const std::string& bad :
       {std::string(), header, "x" + text, header + "index 01\n\nnote",
        header + "index -1\n\nnote", header + "index 1", header + "index 1\n",
        header + "index 1\nAAAA\n\nnote", header + "extra !\nindex 1\n\nnote",
        header + "indexx 1\n\nnote", header + line + "\nnote",
        too_long + "\nnote"}) {
    EXPECT_FALSE(ParseInclusionFile(bad).has_value()) << bad;
  }
  for (const char* bad : {"", "old 1", "old 01\n\nn", "old 1\n", "1\n\nn"}) {
    EXPECT_FALSE(ParseConsistencyFile(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace plog

#include "ledger/tree/merkle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ledger/anchor/base64.h"
#include "tests/ledger/vector_file.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> JsonFilesUnder(std::string_view folder) {
  std::vector<fs::path> files;
  if (!fs::exists(VectorPath(folder))) return files;
  for (const auto& entry : fs::recursive_directory_iterator(VectorPath(folder)))
    if (entry.is_regular_file()) files.push_back(entry.path());
  return files;
}

std::optional<Digest> DigestFromBytes(std::string_view bytes) {
  if (bytes.size() != sizeof(Digest)) return std::nullopt;
  Digest digest;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

Digest HexDigest(std::string_view hex) {
  return DigestFromHex(hex).value_or(kZeroDigest);
}

std::optional<Digest> DigestOf(JsonView object, std::string_view member) {
  return DigestFromBytes(FromBase64(TextOf(object, member)).value_or(""));
}

// Some vectors have roots and nodes that are no hashes. Their SHA-256 stands in
// for them: it keeps them equal to themselves and different from all others.
Digest DigestOrStandIn(std::string_view base64) {
  const std::string bytes = FromBase64(base64).value_or("");
  return DigestFromBytes(bytes).value_or(Sha256Of("not a hash: " + bytes));
}

std::vector<Digest> ProofOf(JsonView test) {
  std::vector<Digest> proof;
  const JsonView nodes = test.Find("proof");
  if (!nodes.is(JsonType::kArray)) return proof;
  for (JsonView v = nodes.First(); v.valid(); v = nodes.After(v)) {
    proof.push_back(DigestOrStandIn(v.AsString()));
  }
  return proof;
}

// The vectors have integers that plog's reader refuses, up to 2^64 - 1: they
// are read as text.
std::string QuoteIntegers(std::string_view json) {
  std::string out;
  for (size_t i = 0; i < json.size(); ++i) {
    const bool digit = json[i] >= '0' && json[i] <= '9';
    const bool begins = digit && i > 1 && json.substr(i - 2, 2) == ": ";
    if (begins) out += '"';
    out += json[i];
    const bool ends = digit && i + 1 < json.size() &&
                      (json[i + 1] == ',' || json[i + 1] == '\n');
    if (ends) out += '"';
  }
  return out;
}

uint64_t SizeOf(JsonView test, std::string_view member) {
  return std::stoull(TextOf(test, member));
}

TEST(MerkleVectors, InclusionProofsAreAcceptedExactlyAsPublished) {
  const auto files = JsonFilesUnder("merkle/inclusion");
  if (files.empty()) GTEST_SKIP() << "no published vectors here";
  ASSERT_EQ(files.size(), 98u);
  for (const fs::path& path : files) {
    const VectorFile file(path.string(), QuoteIntegers);
    const JsonView test = file.root();
    const auto leaf = DigestOf(test, "leafHash");
    const bool accepted =
        leaf && VerifyInclusion(SizeOf(test, "leafIdx"),
                                SizeOf(test, "treeSize"), *leaf, ProofOf(test),
                                DigestOrStandIn(TextOf(test, "root")));
    EXPECT_EQ(accepted, !FlagOf(test, "wantErr")) << path;
  }
}

TEST(MerkleVectors, ConsistencyProofsAreAcceptedExactlyAsPublished) {
  const auto files = JsonFilesUnder("merkle/consistency");
  if (files.empty()) GTEST_SKIP() << "no published vectors here";
  ASSERT_EQ(files.size(), 98u);
  for (const fs::path& path : files) {
    const VectorFile file(path.string(), QuoteIntegers);
    const JsonView test = file.root();
    const bool accepted =
        VerifyConsistency(SizeOf(test, "size1"), SizeOf(test, "size2"),
                          ProofOf(test), DigestOrStandIn(TextOf(test, "root1")),
                          DigestOrStandIn(TextOf(test, "root2")));
    EXPECT_EQ(accepted, !FlagOf(test, "wantErr")) << path;
  }
}

TEST(MerkleVectors, RootsOfGrowingTreesAsPublished) {
  const std::string path = VectorPath("merkle/rfc6962.json");
  if (!fs::exists(path)) GTEST_SKIP() << "no published vectors here";
  const VectorFile file(path);
  const JsonView tree = file.root().Find("tree");
  const JsonView roots = tree.Find("root_by_tree_size");
  const JsonView leaves = tree.Find("leaf_data");
  Sha256 sha;
  CompactRange range;
  for (size_t n = 0; n < roots.size(); ++n) {
    EXPECT_EQ(ToHex(range.Root()), roots.At(n).AsString()) << n;
    if (n == leaves.size()) break;
    range.Append(LeafHash(&sha, FromHex(leaves.At(n).AsString())));
  }
  EXPECT_EQ(range.size(), 8u);
}

TEST(MerkleVectors, HasherAsPublished) {
  const std::string path = VectorPath("merkle/rfc6962.json");
  if (!fs::exists(path)) GTEST_SKIP() << "no published vectors here";
  const VectorFile file(path);
  Sha256 sha;
  const JsonView cases = file.root().Find("hasher");
  for (JsonView c = cases.First(); c.valid(); c = cases.After(c)) {
    if (TextOf(c, "op") != "leaf") continue;
    EXPECT_EQ(ToHex(LeafHash(&sha, FromHex(TextOf(c, "data")))),
              TextOf(c, "want"));
  }
  const JsonView node = file.root().Find("properties").At(0);
  EXPECT_EQ(ToHex(NodeHash(&sha, HexDigest(TextOf(node, "left")),
                           HexDigest(TextOf(node, "right")))),
            TextOf(node, "node"));
}

// The rule "an odd level repeats its last node" gives two lists one root.
TEST(CompactRange, RepeatingTheLastLeafChangesTheRoot) {
  Sha256 sha;
  CompactRange three;
  for (const char* leaf : {"a", "b", "c"}) three.Append(LeafHash(&sha, leaf));
  CompactRange four = three;
  four.Append(LeafHash(&sha, "c"));
  EXPECT_NE(three.Root(), four.Root());
}

TEST(CompactRange, CopyAndStoredFrontierGrowAlike) {
  Sha256 sha;
  CompactRange grown;
  for (int n = 0; n < 70; ++n) {
    const Digest leaf = LeafHash(&sha, std::to_string(n));
    CompactRange copy = grown;
    CompactRange stored(grown.size(), grown.hashes());
    grown.Append(leaf);
    copy.Append(leaf);
    stored.Append(leaf);
    ASSERT_EQ(grown.Root(), copy.Root()) << n;
    ASSERT_EQ(grown.hashes(), stored.hashes()) << n;
  }
}

TEST(LeafData, BindsAgentHashPrevHashAndSequence) {
  const Digest hash = HexDigest(
      "1bc7accc02890ec7e492d48a20752fa8e4d739ae75f0d880552e367238876291");
  std::string data;
  AppendLeafData("my-agent", hash, kZeroDigest, 1, &data);
  EXPECT_EQ(data,
            R"({"a":"my-agent","h":"1bc7accc02890ec7e492d48a20752fa8e4d739ae75)"
            R"(f0d880552e367238876291","p":"000000000000000000000000000000000)"
            R"(0000000000000000000000000000000","s":1,"v":"plog-leaf-v1"})");
  EXPECT_EQ(data.size(), 183u);
  Sha256 sha;
  EXPECT_EQ(ToHex(LeafHash(&sha, data)),
            "f1f235bb3d82d95231abc04f9286b19f92dd8ec94c1f3fee4ec2f1b732263d91");
}

TEST(LeafData, AgentNamesAreEscapedAsJson) {
  std::string data;
  AppendLeafData("a\"\\\n\x7f\xC3\xA9", kZeroDigest, kZeroDigest, 7, &data);
  EXPECT_THAT(
      data, testing::StartsWith("{\"a\":\"a\\\"\\\\\\n\x7f\xC3\xA9\",\"h\":"));
}

}  // namespace
}  // namespace plog

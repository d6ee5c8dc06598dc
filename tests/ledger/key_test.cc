#include "ledger/anchor/key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/ledger/vector_file.h"

namespace plog {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Ed25519PublicKey PublicKey(std::string_view hex) {
  Ed25519PublicKey key{};
  const std::string bytes = FromHex(hex);
  std::copy_n(bytes.begin(), std::min(bytes.size(), key.size()), key.begin());
  return key;
}

TEST(Ed25519, AgreesWithWycheproof) {
  const std::string path = VectorPath("ed25519/wycheproof_ed25519_test.json");
  if (!fs::exists(path)) GTEST_SKIP() << "no published vectors here";
  const VectorFile file(path);
  size_t cases = 0;
  const JsonView groups = file.root().Find("testGroups");
  for (JsonView g = groups.First(); g.valid(); g = groups.After(g)) {
    const auto key = PublicKey(TextOf(g.Find("publicKey"), "pk"));
    const JsonView tests = g.Find("tests");
    for (JsonView t = tests.First(); t.valid(); t = tests.After(t)) {
      EXPECT_EQ(VerifyEd25519(key, FromHex(TextOf(t, "msg")),
                              FromHex(TextOf(t, "sig"))),
                TextOf(t, "result") == "valid")
          << TextOf(t, "comment");
      ++cases;
    }
  }
  EXPECT_EQ(cases, 151u);
}

bool HasFlag(JsonView flags, std::string_view flag) {
  if (!flags.is(JsonType::kArray)) return false;
  for (JsonView f = flags.First(); f.valid(); f = flags.After(f)) {
    if (f.AsString() == flag) return true;
  }
  return false;
}

// The verifier accepts signatures under such keys, enrolment must not.
TEST(Ed25519, KeysOfSmallOrderAndOtherSpellingsAreUnsound) {
  const std::string path = VectorPath("ed25519/cctv_ed25519vectors.json");
  if (!fs::exists(path)) GTEST_SKIP() << "no published vectors here";
  const VectorFile file(path);
  size_t unsound = 0;
  for (JsonView c = file.root().First(); c.valid(); c = file.root().After(c)) {
    const JsonView flags = c.Find("flags");
    const bool bad =
        HasFlag(flags, "low_order_A") || HasFlag(flags, "non_canonical_A");
    EXPECT_EQ(IsSoundPublicKey(PublicKey(TextOf(c, "key"))), !bad)
        << TextOf(c, "key");
    if (bad) ++unsound;
  }
  EXPECT_EQ(file.root().size(), 914u);
  EXPECT_GT(unsound, 0u);
}

TEST(VerifierKey, PublishedKeysRoundTrip) {
  const std::string path = VectorPath("note/signed-notes.json");
  if (!fs::exists(path)) GTEST_SKIP() << "no published vectors here";
  const VectorFile file(path);
  const JsonView keys = file.root().Find("keys");
  for (JsonView k = keys.First(); k.valid(); k = keys.After(k)) {
    const auto key = ParseVerifierKey(TextOf(k, "vkey"));
    ASSERT_TRUE(key.has_value()) << key.error().message;
    EXPECT_EQ(key->name, TextOf(k, "name"));
    EXPECT_EQ(key->key, PublicKey(TextOf(k, "public_key")));
    EXPECT_EQ(VerifierKeyText(*key), TextOf(k, "vkey"));
  }
  const JsonView bad = file.root().Find("malformed_vkeys");
  ASSERT_EQ(bad.size(), 5u);
  for (JsonView k = bad.First(); k.valid(); k = bad.After(k)) {
    EXPECT_FALSE(ParseVerifierKey(TextOf(k, "vkey"))) << TextOf(k, "name");
  }
}

TEST(VerifierKey, OtherSpellingsOfAKeyAreRefused) {
  const auto key = SigningKey::Generate("audit.example/log");
  ASSERT_TRUE(key.has_value());
  const std::string text = VerifierKeyText(key->verifier());
  ASSERT_TRUE(ParseVerifierKey(text).has_value());
  for (const std::string& other :
       {text + "\n", " " + text, text + "=", std::string(), std::string("+"),
        std::string("++"), text.substr(0, text.size() - 4),
        text.substr(0, 18) + "ABCDEF01" + text.substr(26)}) {
    EXPECT_FALSE(ParseVerifierKey(other)) << other;
  }
}

TEST(KeyName, NoSpacesOfAnyScriptNoPlusNoControls) {
  EXPECT_TRUE(IsKeyName("audit.example/ledger/demo"));
  EXPECT_TRUE(
      IsKeyName("pr\xC3\xBC"
                "fer.example"));
  for (const char* name :
       {"", "a b", "a+b", "a\tb", "a\nb", "\x01", "\x7f", "a\xC2\xA0z",
        "a\xC2\x85z", "a\xE2\x80\x83z", "a\xE3\x80\x80z", "a\xFFz"}) {
    EXPECT_FALSE(IsKeyName(name)) << name;
  }
}

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "plog-key-" + std::to_string(getpid());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const char* name) const { return folder_ + "/" + name; }
  std::string Put(const char* name, std::string_view text,
                  mode_t mode = 0600) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    chmod(Path(name).c_str(), mode);
    return Path(name);
  }

 private:
  std::string folder_;
};

TEST_F(KeyFile, WrittenKeySignsAlikeAndIsPrivate) {
  const auto key = SigningKey::Generate("audit.example/log");
  ASSERT_TRUE(key->Write(Path("k.pem")).has_value());
  struct stat info {};
  ASSERT_EQ(stat(Path("k.pem").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto read = SigningKey::Read(Path("k.pem"));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(VerifierKeyText(read->verifier()),
            VerifierKeyText(key->verifier()));
  EXPECT_EQ(read->Sign("text"), key->Sign("text"));
  EXPECT_TRUE(VerifyEd25519(key->verifier().key, "text", read->Sign("text")));
  EXPECT_FALSE(VerifyEd25519(key->verifier().key, "Text", read->Sign("text")));
}

TEST_F(KeyFile, NeverReplacesAFileOrFollowsALink) {
  const auto key = SigningKey::Generate("k");
  const std::string taken = Put("taken", "precious");
  EXPECT_FALSE(key->Write(taken).has_value());
  EXPECT_EQ(ReadWholeFile(taken), "precious");
  fs::create_symlink(Path("elsewhere"), Path("link"));
  EXPECT_FALSE(key->Write(Path("link")).has_value());
  EXPECT_FALSE(fs::exists(Path("elsewhere")));
}

TEST_F(KeyFile, UnsuitableFilesAreRefused) {
  const auto key = SigningKey::Generate("k");
  ASSERT_TRUE(key->Write(Path("good")).has_value());
  const std::string pem = ReadWholeFile(Path("good"));
  const std::string nameless = pem.substr(pem.find('\n') + 1);

  const auto open_to_all = SigningKey::Read(Put("open", pem, 0644));
  ASSERT_FALSE(open_to_all.has_value());
  EXPECT_THAT(open_to_all.error().hint, HasSubstr("chmod 600"));
  EXPECT_FALSE(SigningKey::Read(Path("absent")).has_value());
  EXPECT_FALSE(SigningKey::Read(fs::path(Path("good")).parent_path()));
  EXPECT_FALSE(SigningKey::Read(Put("empty", "")).has_value());
  EXPECT_FALSE(SigningKey::Read(Put("junk", "not a key\n")).has_value());
  EXPECT_FALSE(SigningKey::Read(Put("large", pem + std::string(20000, '\n'))));
  EXPECT_FALSE(SigningKey::Read(Put("nameless", nameless)).has_value());
  EXPECT_TRUE(SigningKey::Read(Path("nameless"), "named").has_value());
  EXPECT_FALSE(SigningKey::Read(Path("nameless"), "not a name").has_value());
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  EXPECT_FALSE(SigningKey::Read(Path("fifo")).has_value());
}

}  // namespace
}  // namespace plog

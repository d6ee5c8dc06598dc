#include "ledger/anchor/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ledger/anchor/base64.h"
#include "ledger/anchor/checkpoint.h"
#include "tests/ledger/vector_file.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PublishedNotes : public testing::Test {
 protected:
  void SetUp() override {
    const std::string path = VectorPath("note/signed-notes.json");
    if (!std::filesystem::exists(path)) {
      GTEST_SKIP() << "no published vectors here";
    }
    file_ = std::make_unique<VectorFile>(path);
  }

  JsonView KeyRow(std::string_view id) const {
    const JsonView keys = file_->root().Find("keys");
    for (JsonView k = keys.First(); k.valid(); k = keys.After(k)) {
      if (TextOf(k, "id") == id) return k;
    }
    return {};
  }

  std::vector<VerifierKey> Keys(JsonView ids) const {
    std::vector<VerifierKey> keys;
    for (JsonView id = ids.First(); id.valid(); id = ids.After(id)) {
      keys.push_back(
          ParseVerifierKey(TextOf(KeyRow(id.AsString()), "vkey")).value());
    }
    return keys;
  }

  std::vector<std::string> Names(JsonView ids) const {
    std::vector<std::string> names;
    for (JsonView id = ids.First(); id.valid(); id = ids.After(id)) {
      const JsonView row = KeyRow(id.AsString());
      names.push_back(row.valid() ? TextOf(row, "name")
                                  : std::string(id.AsString()));
    }
    return names;
  }

  std::unique_ptr<VectorFile> file_;
};

std::string NoteBytes(JsonView test) {
  const JsonView repeat = test.Find("repeat");
  if (!repeat.valid()) {
    return FromBase64(TextOf(test, "note_base64")).value_or("");
  }
  std::string note = TextOf(repeat, "prefix");
  for (int64_t i = 0; i < repeat.Find("count").AsInteger(); ++i) {
    note += TextOf(repeat, "line");
  }
  return note;
}

std::string Outcome(const NoteResult<OpenedNote>& opened) {
  if (opened) return "verified";
  switch (opened.error().code) {
    case NoteFault::Code::kMalformed:
      return "malformed";
    case NoteFault::Code::kBadSignature:
      return "invalid signature";
    case NoteFault::Code::kNoKnownKey:
      return "no verifiable signatures";
  }
  return "";
}

TEST_F(PublishedNotes, OpenExactlyAsPublished) {
  const JsonView cases = file_->root().Find("cases");
  ASSERT_EQ(cases.size(), 17u);
  for (JsonView c = cases.First(); c.valid(); c = cases.After(c)) {
    SCOPED_TRACE(TextOf(c, "name"));
    const auto opened = OpenNote(NoteBytes(c), Keys(c.Find("known_keys")));
    EXPECT_EQ(Outcome(opened), TextOf(c, "want"));
    if (!opened) continue;
    EXPECT_EQ(opened->text, TextOf(c, "text"));
    EXPECT_EQ(opened->verified_names, Names(c.Find("verified")));
    EXPECT_EQ(opened->ignored_names, Names(c.Find("unverified")));
  }
}

TEST_F(PublishedNotes, SigningIsDeterministic) {
  const JsonView test = file_->root().Find("signing").At(0);
  const std::string secret = TextOf(test, "skey");
  const std::string prefix = "PRIVATE+KEY+PeterNeumann+c74f20a3+";
  const std::string bytes =  // type, seed
      FromBase64(secret.substr(prefix.size())).value();
  const auto key = SigningKey::FromSeed("PeterNeumann", bytes.substr(1));
  ASSERT_TRUE(key.has_value()) << key.error().message;
  EXPECT_EQ(SignNote(TextOf(test, "text"), *key).value_or(""),
            TextOf(test, "want_note"));
}

TEST_F(PublishedNotes, CosignedCheckpointIsRead) {
  const JsonView test = file_->root().Find("checkpoints").At(0);
  const auto note = ParseNote(TextOf(test, "note"));
  ASSERT_TRUE(note.has_value()) << note.error().message;
  ASSERT_EQ(note->signatures.size(), 2u);
  EXPECT_EQ(note->signatures[0].key_id, 0x033de0aeu);
  EXPECT_EQ(note->signatures[1].key_id, 0x8d66cf3fu);
  EXPECT_EQ(note->signatures[1].signature.size(), 72u);
  const auto checkpoint = ParseCheckpointText(note->text);
  ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->origin, TextOf(test, "origin"));
  EXPECT_EQ(checkpoint->size, 20852163u);
  EXPECT_EQ(ToHex(checkpoint->root), TextOf(test, "root"));
  EXPECT_EQ(CheckpointText(*checkpoint), note->text);
}

TEST(Note, TextMayHoldEmptyLinesAndLookLikeASignature) {
  const auto key = SigningKey::Generate("k");
  const std::string text = "a\n\n\xE2\x80\x94 k AAAAAAA=\n\nb\n";
  const auto note = SignNote(text, *key);
  ASSERT_TRUE(note.has_value());
  const std::vector<VerifierKey> keys = {key->verifier()};
  EXPECT_EQ(OpenNote(*note, keys).value_or(OpenedNote{}).text, text);
}

TEST(Note, UnsignableTextIsRefused) {
  const auto key = SigningKey::Generate("k");
  for (const std::string& text :
       {std::string("no newline"), std::string(), std::string("a\tb\n"),
        std::string("a\0b\n", 4), std::string("\xFF\n"),
        std::string(1000000, 'a') + "\n"}) {
    EXPECT_FALSE(SignNote(text, *key)) << text.substr(0, 20);
  }
}

TEST(Note, EveryFlippedBitIsNoticed) {
  const auto key = SigningKey::Generate("audit.example");
  const auto note = SignNote("audit.example\n7\ntext\n", *key);
  const std::vector<VerifierKey> keys = {key->verifier()};
  ASSERT_TRUE(OpenNote(*note, keys).has_value());
  for (size_t byte = 0; byte < note->size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = *note;
      flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << bit));
      EXPECT_FALSE(OpenNote(flipped, keys)) << byte << "." << bit;
    }
  }
}

TEST(Checkpoint, TextOfTheDocumentedExample) {
  Checkpoint checkpoint;
  checkpoint.origin = "audit.example/ledger/demo";
  checkpoint.size = 1;
  checkpoint.root =
      DigestFromHex(
          "f1f235bb3d82d95231abc04f9286b19f92dd8ec94c1f3fee4ec2f1b732263d91")
          .value();
  EXPECT_EQ(CheckpointText(checkpoint),
            "audit.example/ledger/demo\n1\n"
            "8fI1uz2C2VIxq8BPkoaxn5LdjslMHz/uTsLxtzImPZE=\n");
}

TEST(Checkpoint, MalformedTextIsRefused) {
  const std::string root = "8fI1uz2C2VIxq8BPkoaxn5LdjslMHz/uTsLxtzImPZE=\n";
  ASSERT_TRUE(ParseCheckpointText("o\n0\n" + root).has_value());
  ASSERT_TRUE(ParseCheckpointText("o\n1\n" + root + "extension\n").has_value());
  for (const std::string& text :
       {std::string(), std::string("\n1\n") + root, "o\n01\n" + root,
        "o\n+1\n" + root, "o\n-1\n" + root, "o\n1 \n" + root, "o\n\n" + root,
        "o\n18446744073709551616\n" + root, std::string("o\n1\n"),
        std::string("o\n1\n8fI1uz2C2VIxq8BPkoaxn5LdjslMHz/uTsLxtzImPZE\n"),
        std::string("o\n1\nAAAA\n"), "o\n1\n" + root + "\n",
        "o\n1\n" + root + "no newline",
        std::string("o\n1\n8fI1uz2C2VIxq8BPkoaxn5LdjslMHz_uTsLxtzImPZE=\n"),
        std::string("o\n1\n8fI1uz2C2VIxq8BPkoaxn5LdjslMHz/uTsLxtzImPZF=\n")}) {
    EXPECT_FALSE(ParseCheckpointText(text)) << text;
  }
}

TEST(Checkpoint, AuditorPinsOriginAndKey) {
  const auto key = SigningKey::Generate("audit.example");
  const auto other = SigningKey::Generate("audit.example");
  Checkpoint checkpoint;
  checkpoint.origin = "audit.example";
  checkpoint.size = 7;
  const std::string note = SignCheckpoint(checkpoint, *key).value();
  const std::vector<VerifierKey> keys = {key->verifier()};
  const std::vector<VerifierKey> others = {other->verifier()};
  EXPECT_TRUE(OpenCheckpoint(note, keys, "").has_value());
  EXPECT_TRUE(OpenCheckpoint(note, keys, "audit.example").has_value());
  EXPECT_FALSE(OpenCheckpoint(note, keys, "audit.example/b").has_value());
  EXPECT_FALSE(OpenCheckpoint(note, others, "").has_value());
  EXPECT_FALSE(OpenCheckpoint(note, {}, "").has_value());

  checkpoint.origin = "elsewhere";
  const std::string foreign = SignCheckpoint(checkpoint, *key).value();
  EXPECT_FALSE(OpenCheckpoint(foreign, keys, "").has_value());
  EXPECT_EQ(OpenCheckpoint(foreign, keys, "elsewhere")->key_name,
            "audit.example");
}

TEST(Checkpoint, OriginThatIsNoLineIsNotSigned) {
  const auto key = SigningKey::Generate("k");
  Checkpoint checkpoint;
  for (const char* origin : {"", "a\nb", "a\tb"}) {
    checkpoint.origin = origin;
    EXPECT_FALSE(SignCheckpoint(checkpoint, *key)) << origin;
  }
}

}  // namespace
}  // namespace plog

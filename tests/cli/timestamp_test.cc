// Time-stamps of a time-stamping authority made on the spot with openssl.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/process.h"

namespace plog {
namespace {

using testing::HasSubstr;

constexpr std::string_view kAuthority = R"(
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamp]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = here
[here]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
)";

class TimestampTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_.Write("tsa.cnf", std::string(kAuthority));
    folder_.Write("serial", "01\n");
    folder_.Write("note.txt", "example.org/log\n1\nroot\n");
    Sh("openssl req -x509 -newkey ed25519 -nodes -keyout ca.key -out ca.pem "
       "-subj /CN=Root -days 2 -config tsa.cnf -extensions root");
    Sh("openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr "
       "-subj /CN=Authority -config tsa.cnf");
    Sh("openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial "
       "-days 2 -out tsa.pem -extfile tsa.cnf -extensions stamp");
  }

  void Answer(const std::string& request, const std::string& response) {
    Sh("openssl ts -reply -config tsa.cnf -section here -queryfile " + request +
       " -signer tsa.pem -inkey tsa.key -out " + response);
  }

  ProcessOptions InFolder() const {
    ProcessOptions options;
    options.directory = folder_.path();
    return options;
  }
  void Sh(const std::string& line) {
    const ProcessResult run = RunShell(line, InFolder());
    ASSERT_EQ(0, run.status) << line << "\n" << run.err;
  }
  ProcessResult Plog(const std::vector<std::string>& arguments) {
    return RunBinary(arguments, InFolder());
  }

  TemporaryFolder folder_;
};

TEST_F(TimestampTest, StampedNoteVerifiesUnderItsAuthorityOnly) {
  ASSERT_EQ(0,
            Plog({"timestamp", "request", "note.txt", "-o", "q.tsq"}).status);
  Answer("q.tsq", "a.tsr");
  const ProcessResult attached =
      Plog({"timestamp", "attach", "note.txt", "a.tsr", "--request", "q.tsq"});
  ASSERT_EQ(0, attached.status) << attached.err;

  const ProcessResult good =
      Plog({"timestamp", "verify", "note.txt", "--ca", "ca.pem"});
  EXPECT_EQ(0, good.status) << good.err;
  EXPECT_THAT(good.out, HasSubstr("\"authority\": \"CN=Authority\""));

  Sh("openssl req -x509 -newkey ed25519 -nodes -keyout x.key -out other.pem "
     "-subj /CN=Root -days 2 -config tsa.cnf -extensions root");
  EXPECT_EQ(
      3, Plog({"timestamp", "verify", "note.txt", "--ca", "other.pem"}).status);
}

TEST_F(TimestampTest, ChangedNoteIsNotWhatWasStamped) {
  ASSERT_EQ(0,
            Plog({"timestamp", "request", "note.txt", "-o", "q.tsq"}).status);
  Answer("q.tsq", "note.txt.tsr");
  folder_.Write("note.txt", "example.org/log\n2\nroot\n");
  const ProcessResult run =
      Plog({"timestamp", "verify", "note.txt", "--ca", "ca.pem"});
  EXPECT_EQ(3, run.status);
  EXPECT_THAT(run.err, HasSubstr("about something else"));
}

TEST_F(TimestampTest, ReplayedAnswerDoesNotMatchTheRequest) {
  for (const char* request : {"q1.tsq", "q2.tsq"}) {
    ASSERT_EQ(0,
              Plog({"timestamp", "request", "note.txt", "-o", request}).status);
  }
  Answer("q1.tsq", "a1.tsr");
  const ProcessResult run = Plog(
      {"timestamp", "attach", "note.txt", "a1.tsr", "--request", "q2.tsq"});
  EXPECT_EQ(3, run.status);
  EXPECT_THAT(run.err, HasSubstr("answers another request"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/note.txt.tsr"));
}

TEST_F(TimestampTest, FlippedByteOfTheTokenDoesNotVerify) {
  ASSERT_EQ(0,
            Plog({"timestamp", "request", "note.txt", "-o", "q.tsq"}).status);
  Answer("q.tsq", "a.tsr");
  std::string response = ReadFile(folder_.path() + "/a.tsr");
  response.back() = static_cast<char>(response.back() ^ 1);
  folder_.Write("note.txt.tsr", response);
  EXPECT_EQ(3,
            Plog({"timestamp", "verify", "note.txt", "--ca", "ca.pem"}).status);
}

}  // namespace
}  // namespace plog

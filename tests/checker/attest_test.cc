#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/attest/dsse.h"
#include "checker/attest/report_chain.h"
#include "checker/attest/statement.h"
#include "checker/formats/format.h"
#include "checker/report/finalize.h"
#include "ledger/anchor/base64.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

SigningKey KeyOf(char seed) {
  auto key = SigningKey::FromSeed("auditor", std::string(32, seed));
  EXPECT_TRUE(key.has_value());
  return std::move(*key);
}

std::string Replaced(std::string text, std::string_view from,
                     std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Dsse, EncodesWhatIsSignedAsThePublishedVectorDoes) {
  EXPECT_EQ(PreAuthEncoding("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  EXPECT_EQ(PreAuthEncoding("", ""), "DSSEv1 0  0 ");
}

TEST(Dsse, OpensWhatItSigned) {
  const SigningKey key = KeyOf('a');
  const std::vector<VerifierKey> keys = {KeyOf('b').verifier(), key.verifier()};
  const std::string envelope =
      SignEnvelope(kInTotoPayloadType, "{\"a\":\"\xff\"}", key);
  const auto opened = OpenEnvelope(envelope, kInTotoPayloadType, keys);
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  EXPECT_EQ(opened->payload, "{\"a\":\"\xff\"}");
  EXPECT_EQ(opened->key_name, "auditor");
}

TEST(Dsse, TakesUrlSafeBase64AndIgnoresKeyIds) {
  const SigningKey key = KeyOf('a');
  std::string envelope = SignEnvelope(kInTotoPayloadType,
                                      "?"
                                      "?>>~~",
                                      key);
  EXPECT_NE(envelope.find("Pz8+Pn5+"), std::string::npos);
  envelope = Replaced(envelope, "Pz8+Pn5+", "Pz8-Pn5-");
  envelope = Replaced(envelope, "\"keyid\":\"auditor", "\"keyid\":\"someone");
  const std::vector<VerifierKey> keys = {key.verifier()};
  EXPECT_TRUE(OpenEnvelope(envelope, kInTotoPayloadType, keys).has_value());
}

TEST(Dsse, RefusesEverythingThatIsNotSignedAsItStands) {
  const SigningKey key = KeyOf('a');
  const std::vector<VerifierKey> keys = {key.verifier()};
  const std::string good = SignEnvelope(kInTotoPayloadType, "body", key);
  const std::string sig = "\"sig\":\"";
  const size_t at = good.find(sig) + sig.size();
  std::string flipped = good;
  flipped[at] = flipped[at] == 'A' ? 'B' : 'A';
  const std::string cases[] = {
      flipped,
      Replaced(good, ToBase64("body"), ToBase64("Body")),
      Replaced(good, "in-toto+json", "in-toto+JSON"),
      Replaced(good, "\"payload\"", "\"Payload\""),
      Replaced(good, sig, "\"sig\":\"!"),
      Replaced(good, "\"signatures\":[", "\"signatures\":[[],"),
      Replaced(good, "{\"payloadType\"", "{\"payload\":\"\",\"payloadType\""),
      good.substr(0, good.size() / 2),
      "",
      "[]",
  };
  for (const std::string& envelope : cases) {
    const auto opened = OpenEnvelope(envelope, kInTotoPayloadType, keys);
    ASSERT_FALSE(opened.has_value()) << envelope;
    EXPECT_EQ(opened.error().kind, ErrorKind::kInput);
  }
  // Another key, another type, no key.
  const std::vector<VerifierKey> other = {KeyOf('b').verifier()};
  EXPECT_FALSE(OpenEnvelope(good, kInTotoPayloadType, other).has_value());
  EXPECT_FALSE(OpenEnvelope(good, "text/plain", keys).has_value());
  EXPECT_FALSE(OpenEnvelope(good, kInTotoPayloadType, {}).has_value());
}

std::string Json(const Report& report) {
  std::string out;
  FindReportFormat("json")->write(report, {}, &out);
  return out;
}

std::string StatementOf(const Report& report) {
  return TestResultStatement(
      report, {"report.json", Sha256Of(Json(report)), Sha256Of("previous")});
}

TEST(Statement, SaysWhatWasCheckedByWhatAndHow) {
  const std::string statement = StatementOf(RichReport());
  for (const std::string_view part :
       {"\"_type\":\"https://in-toto.io/Statement/v1\"",
        "\"predicateType\":\"https://in-toto.io/attestation/test-result/v0.1\"",
        "\"result\":\"FAILED\"",
        "\"passedTests\":[\"error-rate/mostly-errors\"]",
        "\"warnedTests\":[\"session-health/no-long-gaps\"]",
        "\"failedTests\":[\"no-delete/result-after-call\",\"no-delete/no-"
        "delete\"]",
        "\"configuration\":[{\"name\":\"builtin:session-health.yaml\","}) {
    EXPECT_THAT(statement, HasSubstr(std::string(part)));
  }
  // Not applicable is no pass, and neither is an empty evaluation.
  EXPECT_EQ(statement.find("slow-tool-call"), std::string::npos);
  EXPECT_THAT(StatementOf(EmptyReport()), HasSubstr("\"result\":\"FAILED\""));
}

TEST(Statement, IsCheckedAgainstTheReportItself) {
  const Report report = RichReport();
  EXPECT_TRUE(CheckStatement(StatementOf(report), Json(report)).has_value());
  // A valid statement about another report.
  EXPECT_FALSE(CheckStatement(StatementOf(EmptyReport()), Json(report)));
  // The right digest with a better result, another root, fewer failures.
  const std::string statement = StatementOf(report);
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{
           {"FAILED", "PASSED"},
           {ToHex(report.audit.merkle_root), ToHex(Sha256Of("x"))},
           {"\"no-delete/no-delete\"", "\"other\""},
           {"TAMPERED", "VERIFIED-ANCHORED"},
           {"\"tree_size\":150", "\"tree_size\":-1"},
           {"Statement/v1", "Statement/v2"},
           {"test-result/v0.1", "svr/v0.2"},
           {"\"name\":\"ledger\"", "\"name\":\"Ledger\""}}) {
    const Status checked =
        CheckStatement(Replaced(statement, from, to), Json(report));
    EXPECT_FALSE(checked.has_value()) << from;
  }
}

ChainedReport Chained(const std::string& name, const std::string& previous,
                      uint64_t size) {
  ChainedReport report;
  report.name = name;
  report.result.report_digest = Sha256Of(name);
  if (!previous.empty()) report.result.previous = Sha256Of(previous);
  report.result.tree_size = size;
  return report;
}

TEST(ReportChain, AcceptsOneChainInAnyOrderOfFiles) {
  EXPECT_THAT(CheckReportChain({Chained("c", "b", 9), Chained("a", "", 5),
                                Chained("b", "a", 5)}),
              IsEmpty());
}

TEST(ReportChain, NoticesWhatVanishedForkedShrankOrTurnsInACircle) {
  const struct {
    std::vector<ChainedReport> reports;
    const char* fault;
  } kCases[] = {
      {{}, "no reports"},
      {{Chained("a", "", 1), Chained("c", "b", 1)}, "is missing"},
      {{Chained("b", "a", 1)}, "is missing"},
      {{Chained("a", "", 1), Chained("b", "", 1)},
       "both claim to be the first"},
      {{Chained("a", "", 1), Chained("b", "a", 1), Chained("c", "a", 1)},
       "both follow a"},
      {{Chained("a", "", 2), Chained("b", "a", 1)}, "but had 2 in a"},
      {{Chained("a", "b", 1), Chained("b", "a", 1)}, "do not form one chain"},
      {{Chained("x", "", 1), Chained("a", "b", 1), Chained("b", "a", 1)},
       "do not form one chain"},
  };
  for (const auto& test : kCases) {
    const std::vector<std::string> faults = CheckReportChain(test.reports);
    ASSERT_EQ(faults.size(), 1U) << test.fault;
    EXPECT_THAT(faults[0], HasSubstr(test.fault));
  }
}

}  // namespace
}  // namespace plog

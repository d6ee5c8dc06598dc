// A secret of the log that a policy forbids stays in the log: it is in no
// output, no file and no temporary of a run without --show-matches.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "checker/formats/format.h"
#include "tests/cli/process.h"
#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;

namespace fs = std::filesystem;

// One output per format, in `folder`.
std::vector<std::string> EveryFormat(const std::string& folder) {
  std::vector<std::string> words;
  for (const ReportFormat& format : ReportFormats()) {
    words.push_back("-o");
    words.push_back(fmt::format("{0}={1}/report.{0}", format.name, folder));
  }
  return words;
}

// The number that the demo's trail leaks once.
constexpr const char* kPlanted = "219-09-9999";

class SecretTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string demo = std::string(PLOG_SOURCE_DIR) + "/testdata/demo/";
    ASSERT_THAT(ReadFile(demo + "trail.jsonl"), HasSubstr(kPlanted));
    // Without the tests at its end, which quote such a number too.
    const std::string policies = ReadFile(demo + "policies.yaml");
    bench_.Write("p.yaml", policies.substr(0, policies.find("\ntests:")));
    const ProcessResult run =
        bench_.Plog({"ingest", demo + "trail.jsonl", "--db", "ledger.db"});
    ASSERT_EQ(0, run.status) << run.err;
    fs::create_directory(bench_.path("out"));
    const ProcessResult key =
        bench_.Plog({"key", "generate", "--name", "audit", "-o", "k"});
    ASSERT_EQ(0, key.status) << key.err;
  }

  // The words of a check with every output there is, spooling what the command
  // does not take.
  static std::string Check(const std::string& exec) {
    std::string words =
        "policy check -f p.yaml --db ledger.db " + exec +
        " --filter rule=no-ssn --spool out/spool --sign k --verbose";
    for (const std::string& word : EveryFormat("out")) words += " " + word;
    return words;
  }

  ProcessResult Shell(const std::string& line) const {
    return RunShell(line, {bench_.path("."), {}, ""});
  }

  // What a run of `words` wrote: its streams, and by name its files.
  std::map<std::string, std::string> WrittenBy(const std::string& words) const {
    const ProcessResult run = Shell("plog " + words);
    EXPECT_EQ(3, run.status) << run.err;
    std::map<std::string, std::string> written = {{"stdout", run.out},
                                                  {"stderr", run.err}};
    for (const auto& entry : fs::directory_iterator(bench_.path("out"))) {
      written[entry.path().filename()] = ReadFile(entry.path().string());
    }
    return written;
  }

  Workbench bench_;
};

bool Leaks(const std::string& text) {
  return text.find(kPlanted) != std::string::npos ||
         text.find(
             "219"
             "099999") != std::string::npos;
}

TEST_F(SecretTest, IsInNoFormatStreamEventSpoolOrSignature) {
  for (const std::string exec : {"--exec 'cat >>out/got; exit 1'",
                                 "--exec-batch 'cat >out/got; exit 1'"}) {
    const auto written = WrittenBy(Check(exec));
    for (const auto& [name, text] : written) {
      EXPECT_FALSE(Leaks(text)) << name << " after " << exec;
    }
    for (const ReportFormat& format : ReportFormats()) {
      const auto file = written.find(fmt::format("report.{}", format.name));
      ASSERT_TRUE(file != written.end()) << format.name;
      EXPECT_THAT(file->second, HasSubstr("ssn")) << "the leak was found";
    }
    for (const char* name : {"got", "spool"}) {
      ASSERT_TRUE(written.contains(name));
      EXPECT_THAT(written.at(name), HasSubstr("ssn"));
    }
  }
}

TEST_F(SecretTest, TheTestWouldSeeItInEveryFormatWithDetails) {
  const auto written =
      WrittenBy(Check("--exec 'cat >>out/got; exit 1'") + " --show-matches");
  for (const char* name :
       {"report.json", "report.html", "report.sarif", "report.junit",
        "report.csv", "report.text", "got", "spool"}) {
    EXPECT_TRUE(Leaks(written.at(name))) << name;
  }
}

// Temporaries come and go: every byte that the run or its command writes
// anywhere is looked at.
TEST_F(SecretTest, IsInNothingThatIsEverWritten) {
  // Leaks cannot be looked for in a process that is traced.
  const std::string trace =
      "ASAN_OPTIONS=detect_leaks=0 strace -f -qq -s 100000000 -o trace "
      "-e trace=write,pwrite64,writev,pwritev,sendto,sendmsg,mkdir,openat ";
  if (Shell(trace + "true").status != 0) {
    GTEST_SKIP() << "strace is missing or may not trace";
  }
  const std::string check = Check("--exec 'cat >>out/got; exit 1'");
  ASSERT_EQ(3, Shell(trace + "plog " + check + " >/dev/null").status);
  const std::string calls = bench_.Read("trace");
  EXPECT_THAT(calls, HasSubstr("ssn"));
  EXPECT_FALSE(Leaks(calls));
  ASSERT_EQ(
      3, Shell(trace + "plog " + check + " --show-matches >/dev/null").status);
  EXPECT_TRUE(Leaks(bench_.Read("trace"))) << "the trace would show it";
}

TEST_F(SecretTest, IsNotToldByTheToolsForAuthors) {
  const std::string id = "evt-0627";  // which leaks it
  ASSERT_THAT(Shell("plog log --db ledger.db --format jsonl | grep " + id).out,
              HasSubstr(kPlanted));
  // A rule that looks at the whole output, and one that correlates by it.
  bench_.Write("q.yaml",
               "policies:\n  - name: q\n    rules:\n"
               "      - {name: a, type: presence, require: "
               "{action_output: {contains: nothing}}}\n"
               "      - {name: b, type: sequence, when: {action_output: "
               "{exists: true}}, expect: {action_output: {exists: true}}, "
               "correlate: [action_output]}\n");
  for (const std::string format : {"text", "json"}) {
    for (const std::string& words :
         {"policy explain " + id + " -f p.yaml -f q.yaml --format ",
          std::string("policy test -f p.yaml --junit out/t.xml --format "),
          std::string("policy diff q.yaml p.yaml --format ")}) {
      const ProcessResult run =
          Shell("plog " + words + format + " --db ledger.db");
      EXPECT_FALSE(Leaks(run.out + run.err)) << words << format;
      EXPECT_THAT(run.out, HasSubstr("ssn")) << words << format;
    }
  }
  EXPECT_FALSE(Leaks(bench_.Read("out/t.xml")));
  EXPECT_TRUE(Leaks(Shell("plog policy explain " + id +
                          " -f q.yaml --db ledger.db "
                          "--show-matches")
                        .out));
}

}  // namespace
}  // namespace plog

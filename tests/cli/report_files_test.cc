// Report files: what is left when writing fails, what they never contain, and
// that they depend on nothing but ledger, policies and as-of.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "checker/formats/format.h"
#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

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

// More than one block of rows, so that threads have something to share.
std::string ManyEvents() {
  std::string lines;
  for (int i = 0; i < 9000; ++i) {
    lines += fmt::format(
        R"({{"id":"n-{}","agent_id":"agent-{}","session_id":"s-{}",)"
        R"("action_type":"TOOL_CALL","action_name":"{}",)"
        R"("timestamp":"2026-02-17T10:{:02}:{:02}Z"}})"
        "\n",
        i, i % 7, i % 31, i % 50 == 0 ? "delete_file" : "read", i / 60 % 60,
        i % 60);
  }
  return lines;
}

constexpr size_t kPipeBuffer = 65536;  // what Linux gives a pipe

class ReportFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    bench_.Write("p.yaml", kNoDelete);
    bench_.Ingest({"read_file", "delete_file"});
  }
  // Runs a shell line in the folder; %s is the program.
  int Shell(const std::string& line) const {
    const std::string command =
        fmt::format("cd '{}' && export plog='{}' PLOG_DB=ledger.db && {}",
                    bench_.path("."), PLOG_BINARY, line);
    const int raw = std::system(command.c_str());
    return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
  }
  size_t Files() const {
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator(bench_.path("."))) {
      count += entry.is_regular_file() ? 1U : 0U;
    }
    return count;
  }
  Workbench bench_;
};

TEST_F(ReportFilesTest, AFullDiskLeavesTheOldReport) {
  bench_.Write("r.html", "the old report");
  const size_t files = Files();
  EXPECT_EQ(3, Shell("(ulimit -f 4; $plog policy check -f p.yaml -o r.html "
                     "2>/dev/null)"));
  EXPECT_EQ("the old report", bench_.Read("r.html"));
  EXPECT_EQ(files, Files()) << "a temporary file was left behind";
}

// A disk of 16 KiB, in a name space of its own.
constexpr const char* kSmallDisk =
    "unshare -Urm sh -c 'mkdir -p disk && "
    "mount -t tmpfs -o size=16k none disk && ";

TEST_F(ReportFilesTest, ADiskWithoutRoomKeepsTheOldReport) {
  const std::string disk = kSmallDisk;
  if (Shell(disk + "true' 2>/dev/null") != 0) {
    GTEST_SKIP() << "no file system may be mounted here";
  }
  bench_.Write("many.jsonl", ManyEvents());
  ASSERT_EQ(0, Shell("$plog ingest -q many.jsonl"));
  EXPECT_EQ(0,
            Shell(disk + "echo the old report > disk/r.json && "
                         "{ $plog policy check -f p.yaml -o disk/r.json 2>err; "
                         "echo $? > status; ls -A disk > left; "
                         "cat disk/r.json > kept; }'"));
  EXPECT_EQ("3\n", bench_.Read("status")) << bench_.Read("err");
  EXPECT_THAT(bench_.Read("err"), HasSubstr("No space left on device"));
  EXPECT_EQ("the old report\n", bench_.Read("kept"));
  EXPECT_EQ("r.json\n", bench_.Read("left")) << "a temporary was left behind";
}

TEST_F(ReportFilesTest, OnePlaceUnderTwoNamesIsRefused) {
  const size_t files = Files();
  for (const char* const other : {"text=r", "text=./r", "text=new/../r"}) {
    const ProcessResult run = bench_.Plog(
        {"policy", "check", "-f", "p.yaml", "-o", "json=r", "-o", other});
    EXPECT_EQ(2, run.status) << other;
    EXPECT_THAT(run.err, HasSubstr("is given twice")) << other;
    EXPECT_EQ(files, Files()) << other;
  }
}

TEST_F(ReportFilesTest, AMissingFolderLeavesNothing) {
  EXPECT_EQ(3, Shell("$plog policy check -f p.yaml -o no/r.html 2>/dev/null"));
}

TEST_F(ReportFilesTest, AFullDeviceIsStatusThreeAndStaysADevice) {
  EXPECT_EQ(3, Shell("$plog policy check -f p.yaml -o html=/dev/full "
                     "2>/dev/null"));
  struct stat status {};
  ASSERT_EQ(0, stat("/dev/full", &status));
  EXPECT_TRUE(S_ISCHR(status.st_mode));
  EXPECT_EQ(3, Shell("$plog policy check -f p.yaml --format html >/dev/full "
                     "2>/dev/null"));
}

TEST_F(ReportFilesTest, AFullDeviceIsToldOnce) {
  bench_.Write("many.jsonl", ManyEvents());
  ASSERT_EQ(0, Shell("$plog ingest -q many.jsonl"));
  for (const char* const command : {"export", "log", "stats"}) {
    EXPECT_EQ(3, Shell(fmt::format("$plog {} -q >/dev/full 2>err", command)));
    const std::string err = bench_.Read("err");
    EXPECT_EQ(err.find("cannot write"), err.rfind("cannot write")) << command;
    EXPECT_THAT(err, HasSubstr("cannot write the result")) << command;
  }
}

// More than a pipe holds: the writer is still writing when its reader is gone.
TEST_F(ReportFilesTest, AClosedPipeIsStatusThreeNotASignal) {
  bench_.Write("many.jsonl", ManyEvents());
  ASSERT_EQ(0, Shell("$plog ingest -q many.jsonl"));
  for (const char* format : {"html", "jsonl", "json"}) {
    const std::string check =
        fmt::format("$plog policy check -f p.yaml --format {}", format);
    ASSERT_EQ(1, Shell(check + " >whole 2>/dev/null"));
    ASSERT_GT(fs::file_size(bench_.path("whole")), kPipeBuffer) << format;
    ASSERT_EQ(0, Shell("{ " + check + " 2>err; echo $? >status; } | true"));
    EXPECT_EQ("3\n", bench_.Read("status")) << format;
    EXPECT_THAT(bench_.Read("err"), HasSubstr("Broken pipe")) << format;
  }
}

TEST_F(ReportFilesTest, APipeIsWrittenToNotReplaced) {
  EXPECT_EQ(1, Shell("mkfifo f && (cat f >got &) && "
                     "$plog policy check -f p.yaml -o jsonl=f 2>/dev/null"));
  EXPECT_TRUE(fs::is_fifo(bench_.path("f")));
}

TEST_F(ReportFilesTest, ALinkStaysALink) {
  bench_.Write("target.json", "old");
  fs::create_symlink("target.json", bench_.path("r.json"));
  EXPECT_EQ(1, Shell("$plog policy check -f p.yaml -o r.json 2>/dev/null"));
  EXPECT_TRUE(fs::is_symlink(bench_.path("r.json")));
  EXPECT_THAT(bench_.Read("target.json"), HasSubstr("schema_version"));
}

TEST_F(ReportFilesTest, RenderedLaterAFormatHasTheSameBytes) {
  ASSERT_EQ(1, Shell("$plog policy check -f p.yaml --as-of 2026-02-18 "
                     "-o r.json -o r.html -o r.jsonl -o r.md 2>/dev/null"));
  ASSERT_EQ(0, Shell("$plog report render r.json -o l.html -o l.jsonl "
                     "-o l.md"));
  for (const char* kind : {"html", "jsonl", "md"}) {
    EXPECT_EQ(bench_.Read(std::string("r.") + kind),
              bench_.Read(std::string("l.") + kind));
  }
}

TEST_F(ReportFilesTest, AMissingAnswerSaysUntilWhenItWasDue) {
  const std::string rule =
      "type: sequence, when: {action_name: delete_file}, "
      "expect: {action_name: confirm}, within: 90s";
  bench_.Write("seq.yaml",
               "policies:\n  - name: p\n    rules:\n"
               "      - {name: after, " +
                   rule +
                   "}\n"
                   "      - {name: before, order: before, " +
                   rule + "}\n");
  const ProcessResult run =
      bench_.Plog({"policy", "check", "-f", "seq.yaml", "--format", "jsonl"});
  ASSERT_EQ(1, run.status) << run.err;
  const size_t end = run.out.find('\n');
  EXPECT_THAT(run.out.substr(0, end),
              HasSubstr(R"("expected_order":"after",)"
                        R"("expected_by":"2026-02-17T10:01:31Z")"));
  EXPECT_THAT(run.out.substr(end), HasSubstr(R"("rule":"before")"));
  EXPECT_THAT(run.out.substr(end),
              HasSubstr(R"("expected_order":"before",)"
                        R"("expected_from":"2026-02-17T09:58:31Z")"));
  EXPECT_THAT(run.out.substr(end), Not(HasSubstr("expected_by")));
}

// The abscissa of every mark of a class in a drawing.
std::vector<int> Abscissas(const std::string& html, const std::string& mark) {
  std::vector<int> found;
  const std::string head = "class=\"" + mark + "\" cx=\"";
  for (size_t at = html.find(head); at != std::string::npos;
       at = html.find(head, at + 1)) {
    found.push_back(std::stoi(html.substr(at + head.size(), 8)));
  }
  return found;
}

TEST_F(ReportFilesTest, WhatWasDueBeforeIsDrawnBeforeAlsoWhenRendered) {
  const std::string rule =
      "type: sequence, when: {action_name: delete_file}, "
      "expect: {action_name: confirm}, ";
  bench_.Write("seq.yaml",
               "policies:\n  - name: p\n    rules:\n"
               "      - {name: a, " +
                   rule +
                   "within: 1m, order: before}\n"
                   "      - {name: b, " +
                   rule +
                   "order: before}\n"
                   "      - {name: c, " +
                   rule +
                   "within: 1m}\n"
                   "      - {name: d, " +
                   rule + "order: after}\n");
  ASSERT_EQ(1, Shell("$plog policy check -f seq.yaml --as-of 2026-02-18 "
                     "-o r.json -o r.html 2>/dev/null"));
  ASSERT_EQ(0, Shell("$plog report render r.json -o l.html"));
  const std::string html = bench_.Read("r.html");
  EXPECT_EQ(html, bench_.Read("l.html"));
  const std::vector<int> triggers = Abscissas(html, "trigger");
  const std::vector<int> missing = Abscissas(html, "missing");
  ASSERT_EQ(4U, triggers.size());
  ASSERT_EQ(4U, missing.size());
  EXPECT_LT(missing[0], triggers[0]);
  EXPECT_LT(missing[1], missing[0]) << "without limit: beyond the axis";
  EXPECT_GT(missing[2], triggers[2]);
  EXPECT_GT(missing[3], missing[2]);
}

TEST_F(ReportFilesTest, SarifTellsTheExitStatusOfTheRun) {
  EXPECT_EQ(0, Shell("$plog policy check -f p.yaml --fail-on never "
                     "-o r.sarif 2>/dev/null"));
  EXPECT_THAT(bench_.Read("r.sarif"), HasSubstr("\"exitCode\": 0,"));
  EXPECT_EQ(1, Shell("$plog policy check -f p.yaml -o r.sarif 2>/dev/null"));
  EXPECT_THAT(bench_.Read("r.sarif"), HasSubstr("\"exitCode\": 1,"));
}

TEST_F(ReportFilesTest, SameBytesWhateverLocaleZoneAndThreads) {
  bench_.Write("many.jsonl", ManyEvents());
  ASSERT_EQ(0, Shell("$plog ingest -q many.jsonl"));
  const std::vector<std::string> runs = {
      "LC_ALL=C TZ=UTC $plog policy check -j1",
      "LC_ALL=C.UTF-8 TZ=Pacific/Apia $plog policy check -j2",
      "LC_ALL=de_DE.UTF-8 TZ=America/New_York $plog policy check -j8"};
  for (size_t i = 0; i < runs.size(); ++i) {
    const std::string folder = fmt::format("out{}", i);
    fs::create_directory(bench_.path(folder));
    std::string line = runs[i] +
                       " --as-of 2026-02-18T00:00:00+01:00"
                       " -f p.yaml --with-builtins";
    for (const std::string& word : EveryFormat(folder)) line += " " + word;
    ASSERT_EQ(1, Shell(line + " 2>/dev/null"));
  }
  for (const ReportFormat& format : ReportFormats()) {
    const std::string name = fmt::format("/report.{}", format.name);
    const std::string first = bench_.Read("out0" + name);
    EXPECT_THAT(first, Not(testing::IsEmpty()));
    EXPECT_EQ(first, bench_.Read("out1" + name)) << name;
    EXPECT_EQ(first, bench_.Read("out2" + name)) << name;
  }
}

}  // namespace
}  // namespace plog

// `plog hook` as an agent runs it: whatever happens its status is 0, and what
// it was given is in the ledger, in the spool, or on stderr.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "ledger/store/ledger_writer.h"
#include "tests/cli/process.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kSpool[] = "/l.db.hooks.jsonl";

std::string Input(const std::string& event, const std::string& call,
                  const std::string& more = "") {
  return fmt::format(R"({{"session_id":"s","cwd":"/p","hook_event_name":"{}",)"
                     R"("tool_name":"Bash","tool_use_id":"{}"{}}})",
                     event, call, more);
}

class Hook : public testing::Test {
 protected:
  ProcessResult Run(const std::string& input,
                    const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"hook", "--db", Ledger()};
    words.insert(words.end(), more.begin(), more.end());
    return RunBinary(words, {folder_.path(), {}, input});
  }
  ProcessResult Shell(const std::string& line,
                      const std::string& input = "") const {
    return RunShell(line, {folder_.path(), {}, input});
  }
  std::string Ledger() const { return folder_.path() + "/l.db"; }
  std::string Spool() const { return ReadFile(folder_.path() + kSpool); }
  // The events, a JSON object per line.
  std::string Log() const {
    return Shell("plog log --db l.db --format jsonl").out;
  }
  size_t Count(const std::string& text) const {
    const std::string log = Log();
    size_t count = 0;
    for (size_t at = 0; (at = log.find(text, at)) != std::string::npos; ++at) {
      ++count;
    }
    return count;
  }
  // What is left in the folder besides the ledger itself.
  std::vector<std::string> Beside() const {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(folder_.path())) {
      const std::string name = entry.path().filename();
      if (name.starts_with("l.db") && name != "l.db") names.push_back(name);
    }
    return names;
  }

  TemporaryFolder folder_;
};

TEST_F(Hook, MakesTheLedgerAndSaysNothing) {
  const ProcessResult run = Run(Input("PreToolUse", "t1"));
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.out + run.err, "");
  EXPECT_EQ(Count(R"("call_id":"t1")"), 1U);
  EXPECT_EQ(Count(R"("agent_id":"claude-code/s")"), 1U);
}

TEST_F(Hook, GivesAResultTheDurationSinceItsCall) {
  Run(Input("PreToolUse", "t1", R"(,"timestamp":"2026-02-01T08:00:00Z")"));
  Run(Input("PreToolUse", "t2", R"(,"timestamp":"2026-02-01T08:00:01Z")"));
  Run(Input("PostToolUse", "t1", R"(,"timestamp":"2026-02-01T08:00:03.5Z")"));
  const std::string log = Log();
  EXPECT_THAT(log, HasSubstr(R"("duration_ms":3500)"));
  EXPECT_THAT(log, HasSubstr(R"("duration_from":"timestamps")"));
}

TEST_F(Hook, BelievesADurationThatTheAgentMeasured) {
  Run(Input("PreToolUse", "t1", R"(,"timestamp":"2026-02-01T08:00:00Z")"));
  Run(Input("PostToolUse", "t1",
            R"(,"timestamp":"2026-02-01T08:00:03Z","duration_ms":7)"));
  EXPECT_THAT(Log(), HasSubstr(R"("duration_ms":7)"));
}

TEST_F(Hook, DoesNotTakeTheCallOfAnotherSession) {
  Run(Input("PreToolUse", "t1", R"(,"timestamp":"2026-02-01T08:00:00Z")"));
  Run(R"({"session_id":"other","hook_event_name":"PostToolUse",)"
      R"("tool_name":"Bash","tool_use_id":"t1"})");
  EXPECT_THAT(Log(), Not(HasSubstr("duration_ms")));
}

TEST_F(Hook, KeepsAnEventOfAnUnknownKindWhole) {
  EXPECT_EQ(Run(Input("Novelty", "t1", R"(,"why":"because")")).status, 0);
  EXPECT_EQ(Count(R"("action_name":"Novelty")"), 1U);
  EXPECT_EQ(Count("because"), 1U);
}

TEST_F(Hook, EightAtOnceLoseNothing) {
  for (int i = 0; i < 8; ++i) {
    folder_.Write(fmt::format("in{}", i),
                  Input("PreToolUse", fmt::format("t{}", i)));
  }
  const ProcessResult all = Shell(
      "for i in 0 1 2 3 4 5 6 7; do"
      " (plog hook --db l.db <in$i || echo blocked >&2) & done; wait");
  EXPECT_THAT(all.err, Not(HasSubstr("blocked")));
  // Whatever had to wait comes with the next one.
  EXPECT_EQ(Run(Input("PreToolUse", "last")).status, 0);
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(Count(fmt::format(R"("call_id":"t{}")", i)), 1U) << i;
  }
  EXPECT_TRUE(Beside().empty());
  EXPECT_EQ(Shell("plog verify --db l.db").status, 0);
}

TEST_F(Hook, SpoolsForALockedLedgerAndTheNextOneDeliversInOrder) {
  {
    const auto holder = LedgerWriter::Open(Ledger());
    ASSERT_TRUE(holder) << holder.error().message;
    const ProcessResult run = Run(Input("PreToolUse", "t1"));
    EXPECT_EQ(run.status, 0);
    EXPECT_THAT(run.err, HasSubstr("is locked"));
    EXPECT_THAT(run.err, HasSubstr("l.db.hooks.jsonl"));
    EXPECT_THAT(Spool(), HasSubstr(R"("tool_use_id":"t1")"));
  }
  EXPECT_EQ(Run(Input("PreToolUse", "t2")).err, "");
  const std::string log = Log();
  EXPECT_LT(log.find(R"("call_id":"t1")"), log.find(R"("call_id":"t2")"));
  EXPECT_NE(log.find(R"("call_id":"t2")"), std::string::npos);
  EXPECT_TRUE(Beside().empty());
}

TEST_F(Hook, IngestTakesWhatWaits) {
  folder_.Write(kSpool, Input("PreToolUse", "t1") + "\n{\"hook_event_n");
  folder_.Write("log.jsonl", R"({"agent_id":"a"})");
  const ProcessResult run =
      Shell("plog ingest --db l.db --allow-rejects log.jsonl");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("of hooks had been waiting"));
  EXPECT_EQ(Count(R"("call_id":"t1")"), 1U);
  EXPECT_TRUE(Beside().empty());
}

TEST_F(Hook, IngestWithANamedFormatStillReadsTheSpoolAsHooks) {
  folder_.Write(kSpool, Input("PreToolUse", "t1") + "\n");
  folder_.Write("log.jsonl", R"({"agent_id":"a"})");
  EXPECT_EQ(Shell("plog ingest --db l.db --format jsonl log.jsonl").status, 0);
  EXPECT_EQ(Count(R"("call_id":"t1")"), 1U);
}

TEST_F(Hook, AKilledOneHarmsNobody) {
  Run(Input("PreToolUse", "t1"));
  Shell(
      "mkfifo pipe; sleep 5 >pipe & writer=$!;"
      "plog hook --db l.db <pipe & sleep 0.2; kill -9 $!; kill $writer");
  EXPECT_EQ(Run(Input("PreToolUse", "t2")).err, "");
  EXPECT_EQ(Count("call_id"), 2U);
  EXPECT_EQ(Shell("plog verify --db l.db").status, 0);
}

TEST_F(Hook, KeepsWhatIsNoJsonAsAReject) {
  const ProcessResult run = Run("no {json\nat all");
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("among the rejects"));
  EXPECT_THAT(ReadFile(Ledger()), HasSubstr("no {json\nat all"));
}

TEST_F(Hook, KeepsWhatIsNoJsonInTheSpoolByteByByte) {
  const std::string bytes("\xff\0a\nb", 5);
  {
    const auto holder = LedgerWriter::Open(Ledger());
    ASSERT_TRUE(holder) << holder.error().message;
    EXPECT_EQ(Run(bytes).status, 0);
    EXPECT_THAT(Spool(), HasSubstr("hook_input_base64"));
  }
  EXPECT_EQ(Run(Input("Stop", "t1")).status, 0);
  EXPECT_THAT(ReadFile(Ledger()), HasSubstr(bytes));
  EXPECT_TRUE(Beside().empty());
}

TEST_F(Hook, TakesEmptyInputForWhatItIs) {
  EXPECT_EQ(Run("").status, 0);
  EXPECT_EQ(Run(R"({"no":"hook"})").status, 0);
  EXPECT_THAT(ReadFile(Ledger()), HasSubstr(R"("no":"hook")"));
}

TEST_F(Hook, LeavesAForeignFileAlone) {
  folder_.Write("l.db", "these are not your events\n");
  const ProcessResult run = Run(Input("PreToolUse", "t1"));
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(ReadFile(Ledger()), "these are not your events\n");
  EXPECT_THAT(Spool(), HasSubstr(R"("tool_use_id":"t1")"));
}

TEST_F(Hook, SpoolsForALedgerThatMayOnlyBeRead) {
  Run(Input("PreToolUse", "t1"));
  std::filesystem::permissions(Ledger(), std::filesystem::perms(0444));
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0777));
  const std::string nobody =
      geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups "
                     : "";
  if (Shell(nobody + "plog version").status != 0) {
    GTEST_SKIP() << "cannot run without the rights of root";
  }
  const std::string before = ReadFile(Ledger());
  const ProcessResult run =
      Shell(nobody + "plog hook --db l.db", Input("PreToolUse", "t2"));
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("waits in"));
  EXPECT_EQ(ReadFile(Ledger()), before);
  EXPECT_THAT(Spool(), HasSubstr(R"("tool_use_id":"t2")"));
}

TEST_F(Hook, PrintsWhatItCanKeepNowhere) {
  folder_.Write("file", "");
  const ProcessResult run =
      Shell("plog hook --db file/l.db", Input("PreToolUse", "t1"));
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("could not be kept"));
  EXPECT_THAT(run.err, HasSubstr(R"("tool_use_id":"t1")"));
}

TEST_F(Hook, IsNotStoppedByItsCommandLineOrConfiguration) {
  const ProcessResult wrong = Run("{}", {"--no-such-option"});
  EXPECT_EQ(wrong.status, 0);
  EXPECT_THAT(wrong.err, HasSubstr("--no-such-option"));
  folder_.Write("plog.yaml", "db: [\n");
  const ProcessResult run =
      Shell("XDG_DATA_HOME=$PWD plog hook && plog log --db plog/ledger.db",
            Input("PreToolUse", "t1"));
  EXPECT_EQ(run.status, 2);  // of `plog log`, which does mind
  EXPECT_THAT(run.err, HasSubstr("default ledger"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() + "/plog/ledger.db"));
}

TEST_F(Hook, UsesTheConfiguredLedger) {
  folder_.Write("plog.yaml", "db: mine.db\n");
  EXPECT_EQ(Shell("plog hook", Input("PreToolUse", "t1")).err, "");
  EXPECT_TRUE(std::filesystem::exists(folder_.path() + "/mine.db"));
}

}  // namespace
}  // namespace plog

// `plog policy test --watch`, as a process that is left running.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;

// A policy file whose only test passes if an event `x` is forbidden.
std::string PolicyThatForbids(const std::string& name) {
  return "policies:\n  - name: p\n    rules:\n"
         "      - {name: r, type: boundary, when: {action_type: TOOL_CALL}, "
         "deny_actions: [" +
         name +
         "]}\n"
         "tests:\n  - name: t\n    events: [{at: 0s, id: e, agent_id: a, "
         "session_id: s, action_type: TOOL_CALL, action_name: x}]\n"
         "    expect: [{rule: r, trigger: e}]\n";
}

// plog with its streams in files; killed with its owner if it still runs.
class Child {
 public:
  Child(const Workbench& bench, std::vector<std::string> words)
      : err_(bench.path("err")), out_(bench.path("out")) {
    words.insert(words.begin(), "plog");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    process_ = fork();
    if (process_ != 0) return;
    const int out = open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int err = open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (chdir(bench.path(".").c_str()) != 0 || dup2(out, 1) < 0 ||
        dup2(err, 2) < 0) {
      _exit(99);
    }
    execv(PLOG_BINARY, arguments.data());
    _exit(99);
  }
  ~Child() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Waits until that many runs have ended; the last of them is in the result.
  // The bound is for a plog that hangs.
  std::string AwaitRun(size_t number) const {
    for (int i = 0; i < 6000; ++i) {
      const std::string err = ReadFile(err_);
      size_t begin = 0;
      size_t runs = 0;
      for (size_t at = err.find("\n--- "); at != std::string::npos;
           at = err.find("\n--- ", at + 1)) {
        if (err.find('\n', at + 1) == std::string::npos) break;
        if (++runs == number) return err.substr(begin, at - begin);
        begin = at;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return "no such run: " + ReadFile(err_);
  }

  int Interrupt() {
    kill(process_, SIGINT);
    int raw = 0;
    waitpid(process_, &raw, 0);
    process_ = -1;
    return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
  }

 private:
  std::string err_;
  std::string out_;
  pid_t process_ = -1;
};

const std::vector<std::string> kWatch = {
    "policy",  "test",     "-f",      "p.yaml",   "--db", "none.db",
    "--watch", "--events", "e.jsonl", "--format", "text"};

class WatchTest : public testing::Test {
 protected:
  void SetUp() override {
    bench_.Write("p.yaml", PolicyThatForbids("x"));
    bench_.Write("e.jsonl",
                 "{\"id\":\"e\",\"agent_id\":\"a\",\"session_id\":\"s\","
                 "\"action_type\":\"TOOL_CALL\",\"action_name\":\"y\","
                 "\"timestamp\":\"2026-02-17T10:00:00Z\"}\n");
  }
  // As editors do it.
  void Replace(const std::string& name, const std::string& text) const {
    bench_.Write(name + "~", text);
    ASSERT_EQ(
        0, rename(bench_.path(name + "~").c_str(), bench_.path(name).c_str()));
  }
  Workbench bench_;
};

TEST_F(WatchTest, RunsAgainOnEveryChangeAndEndsWithTheLastStatus) {
  Child child(bench_, kWatch);
  EXPECT_THAT(child.AwaitRun(1), HasSubstr("1 test: 0 failed"));
  Replace("p.yaml", PolicyThatForbids("z"));
  EXPECT_THAT(child.AwaitRun(2), HasSubstr("1 test: 1 failed"));
  bench_.Write("p.yaml", PolicyThatForbids("[x, y"));
  EXPECT_THAT(child.AwaitRun(3), HasSubstr("p.yaml:4:"));
  bench_.Write("p.yaml", PolicyThatForbids("x"));
  EXPECT_THAT(child.AwaitRun(4), HasSubstr("1 test: 0 failed"));
  bench_.Write("e.jsonl", "");
  EXPECT_THAT(child.AwaitRun(5), HasSubstr("nothing was evaluated"));
  EXPECT_EQ(3, child.Interrupt());
}

TEST_F(WatchTest, AFileMayVanishAndReturn) {
  Child child(bench_, kWatch);
  child.AwaitRun(1);
  ASSERT_EQ(0, remove(bench_.path("p.yaml").c_str()));
  EXPECT_THAT(child.AwaitRun(2), HasSubstr("p.yaml"));
  bench_.Write("p.yaml", PolicyThatForbids("z"));
  EXPECT_THAT(child.AwaitRun(3), HasSubstr("1 test: 1 failed"));
  EXPECT_EQ(1, child.Interrupt());
}

TEST_F(WatchTest, ANewFileInAFolderIsSeen) {
  Child child(bench_, {"policy", "test", "-f", ".", "--db", "none.db",
                       "--watch", "--events", "e.jsonl"});
  EXPECT_THAT(child.AwaitRun(1), HasSubstr("1 test: 0 failed"));
  bench_.Write("q.yaml", "policies: []\n");
  EXPECT_THAT(child.AwaitRun(2), HasSubstr("q.yaml"));
  EXPECT_EQ(2, child.Interrupt());
}

TEST_F(WatchTest, StdinCannotBeWatched) {
  for (const char* option : {"-f", "--tests", "--events"}) {
    const ProcessResult run =
        bench_.Plog({"policy", "test", "-f", "p.yaml", option, "-", "--watch"});
    EXPECT_EQ(2, run.status);
    EXPECT_THAT(run.err, HasSubstr("stdin"));
  }
}

TEST_F(WatchTest, JunitIsWrittenForFailedTestsTooAndNeverOverAnInput) {
  bench_.Write("p.yaml", PolicyThatForbids("z"));
  const ProcessResult run =
      bench_.Plog({"policy", "test", "-f", "p.yaml", "--events", "e.jsonl",
                   "--junit", "t.xml", "--min-coverage", "100"});
  EXPECT_EQ(1, run.status) << run.err;
  EXPECT_THAT(bench_.Read("t.xml"),
              HasSubstr("- missing:    rule r, trigger e\n"));
  EXPECT_THAT(bench_.Read("t.xml"), HasSubstr("coverage is 0 %"));
  for (const char* input : {"p.yaml", "e.jsonl", "./p.yaml"}) {
    EXPECT_EQ(2, bench_
                     .Plog({"policy", "test", "-f", "p.yaml", "--events",
                            "e.jsonl", "--junit", input})
                     .status);
  }
  EXPECT_EQ(PolicyThatForbids("z"), bench_.Read("p.yaml"));
}

TEST_F(WatchTest, ADryRunOverNothingIsNoSuccess) {
  bench_.Write("nothing.jsonl", "");
  const ProcessResult run = bench_.Plog(
      {"policy", "test", "-f", "p.yaml", "--events", "nothing.jsonl"});
  EXPECT_EQ(3, run.status);
  EXPECT_THAT(run.err, HasSubstr("nothing was evaluated: the ledger is empty"));
}

}  // namespace
}  // namespace plog

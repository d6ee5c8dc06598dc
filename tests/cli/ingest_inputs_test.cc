// What plog ingest takes as an input, and what it does not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kLine = R"({"agent_id":"b","action_type":"TOOL_CALL"})";

TEST(IngestInputs, TheLedgerInItsOwnFolderIsNotRead) {
  const Workbench bench;
  bench.Ingest({"read_file"});
  bench.Write("more.jsonl", kLine);
  const ProcessResult run = bench.Plog({"ingest", "-r", bench.path(".")});
  EXPECT_EQ(0, run.status) << run.err;
  EXPECT_THAT(run.err, HasSubstr("more.jsonl"));
  EXPECT_THAT(run.err, Not(HasSubstr("ledger.db: ")));
  EXPECT_EQ(0, bench.Plog({"verify"}).status);
}

TEST(IngestInputs, WhatHooksLeftBesideTheLedgerIsTakenUpOnce) {
  const Workbench bench;
  bench.Ingest({"read_file"});
  bench.Write("more.jsonl", kLine);
  bench.Write("ledger.db.hooks.jsonl", "");
  bench.Write("ledger.db-journal", "");
  const ProcessResult run = bench.Plog({"ingest", "-r", "."});
  EXPECT_EQ(0, run.status) << run.err;
  EXPECT_THAT(run.err, Not(HasSubstr("cannot read")));
}

TEST(IngestInputs, ACopyOfALedgerInAFolderIsLeftOut) {
  const Workbench bench;
  bench.Ingest({"read_file"});
  bench.Write("copy.db", bench.Read("ledger.db"));
  const ProcessResult run = bench.Plog({"ingest", "-r", bench.path(".")});
  EXPECT_THAT(run.err, HasSubstr("copy.db: left out"));
  EXPECT_THAT(run.err, Not(HasSubstr("rejected: ")));
}

TEST(IngestInputs, TheLedgerByNameIsAMistake) {
  const Workbench bench;
  bench.Ingest({"read_file"});
  const std::string before = bench.Read("ledger.db");
  const ProcessResult run =
      bench.Plog({"ingest", "--format", "jsonl", bench.path("./ledger.db")});
  EXPECT_EQ(2, run.status);
  EXPECT_THAT(run.err, HasSubstr("is the ledger itself"));
  EXPECT_EQ(before, bench.Read("ledger.db"));
}

}  // namespace
}  // namespace plog

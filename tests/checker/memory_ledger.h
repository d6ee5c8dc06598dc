#ifndef PLOG_TESTS_CHECKER_MEMORY_LEDGER_H_
#define PLOG_TESTS_CHECKER_MEMORY_LEDGER_H_

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/crypto/uuid.h"
#include "ledger/ingest/ingestor.h"
#include "rules/policy/policy.h"

namespace plog {

// Compiles policies; every mistake fails the test.
inline std::vector<Policy> CompileYaml(const std::string& yaml) {
  Diagnostics diagnostics;
  PolicySet set = CompilePolicies({{"p.yaml", yaml}}, &diagnostics);
  if (diagnostics.has_errors()) {
    for (const Diagnostic& one : diagnostics.Sorted()) {
      ADD_FAILURE() << FormatDiagnostic(one, yaml);
    }
  }
  return std::move(set.policies);
}

// Seals bare events, given as JSON lines, into a ledger that is forgotten.
inline std::unique_ptr<LedgerWriter> SealEvents(
    const std::vector<std::string>& lines) {
  auto writer = LedgerWriter::OpenScratch(testing::TempDir());
  IngestOptions options;
  options.deterministic_ids = true;
  options.now = [] { return Instant(); };
  options.random_uuid = RandomUuid;
  options.on_reject = [](std::string_view, const RejectRow& reject) {
    ADD_FAILURE() << reject.message;
  };
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  EXPECT_TRUE(IngestLines(writer.get(), views, options).has_value());
  return writer;
}

// Adds lines to a ledger, those that are recorded as they are.
inline void AddLines(LedgerWriter* ledger, std::span<const std::string> lines) {
  IngestOptions options;
  options.deterministic_ids = true;
  options.now = [] { return Instant(); };
  options.random_uuid = RandomUuid;
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  ASSERT_TRUE(IngestLines(ledger, views, options).has_value());
}

// An event of agent a in session s, `second` seconds after midnight;
// `members` are further members, as JSON without braces.
inline std::string EventLine(const std::string& id, int second,
                             const std::string& type, const std::string& name,
                             const std::string& members = "") {
  char time[32];
  std::snprintf(time, sizeof(time), "2026-01-01T00:%02d:%02dZ", second / 60,
                second % 60);
  return R"({"id":")" + id + R"(","agent_id":"a","session_id":"s",)" +
         R"("timestamp":")" + time + R"(","action_type":")" + type +
         R"(","action_name":")" + name + "\"" +
         (members.empty() ? "" : "," + members) + "}";
}

}  // namespace plog

#endif  // PLOG_TESTS_CHECKER_MEMORY_LEDGER_H_

// What importers make of single records: their times, and which result answers
// which call.

#include <gtest/gtest.h>
// rapidcheck needs gtest before it.
#include <rapidcheck/gtest.h>

#include <set>

#include "ledger/importers/call_tracker.h"
#include "ledger/importers/foreign_json.h"
#include "tests/ledger/importer_harness.h"

namespace plog {
namespace {

TEST(ImporterTimes, RecordWithoutTimeTakesTheOneBefore) {
  const Imported imported = ImportAs(
      "", std::string(R"({"id":"C","timestamp":"2026-03-01T08:00:00Z",)") +
              R"("instructions":null})" + "\n" +
              R"({"type":"function_call","name":"f","call_id":"k"})" + "\n");
  ASSERT_EQ(imported.events.size(), 2U);
  EXPECT_EQ(imported.notes.at("time-of-previous-record"), 1);
  int seen = 0;
  imported.Each([&seen](JsonView event) {
    EXPECT_EQ(event.Find("timestamp").AsString(), "2026-03-01T08:00:00Z");
    const JsonView import = event.Find("metadata").Find("import");
    EXPECT_EQ(import.Find("time_from").valid(), seen++ == 1);
  });
}

TEST(ImporterTimes, SourceWithoutTimesGivesNone) {
  ImportAs("openai-chat", R"([{"role":"user","content":"hi"}])")
      .Each([](JsonView event) {
        EXPECT_FALSE(event.Find("timestamp").valid());
      });
}

TEST(ImporterTimes, TimeWithoutZoneIsNotGuessed) {
  const Imported imported = ImportAs(
      "cloudtrail",
      R"({"eventTime":"2026-03-01 08:00:00","eventSource":"s","eventName":"n"})");
  EXPECT_TRUE(imported.events.empty());
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.rejects[0].code, RejectCode::kBadTimestamp);
}

// Ids start again with every connection, and 1 is not "1".
TEST(ImporterPairing, McpPairsInsideAConnection) {
  const Imported imported = ImportAs(
      "mcp",
      R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}})"
      "\n"
      R"({"jsonrpc":"2.0","id":"1","method":"tools/call","params":{"name":"b"}})"
      "\n"
      R"({"jsonrpc":"2.0","id":1,"result":{"content":[]}})"
      "\n"
      R"({"jsonrpc":"2.0","id":"1","method":"tools/call","params":{"name":"c"}})"
      "\n"
      R"({"jsonrpc":"2.0","id":"1","result":{"content":[]}})"
      "\n");
  EXPECT_EQ(imported.Sketch(),
            "TOOL_CALL a - -\nTOOL_CALL b - -\nTOOL_RESULT a success -\n"
            "TOOL_CALL c - -\nTOOL_RESULT c success -\n");
  std::set<std::string> sessions;
  imported.Each([&sessions](JsonView event) {
    sessions.emplace(event.Find("session_id").AsString());
  });
  EXPECT_EQ(sessions.size(), 2U);
}

// Claude Desktop writes the messages of all its servers into one log.
TEST(ImporterPairing, McpServersThatTalkAtOnceAreToldApart) {
  const auto line = [](const char* server, const char* from,
                       const char* message) {
    return std::string("2026-03-01T08:00:00.000Z [info] [") + server +
           "] Message from " + from + R"(: {"jsonrpc":"2.0","id":1,)" +
           message + "}\n";
  };
  const char* const done = R"("result":{"content":[]})";
  const Imported imported = ImportAs(
      "mcp", line("files", "client",
                  R"("method":"tools/call","params":{"name":"a"})") +
                 line("mail", "client",
                      R"("method":"tools/call","params":{"name":"b"})") +
                 line("files", "server", done) + line("mail", "server", done));
  std::string told;
  imported.Each([&told](JsonView event) {
    told += std::string(event.Find("agent_id").AsString()) + ' ' +
            std::string(event.Find("action_name").AsString()) + ' ' +
            std::string(event.Find("session_id").AsString()) + '\n';
  });
  EXPECT_EQ(told,
            "files a file.jsonl#1\nmail b file.jsonl#2\n"
            "files a file.jsonl#1\nmail b file.jsonl#2\n");
  EXPECT_TRUE(imported.notes.empty()) << imported.notes.begin()->first;
}

// A rule about calls without results looks at one agent.
TEST(ImporterPairing, AResultBelongsToTheAgentThatCalled) {
  ImportAs("openai-chat",
           R"([{"role":"assistant","name":"planner","content":null,)"
           R"("tool_calls":[{"id":"c","type":"function",)"
           R"("function":{"name":"f","arguments":"{}"}}]},)"
           R"({"role":"tool","tool_call_id":"c","content":"x"}])")
      .Each([](JsonView event) {
        EXPECT_EQ(event.Find("agent_id").AsString(), "planner");
      });
}

TEST(ImporterPairing, SubAgentsAndHumanWaitsCanBeToldApart) {
  const Imported imported = ImportAs(
      "claude-code",
      R"({"type":"assistant","uuid":"1","sessionId":"S","agentId":"b7","isSidechain":true,"timestamp":"2026-03-01T08:00:00Z","gitBranch":"main","message":{"content":[{"type":"tool_use","id":"t","name":"ExitPlanMode","input":{}}]}})"
      "\n"
      R"({"type":"user","uuid":"2","sessionId":"S","agentId":"b7","isSidechain":true,"timestamp":"2026-03-01T09:00:00Z","message":{"content":"go on"}})"
      "\n"
      R"({"type":"user","uuid":"3","sessionId":"S","agentId":"acompact-1","isSidechain":true,"timestamp":"2026-03-01T09:00:00Z","message":{"content":"internal"}})"
      "\n");
  EXPECT_EQ(imported.Sketch(),
            "LLM_CALL - - -\nTOOL_CALL ExitPlanMode - -\n"
            "CUSTOM agent_prompt - -\n");
  imported.Each([](JsonView event) {
    EXPECT_EQ(event.Find("agent_id").AsString(), "claude-code/S/b7");
    const JsonView wait = event.Find("labels").Find("human_wait");
    EXPECT_EQ(wait.valid(),
              event.Find("action_type").AsString() == "TOOL_CALL");
  });
}

// A client's span and a framework's span for one call are one pair.
TEST(ImporterPairing, OneCallToldByTwoSpansIsOnePair) {
  const auto span = [](const std::string& id, const std::string& parent,
                       const std::string& attributes) {
    return R"({"trace_id":"t","span_id":")" + id + R"(","parent_id":")" +
           parent +
           R"(","name":"n","start_time":"2026-03-01T08:00:00Z","end_time":"2026-03-01T08:00:01Z","attributes":{)" +
           attributes + "}}\n";
  };
  const std::string framework =
      span("a", "",
           R"("gen_ai.operation.name":"execute_tool","gen_ai.tool.name":"f")");
  const std::string client = span(
      "b", "a", R"("mcp.method.name":"tools/call","gen_ai.tool.name":"f")");
  for (const std::string& text : {framework + client, client + framework}) {
    const std::string sketch = ImportAs("otlp", text).Sketch();
    EXPECT_EQ(sketch,
              "TOOL_CALL f - -\nTOOL_RESULT f - 1000\nCUSTOM n - 1000\n");
  }
}

// For rules that were written for names of spans and ids of traces.
TEST(ImporterPairing, PlainNamesAreThoseOfSpansAndTraces) {
  const std::string span =
      R"({"trace_id":"t","span_id":"a","name":"execute_tool f",)"
      R"("start_time":"2026-03-01T08:00:00Z","end_time":"2026-03-01T08:00:01Z",)"
      R"("attributes":{"gen_ai.operation.name":"execute_tool",)"
      R"("gen_ai.tool.name":"f","gen_ai.conversation.id":"c"}})";
  EXPECT_EQ(FormatOf(span), "otlp");
  struct Case {
    const char* format;
    const char* name;
    const char* session;
  };
  for (const Case& one :
       {Case{"otlp", "f", "c"}, Case{"otlp-plain", "execute_tool f", "t"}}) {
    const Imported imported = ImportAs(one.format, span);
    EXPECT_EQ(imported.events.size(), 2U);
    imported.Each([&one](JsonView event) {
      EXPECT_EQ(event.Find("action_name").AsString(), one.name);
      EXPECT_EQ(event.Find("session_id").AsString(), one.session);
    });
  }
}

TEST(CallTracker, KeepsABoundedNumberOfCalls) {
  CallTracker calls;
  for (size_t i = 0; i < 3 * CallTracker::kMaxOpen; ++i) {
    calls.Open(std::to_string(i), {});
    if (i % 2 == 1) calls.Close(std::to_string(i));
  }
  EXPECT_EQ(calls.Find("0"), nullptr);
  EXPECT_NE(calls.Find(std::to_string(3 * CallTracker::kMaxOpen - 2)), nullptr);
  EXPECT_EQ(calls.unanswered(), 3 * CallTracker::kMaxOpen / 2);
}

TEST(CallTracker, ResultAnswersTheNearestEarlierCall) {
  CallTracker calls;
  calls.Open("k", {.name = "first", .time = {}, .call_id = {}});
  calls.Open("k", {.name = "second", .time = {}, .call_id = {}});
  EXPECT_EQ(calls.Close("k")->name, "second");
  EXPECT_EQ(calls.Close("k")->name, "first");
  EXPECT_FALSE(calls.Close("k"));
}

RC_GTEST_PROP(ForeignJsonProperty, QuotedNumbersKeepPlaceAndDigits,
              (const std::vector<uint64_t>& numbers)) {
  std::string text = "[";
  for (const uint64_t number : numbers) {
    if (text.size() > 1) text += ',';
    text += std::to_string(number);
  }
  ForeignJson json;
  RC_ASSERT(!json.Parse(text + "]"));
  size_t i = 0;
  for (JsonView v = json.root().First(); v.valid(); v = json.root().After(v)) {
    RC_ASSERT(ScalarText(v) == std::to_string(numbers[i++]));
  }
  const std::optional<Reject> fault = json.Parse(text + "x");
  RC_ASSERT(fault.has_value());
  RC_ASSERT(fault->column == text.size() + 1);
}

}  // namespace
}  // namespace plog

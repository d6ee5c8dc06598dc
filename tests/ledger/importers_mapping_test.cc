// What each importer makes of a small source of its format, detected by
// content. One line per event: type, name, status, duration.

#include <gtest/gtest.h>

#include "tests/ledger/importer_harness.h"
#include "tests/ledger/importer_samples.h"

namespace plog {
namespace {

// A transcript in which one API message stands on three lines, a tool fails,
// and a person is asked.
const char* const kClaudeCode =
    R"({"type":"summary","summary":"s","leafUuid":"l"}
{"type":"user","uuid":"a1","sessionId":"S","timestamp":"2026-03-01T08:00:00.000Z","isSidechain":false,"message":{"role":"user","content":"tidy up"}}
{"type":"assistant","uuid":"a2","sessionId":"S","timestamp":"2026-03-01T08:00:01.000Z","isSidechain":false,"message":{"id":"m1","role":"assistant","model":"opus","content":[{"type":"text","text":"sure"}]}}
{"type":"assistant","uuid":"a3","sessionId":"S","timestamp":"2026-03-01T08:00:02.000Z","isSidechain":false,"message":{"id":"m1","role":"assistant","model":"opus","content":[{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"rm x"}}]}}
{"type":"assistant","uuid":"a4","sessionId":"S","timestamp":"2026-03-01T08:00:02.500Z","isSidechain":false,"message":{"id":"m1","role":"assistant","model":"opus","content":[{"type":"text","text":"and more"}]}}
{"type":"user","uuid":"a5","sessionId":"S","timestamp":"2026-03-01T08:00:03.250Z","isSidechain":false,"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":"no such file"}]}}
{"type":"assistant","uuid":"a6","sessionId":"S","timestamp":"2026-03-01T08:00:04.000Z","isSidechain":true,"agentId":"b7","message":{"id":"m2","role":"assistant","model":"opus","content":[{"type":"tool_use","id":"t2","name":"AskUserQuestion","input":{}}]}}
{"type":"user","uuid":"a7","sessionId":"S","timestamp":"2026-03-01T08:01:04.000Z","isSidechain":true,"agentId":"b7","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t2","content":"yes"}]},"toolUseResult":{"answer":"yes","durationMs":59000}}
{"type":"progress","uuid":"a8","sessionId":"S","timestamp":"2026-03-01T08:01:05.000Z"}
{"type":"novelty","uuid":"a9","sessionId":"S","timestamp":"2026-03-01T08:01:06.000Z"}
)";

}  // namespace

const std::vector<Mapping>& Mappings() {
  static const std::
      vector<Mapping>
          mappings =
              {
                  {"ClaudeCode", "claude-code", kClaudeCode,
                   "CUSTOM user_prompt - -\n"
                   "LLM_CALL opus - -\n"
                   "LLM_RESPONSE opus - -\n"
                   "TOOL_CALL Bash - -\n"
                   "CUSTOM response_continued - -\n"
                   "TOOL_RESULT Bash error 1250\n"
                   "LLM_CALL opus - -\n"
                   "TOOL_CALL AskUserQuestion - -\n"
                   "TOOL_RESULT AskUserQuestion success 59000\n"},
                  {"ClaudeCodeHooks", "claude-code-hooks",
                   R"({"hook_event_name":"PreToolUse","session_id":"S","tool_name":"Edit","tool_input":{"f":1},"tool_use_id":"t1"}
{"hook_event_name":"PermissionDenied","session_id":"S","tool_name":"Edit"}
{"hook_event_name":"PostToolUse","session_id":"S","tool_name":"Edit","tool_response":{"ok":true},"tool_use_id":"t1","duration_ms":9}
{"hook_event_name":"PostToolUseFailure","session_id":"S","tool_name":"Bash","tool_use_id":"t2","error":"exit 1"}
)",
                   "TOOL_CALL Edit - -\n"
                   "CUSTOM permission_denied - -\n"
                   "TOOL_RESULT Edit success 9\n"
                   "TOOL_RESULT Bash error -\n"},
                  {"InterceptLog", "intercept-log",
                   R"({"ts":"2026-03-01T08:00:00.000000001Z","type":"startup","instance":"0a1b2c3d","server":"stripe","state_backend":"redis://u:secret@h/0"}
{"ts":"2026-03-01T08:00:01Z","type":"tool_call","instance":"0a1b2c3d","tool":"pay","result":"denied","rule":"cap","message":"no","args_hash":"sha256:aa"}
{"ts":"2026-03-01T08:00:02Z","type":"tool_call","instance":"0a1b2c3d","tool":"pay","result":"allowed"}
{"ts":"2026-03-01T08:00:03Z","type":"heartbeat","instance":"0a1b2c3d","counters":{"pay":1}}
{"ts":"2026-03-01T08:00:04Z","type":"tool_call","instance":"0a1b2c3d","tool":"pay","result":"maybe"}
)",
                   "CUSTOM intercept_startup - -\n"
                   "POLICY_DECISION pay - -\n"
                   "POLICY_DECISION pay - -\n"
                   "CUSTOM intercept_heartbeat - -\n"},
                  {"Decisions", "decisions",
                   R"({"time":"2026-03-01T08:00:00Z","tool":"pay","outcome":"pending_review","agent":"a","session":"s","call_id":"c1","arguments":{"amount":5}}
{"time":"2026-03-01T08:00:01Z","tool":"pay","outcome":"approved","agent":"a","session":"s","call_id":"c1","reviewer":"j"}
{"time":"2026-03-01T08:00:02Z","tool":"pay","outcome":"shrug"}
)",
                   "POLICY_DECISION pay - -\n"
                   "POLICY_DECISION pay - -\n"},
                  {"CodexEnvelope", "codex",
                   R"({"timestamp":"2026-03-01T08:00:00Z","type":"session_meta","payload":{"id":"C","cwd":"/w"}}
{"timestamp":"2026-03-01T08:00:01Z","type":"response_item","payload":{"type":"function_call","name":"shell","arguments":"{\"c\":1}","call_id":"k1"}}
{"timestamp":"2026-03-01T08:00:01Z","type":"response_item","payload":{"type":"function_call_output","call_id":"k1","output":"{\"output\":\"\",\"metadata\":{\"exit_code\":2,\"duration_seconds\":1.5}}"}}
{"timestamp":"2026-03-01T08:00:02Z","type":"event_msg","payload":{"type":"agent_message","message":"twice"}}
{"timestamp":"2026-03-01T08:00:02Z","type":"response_item","payload":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"twice"}]}}
{"timestamp":"2026-03-01T08:00:03Z","type":"response_item","payload":{"type":"function_call","name":"plan","arguments":"x","call_id":"k2"}}
{"timestamp":"2026-03-01T08:00:03Z","type":"response_item","payload":{"type":"function_call_output","call_id":"k2","output":"Plan updated"}}
)",
                   "CUSTOM session_start - -\n"
                   "TOOL_CALL shell - -\n"
                   "TOOL_RESULT shell error 1500\n"
                   "LLM_RESPONSE - - -\n"
                   "TOOL_CALL plan - -\n"
                   "TOOL_RESULT plan - -\n"},
                  {"CodexBare", "codex",
                   "{\"id\":\"C\",\"timestamp\":\"2026-03-01T08:00:00Z\","
                   "\"instructions\":null}\r\n"
                   "{\"record_type\":\"state\"}\r\n"
                   "{\"type\":\"function_call\",\"name\":\"shell\","
                   "\"arguments\":"
                   "\"{}\","
                   "\"call_id\":\"k\"}\r\n",
                   "CUSTOM session_start - -\n"
                   "TOOL_CALL shell - -\n"},
                  {"McpProxyLog", "mcp",
                   R"([2026-03-01T08:00:00.000Z] START server (pid=7)
[2026-03-01T08:00:00.100Z] >>> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":1}}}
[2026-03-01T08:00:00.350Z] <<< {"jsonrpc":"2.0","id":1,"result":{"isError":true,"content":[{"type":"text","text":"bad"}]}}
[2026-03-01T08:00:01.000Z] START server (pid=8)
[2026-03-01T08:00:01.100Z] >>> {"jsonrpc":"2.0","id":1,"method":"fetch_static_data"}
)",
                   "TOOL_CALL add - -\n"
                   "TOOL_RESULT add error 250\n"
                   "CUSTOM fetch_static_data - -\n"},
                  {"McpNumbered", "mcp",
                   R"({"seq":1,"t":1772352000.5,"dir":"c2s","msg":{"jsonrpc":"2.0","id":"1","method":"tools/call","params":{"name":"add"}}}
{"seq":2,"t":1772352000.75,"dir":"s2c","msg":{"jsonrpc":"2.0","id":"1","error":{"code":-1,"message":"m"}}}
{"type":"summary","messages":2}
)",
                   "TOOL_CALL add - -\n"
                   "TOOL_RESULT add error 250\n"},
                  {"McpDesktop", "mcp",
                   "2026-03-01T08:00:00.000Z [files] [info] Message from "
                   "client: "
                   R"({"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"ls"}})"
                   " { metadata: undefined }\n"
                   "2026-03-01T08:00:00.040Z [files] [info] Message from "
                   "server: "
                   R"({"jsonrpc":"2.0","id":0,"result":{"content":[]}})"
                   " { metadata: undefined }\n"
                   "2026-03-01T08:00:01.000Z [files] [info] Shutting down "
                   "{now}\n",
                   "TOOL_CALL ls - -\n"
                   "TOOL_RESULT ls success 40\n"},
                  {"ChatLines", "openai-chat",
                   R"({"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c","content":"Error: no"}]}
{"messages":[{"role":"assistant","content":"done"}]}
)",
                   "CUSTOM user_prompt - -\n"
                   "TOOL_CALL f - -\n"
                   "TOOL_RESULT f - -\n"
                   "LLM_RESPONSE - - -\n"},
                  {"SweAgentTrajectory", "swe-agent",
                   R"({"environment":"e","trajectory":[{"action":"ls -l","observation":"a","response":"r","execution_time":0.25}],"history":[],"info":{"exit_status":"submitted"}})",
                   "LLM_RESPONSE - - -\n"
                   "TOOL_CALL ls - -\n"
                   "TOOL_RESULT ls - 250\n"
                   "CUSTOM submission - -\n"},
                  {"PiSession", "pi-session",
                   R"({"type":"session","version":3,"id":"P","timestamp":"2026-03-01T08:00:00Z","cwd":"/w"}
{"type":"message","id":"1","timestamp":"2026-03-01T08:00:01Z","message":{"role":"assistant","content":[{"type":"text","text":"x"},{"type":"toolCall","id":"t","name":"read","arguments":{}}]}}
{"type":"message","id":"2","timestamp":"2026-03-01T08:00:02Z","message":{"role":"toolResult","toolCallId":"t","toolName":"read","content":[],"isError":false}}
)",
                   "LLM_RESPONSE - - -\n"
                   "TOOL_CALL read - -\n"
                   "TOOL_RESULT read success 1000\n"},
                  {"OtlpToolSpan", "otlp",
                   R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"bot"}}]},"scopeSpans":[{"spans":[{"traceId":"AB","spanId":"CD","name":"execute_tool f","startTimeUnixNano":"1772352001000000000","endTimeUnixNano":"1772352001500000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}},{"key":"gen_ai.tool.name","value":{"stringValue":"f"}}],"status":{"code":2,"message":"boom"}},{"traceId":"ab","spanId":"ce","name":"chat m","startTimeUnixNano":"1772352000000000000","endTimeUnixNano":"1772352000900000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"m"}}],"status":{}}]}]}]})",
                   "LLM_CALL m - -\n"
                   "LLM_RESPONSE m - 900\n"
                   "TOOL_CALL f - -\n"
                   "TOOL_RESULT f error 500\n"},
                  {"TempoWithBareNanoseconds", "otlp",
                   R"({"batches":[{"resource":{"attributes":[]},"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"l"},"spans":[{"traceId":"ab","spanId":"cd","name":"GET","kind":"SPAN_KIND_SERVER","startTimeUnixNano":1772352001000000001,"endTimeUnixNano":1772352001250000001}]}]}]})",
                   "CUSTOM GET - 250\n"},
                  {"OpenInferenceFlatSpans", "otlp",
                   R"({"trace_id":"t","span_id":"s","parent_id":null,"name":"n","start_time":"2026-03-01T08:00:00Z","end_time":"2026-03-01T08:00:01Z","attributes":{"openinference.span.kind":"TOOL","tool.name":"g","input.value":"{}"},"status":{"status_code":"OK"}})",
                   "TOOL_CALL g - -\n"
                   "TOOL_RESULT g success 1000\n"},
                  {"ClaudeCodeTelemetry", "otlp", R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"claude-code"}}]},"scopeLogs":[{"scope":{"name":"com.anthropic.claude_code.events"},"logRecords":[{"timeUnixNano":"1772352000000000000","body":{"stringValue":"claude_code.tool_result"},"attributes":[{"key":"event.name","value":{"stringValue":"tool_result"}},{"key":"session.id","value":{"stringValue":"S"}},{"key":"tool_name","value":{"stringValue":"Bash"}},{"key":"success","value":{"stringValue":"false"}},{"key":"duration_ms","value":{"intValue":"7"}}]},{"timeUnixNano":"1772352000000000000","body":{"stringValue":"claude_code.tool_decision"},"attributes":[{"key":"event.name","value":{"stringValue":"tool_decision"}},{"key":"decision","value":{"stringValue":"reject"}}]}]}]}]})",
                   "TOOL_CALL Bash - -\n"
                   "TOOL_RESULT Bash error 7\n"
                   "CUSTOM tool_decision - -\n"},
                  {"Jaeger", "jaeger",
                   R"({"data":[{"traceID":"t","spans":[{"traceID":"t","spanID":"s","operationName":"execute_tool h","startTime":1772352000000000,"duration":2500,"tags":[{"key":"gen_ai.operation.name","type":"string","value":"execute_tool"},{"key":"otel.status_code","value":"OK"}],"processID":"p"}],"processes":{"p":{"serviceName":"bot"}}}]})",
                   "TOOL_CALL h - -\n"
                   "TOOL_RESULT h success 2\n"},
                  {"Inspect", "inspect",
                   R"({"version":2,"status":"success","eval":{"run_id":"R","task":"T","model":"M"},"samples":[{"id":1,"epoch":1,"input":"q","scores":{"s":{"value":NaN}},"events":[{"event":"span_begin","timestamp":"2026-03-01T08:00:00-04:00"},{"event":"tool","id":"c","function":"bash","arguments":{"cmd":"attachment://h"},"result":"r","error":{"type":"timeout","message":"slow"},"timestamp":"2026-03-01T08:00:01-04:00","completed":"2026-03-01T08:00:09-04:00","working_time":4.5}],"attachments":{"h":"long text"}}]})",
                   "CUSTOM sample_start - -\n"
                   "TOOL_CALL bash - -\n"
                   "TOOL_RESULT bash timeout 4500\n"
                   "CUSTOM sample_end - -\n"},
                  {"InspectMessages", "inspect",
                   R"({"version":2,"status":"success","eval":{"run_id":"R","task":"T"},"samples":[{"id":"x","epoch":1,"messages":[{"role":"assistant","content":"a","tool_calls":[{"id":"c","function":"f","arguments":{}}]},{"role":"tool","tool_call_id":"c","content":"r"}]}]})",
                   "LLM_RESPONSE - - -\n"
                   "TOOL_CALL f - -\n"
                   "TOOL_RESULT f - -\n"},
                  {"Atif", "atif",
                   R"({"schema_version":"ATIF-v1.5","session_id":"A","agent":{"name":"a"},"steps":[{"step_id":1,"source":"user","message":"go"},{"step_id":2,"source":"agent","timestamp":"2026-03-01T08:00:00Z","message":"","tool_calls":[{"tool_call_id":"c","function_name":"f","arguments":{}}],"observation":{"results":[{"source_call_id":"c","content":"r"}]}}]})",
                   "CUSTOM user_prompt - -\n"
                   "LLM_CALL - - -\n"
                   "LLM_RESPONSE - - -\n"
                   "TOOL_CALL f - -\n"
                   "TOOL_RESULT f - -\n"},
                  {"AgentsSdkChildBeforeParent", "agents-sdk",
                   R"({"object":"trace.span","id":"s2","trace_id":"t","parent_id":"s1","started_at":"2026-03-01T08:00:01+00:00","ended_at":"2026-03-01T08:00:02+00:00","span_data":{"type":"function","name":"f","input":"{\"a\":1}","output":"{'a': 1}"},"error":null}
{"object":"trace.span","id":"s1","trace_id":"t","parent_id":null,"started_at":"2026-03-01T08:00:00+00:00","ended_at":"2026-03-01T08:00:03+00:00","span_data":{"type":"agent","name":"Boss"},"error":null}
)",
                   "CUSTOM agent success 3000\n"
                   "TOOL_CALL f - -\n"
                   "TOOL_RESULT f success 1000\n"},
                  {"LangSmith", "langsmith",
                   R"([{"id":"r2","name":"f","run_type":"tool","start_time":"2026-03-01T08:00:01","end_time":"2026-03-01T08:00:02","inputs":{},"outputs":null,"error":"boom","trace_id":"t"},
{"id":"r1","name":"root","run_type":"chain","start_time":"2026-03-01T08:00:00","end_time":"2026-03-01T08:00:03","inputs":{},"outputs":{},"error":null,"trace_id":"t"}])",
                   "CUSTOM root success 3000\n"
                   "TOOL_CALL f - -\n"
                   "TOOL_RESULT f error 1000\n"},
                  {"CloudTrail", "cloudtrail",
                   R"({"Records":[{"eventTime":"2026-03-01T08:00:00Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","userIdentity":{"arn":"a"},"requestParameters":{"b":1},"responseElements":null,"errorCode":"AccessDenied","errorMessage":"no","eventID":"e"},
{"eventTime":"2026-03-01T08:00:01Z","eventSource":"iam.amazonaws.com","eventName":"ListUsers","userIdentity":{"arn":"a"},"requestParameters":null,"responseElements":{"x":1},"eventID":"e2"}]})",
                   "TOOL_CALL s3.amazonaws.com:DeleteBucket error -\n"
                   "TOOL_CALL iam.amazonaws.com:ListUsers success -\n"},
              };
  return mappings;
}

namespace {

class ImporterMapping : public testing::TestWithParam<Mapping> {};

TEST_P(ImporterMapping, GivesTheEventsOfItsTable) {
  EXPECT_EQ(FormatOf(GetParam().source), GetParam().format);
  const Imported imported = ImportAs("", GetParam().source);
  EXPECT_EQ(imported.Sketch(), GetParam().sketch);
  EXPECT_TRUE(imported.rejects.empty()) << imported.rejects[0].message;
}

TEST_P(ImporterMapping, SaysWhereEveryEventComesFrom) {
  const std::string digest = ToHex(Sha256Of(GetParam().source));
  ImportAs("", GetParam().source).Each([&](JsonView event) {
    const JsonView import = event.Find("metadata").Find("import");
    EXPECT_EQ(import.Find("format").AsString(), GetParam().format);
    EXPECT_EQ(import.Find("source_sha256").AsString(), digest);
    EXPECT_GE(import.Find("line").AsInteger(), 1);
    EXPECT_TRUE(event.Find("session_id").is_string() ||
                GetParam().name == "ClaudeCodeTelemetry");
  });
}

TEST_P(ImporterMapping, TiesResultsToCallsByIdAndName) {
  std::map<std::string, std::string> calls;
  ImportAs("", GetParam().source).Each([&calls](JsonView event) {
    if (!event.Find("metadata").Find("call_id").valid()) return;
    const std::string id(event.Find("metadata").Find("call_id").AsString());
    const JsonView name = event.Find("action_name");
    const std::string tool(name.valid() ? name.AsString() : "");
    const std::string_view type = event.Find("action_type").AsString();
    if (type == "TOOL_CALL") calls[id] = tool;
    if (type == "TOOL_RESULT" && calls.contains(id)) {
      EXPECT_EQ(calls[id], tool);
    }
  });
}

// How a source is cut into chunks is chance.
TEST_P(ImporterMapping, DoesNotDependOnChunks) {
  const InputFormat& format = *FindInputFormat(GetParam().format);
  const std::string whole =
      Import(format, GetParam().source, "f", 1 << 20).Sketch();
  for (const size_t chunk : {1U, 2U, 3U, 7U, 64U}) {
    EXPECT_EQ(Import(format, GetParam().source, "f", chunk).Sketch(), whole);
  }
}

// Torn anywhere, the source gives a prefix of its events (of a format that
// sorts, fewer) and never anything that is not an event.
TEST_P(ImporterMapping, SurvivesBeingTornAnywhere) {
  const InputFormat& format = *FindInputFormat(GetParam().format);
  const size_t all = ImportAs("", GetParam().source).events.size();
  const size_t step = GetParam().source.size() / 150 + 1;
  for (size_t size = 0; size < GetParam().source.size(); size += step) {
    const Imported torn = Import(format, GetParam().source.substr(0, size));
    EXPECT_LE(torn.events.size(), all);
  }
}

TEST_P(ImporterMapping, SurvivesDamagedBytes) {
  const InputFormat& format = *FindInputFormat(GetParam().format);
  for (size_t at = 0; at < GetParam().source.size(); at += 41) {
    for (const char byte : {'"', '}', '[', '\n', '\xff', '0'}) {
      std::string damaged = GetParam().source;
      damaged[at] = byte;
      Import(format, damaged);  // every event is checked by the harness
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, ImporterMapping, testing::ValuesIn(Mappings()),
                         [](const auto& test) { return test.param.name; });

// An importer that nobody shows is one that nobody tried.
TEST(ImporterMappings, CoverEveryFormat) {
  for (const InputFormat* format : InputFormats()) {
    if (format->stateless || format->name == "json-array" ||
        format->name == "plog" || format->name == "inspect-eval" ||
        format->name == "otlp-plain") {  // see ImporterPairing
      continue;
    }
    bool shown = false;
    for (const Mapping& mapping : Mappings()) {
      shown = shown || mapping.format == format->name;
    }
    EXPECT_TRUE(shown) << format->name;
  }
}

}  // namespace
}  // namespace plog

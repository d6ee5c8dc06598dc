// `./dev bench`: how fast plog is, as ratios to baselines measured in the same
// run on the same data, since machines are noisy and differ.
//
//   plog_bench --plog PATH [--events N] [--trail FILE.ndjson]

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/bench/bare_loop.h"
#include "tests/bench/measure.h"
#include "tests/bench/trail_generator.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string plog = "plog";
  uint64_t events = 100'000;
  std::string trail;
};

// Six rules of six types, none with a pattern.
constexpr std::string_view kSixRules = R"(policies:
  - name: bench
    rules:
      - {name: answered, type: sequence, when: {action_type: TOOL_CALL},
         expect: {action_type: TOOL_RESULT}, within: "60s",
         correlate: [metadata.call_id]}
      - {name: no-mail-after-web, type: absence,
         when: {action_name: search_web}, deny: {action_name: send_mail}}
      - {name: tools, type: boundary, when: {action_type: TOOL_CALL},
         deny_actions: [run_shell, "drop_*"]}
      - {name: thinks, type: presence, require: {action_type: LLM_CALL}}
      - {name: budget, type: rate, count: {action_type: TOOL_CALL}, max: 40,
         window: "10m"}
      - {name: office, type: temporal, when: {action_type: TOOL_CALL},
         hours: [8, 18], days: [1, 2, 3, 4, 5], timezone: Europe/Zurich}
)";

std::string ManyRules(size_t count) {
  std::string yaml = "policies:\n  - name: many\n    rules:\n";
  for (size_t i = 0; i < count; ++i) {
    yaml += fmt::format(
        "      - {{name: r{0}, type: absence, when: {{action_name: tool_{0}}},"
        " deny: {{action_name: send_mail, labels.team: team-{1}}}}}\n",
        i, i % 7);
  }
  return yaml;
}

std::string ManyPatterns(size_t count) {
  std::string yaml = "policies:\n  - name: patterns\n    rules:\n";
  for (size_t i = 0; i < count; ++i) {
    yaml += fmt::format(
        "      - {{name: p{0}, type: pattern, for_field: action_output, "
        "deny_pattern: 'secret-{0}-\\d{{3}}'}}\n",
        i);
  }
  return yaml;
}

class Bench {
 public:
  explicit Bench(const Arguments& arguments)
      : arguments_(arguments),
        folder_(fs::temp_directory_path() /
                fmt::format("plog-bench-{}", ::getpid())) {
    fs::create_directories(folder_);
  }
  ~Bench() { fs::remove_all(folder_); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  int Run() {
    PrepareTrail();
    fmt::print("{} events, {:.1f} MB, {} threads\n\n", events_, megabytes_,
               std::thread::hardware_concurrency());
    fmt::print("{:<34}{:>9}{:>9}{:>12}{:>9}{:>9}{:>10}  {}\n", "benchmark",
               "seconds", "cpu s", "events/s", "MB/s", "peak MB", "ratio",
               "of");
    Ingest();
    Verify();
    Check();
    return failed_ ? 1 : 0;
  }

 private:
  void PrepareTrail() {
    trail_ = (folder_ / "trail.ndjson").string();
    events_ = arguments_.events;
    if (!arguments_.trail.empty()) {
      trail_ = arguments_.trail;
      std::ifstream in(trail_);
      events_ = 0;
      for (std::string line; std::getline(in, line);) ++events_;
    } else {
      std::ofstream out(trail_, std::ios::binary);
      GenerateTrail({events_, 1}, [&out](std::string_view line) {
        out.write(line.data(), static_cast<std::streamsize>(line.size()));
      });
    }
    megabytes_ = static_cast<double>(fs::file_size(trail_)) / 1e6;
  }

  // Prints a row and returns the seconds. `baseline` of 0: no ratio.
  double Row(std::string_view name, const Measured& m, double baseline = 0,
             std::string_view of = {}) {
    const bool ok = m.status == 0 || m.status == 1;
    failed_ = failed_ || !ok;
    const auto events = static_cast<double>(events_);
    fmt::print("{:<34}{:>9.3f}{:>9.3f}{:>12.0f}{:>9.0f}{:>9.0f}", name,
               m.seconds, m.cpu_seconds, events / m.seconds,
               megabytes_ / m.seconds, static_cast<double>(m.peak_bytes) / 1e6);
    if (baseline > 0) fmt::print("{:>9.2f}x  {}", m.seconds / baseline, of);
    if (!ok) fmt::print("  FAILED with status {}", m.status);
    fmt::print("\n");
    std::fflush(stdout);
    return m.seconds;
  }

  Measured Plog(std::vector<std::string> arguments,
                const std::string& ledger) const {
    arguments.insert(arguments.begin(), arguments_.plog);
    arguments.insert(arguments.end(), {"--db", ledger});
    return RunProgram(arguments);
  }

  // The sqlite3 shell importing the same lines and extracting the members.
  Measured Shell() const {
    std::string script =
        "CREATE TABLE raw(line TEXT);\n.mode ascii\n"
        ".separator \"\\001\" \"\\n\"\n.import " +
        trail_ + " raw\nCREATE TABLE events AS SELECT line";
    for (std::string_view member : {"id",
                                    "schema_version",
                                    "agent_id",
                                    "session_id",
                                    "source",
                                    "capture_method",
                                    "action_type",
                                    "action_name",
                                    "action_input",
                                    "action_output",
                                    "action_status",
                                    "error_message",
                                    "timestamp",
                                    "duration_ms",
                                    "labels",
                                    "metadata",
                                    "sequence",
                                    "hash",
                                    "prev_hash",
                                    "validation_warnings"}) {
      script += fmt::format(", json_extract(line, '$.{0}') AS {0}", member);
    }
    script += " FROM raw;\n";
    const std::string path = (folder_ / "import.sql").string();
    std::ofstream(path) << script;
    return RunProgram(
        {"sh", "-c",
         fmt::format("sqlite3 {}/shell.db < {}", folder_.string(), path)});
  }

  void Ingest() {
    const double shell = Row("sqlite3 shell, import and extract", Shell());
    ledger_ = (folder_ / "ledger.db").string();
    Row("ingest, sealing", Plog({"ingest", "-q", trail_}, ledger_), shell,
        "sqlite3 shell");
  }

  void Verify() {
    const auto bare = [this](unsigned threads) {
      return RunForked([this, threads] { return BareLoop(ledger_, threads); });
    };
    const double one = Row("bare loop, 1 thread", bare(1));
    const double two = Row("bare loop, 2 threads", bare(2), one, "1 thread");
    const double verify =
        Row("verify, 1 thread", Plog({"verify", "-q", "-j", "1"}, ledger_), one,
            "bare loop, 1 thread");
    verify_ =
        Row("verify, 2 threads", Plog({"verify", "-q", "-j", "2"}, ledger_),
            two, "bare loop, 2 threads");
    fmt::print("{:<34}{:>58.2f}x  faster with 2 threads\n", "",
               verify / verify_);
  }

  void CheckWith(std::string_view name, const std::string& yaml) {
    std::vector<std::string> arguments = {"policy", "check",    "-q",  "-j",
                                          "2",      "--format", "json"};
    if (!yaml.empty()) {
      const std::string path = (folder_ / "policies.yaml").string();
      std::ofstream(path) << yaml;
      arguments.insert(arguments.end(), {"--with-builtins", "--file", path});
    }
    Row(name, Plog(arguments, ledger_), verify_, "verify, 2 threads");
  }

  void Check() {
    CheckWith("check, built-ins", "");
    CheckWith("check, built-ins + 6 rules", std::string(kSixRules));
    CheckWith("check, built-ins + 50 rules", ManyRules(50));
    CheckWith("check, built-ins + 100 rules", ManyRules(100));
    CheckWith("check, built-ins + 1000 rules", ManyRules(1000));
    CheckWith("check, built-ins + 1 pattern", ManyPatterns(1));
    CheckWith("check, built-ins + 50 patterns", ManyPatterns(50));
  }

  const Arguments& arguments_;
  fs::path folder_;
  std::string trail_;
  std::string ledger_;
  uint64_t events_ = 0;
  double megabytes_ = 0;
  double verify_ = 0;
  bool failed_ = false;
};

int Main(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view flag = argv[i];
    if (flag == "--plog") {
      arguments.plog = argv[i + 1];
    } else if (flag == "--events") {
      arguments.events = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (flag == "--trail") {
      arguments.trail = argv[i + 1];
    } else {
      fmt::print(stderr, "unknown option {}\n", flag);
      return 2;
    }
  }
  return Bench(arguments).Run();
}

}  // namespace
}  // namespace plog

int main(int argc, char** argv) { return plog::Main(argc, argv); }

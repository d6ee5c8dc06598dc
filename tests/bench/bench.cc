// `./dev bench`: how fast plog is, as ratios to baselines measured in the same
// run on the same data, since machines are noisy and differ.
//
//   plog_bench --plog PATH [--events N] [--trail FILE.ndjson]
//              [--duckdb DIR]
//
// --duckdb: a folder with node_modules/@duckdb/node-api; without it the rows of
// DuckDB are skipped.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/bench/bare_loop.h"
#include "tests/bench/bench_policies.h"
#include "tests/bench/measure.h"
#include "tests/bench/trail_generator.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string plog = "plog";
  uint64_t events = 100'000;
  std::string trail;
  std::string duckdb;
};

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
    Author();
    Write();
    Nightly();  // adds to the ledger
    Hook();     // likewise
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

  // The fastest of three runs, of one if they are long: what else goes on in a
  // machine only ever makes a run slower.
  Measured Best(const std::function<Measured()>& run) const {
    constexpr uint64_t kLong = 500000;
    Measured best = run();
    for (int i = 1; i < 3 && events_ < kLong; ++i) {
      const Measured again = run();
      if (again.seconds < best.seconds) best = again;
    }
    return best;
  }

  Measured Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), arguments_.plog);
    return RunProgram(arguments);
  }
  Measured Plog(std::vector<std::string> arguments,
                const std::string& ledger) const {
    arguments.insert(arguments.end(), {"--db", ledger});
    return Run(std::move(arguments));
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

  // DuckDB reading the same lines, and with `database` empty, asking the six
  // rules. nullopt: not there.
  std::optional<Measured> DuckDb(const std::string& database) const {
    if (arguments_.duckdb.empty()) {
      fmt::print("DuckDB: skipped, no --duckdb\n");
      return std::nullopt;
    }
    ::setenv("PLOG_BENCH_MODULES", arguments_.duckdb.c_str(), 1);
    std::vector<std::string> arguments = {"node", PLOG_DUCKDB_PEER, trail_};
    if (database.empty()) {
      arguments.emplace_back("memory");
    } else {
      arguments.insert(arguments.end(), {"file", database});
    }
    return RunProgram(arguments);
  }

  void Ratio(double seconds, double baseline, std::string_view of) const {
    fmt::print("{:<34}{:>58.2f}x  {}\n", "", seconds / baseline, of);
  }

  void Ingest() {
    const double shell = Row("sqlite3 shell, import and extract", Best([&] {
                               fs::remove(folder_ / "shell.db");
                               return Shell();
                             }));
    std::optional<double> duckdb;
    if (const auto m = DuckDb((folder_ / "duck.db").string())) {
      duckdb = Row("DuckDB, load into a file", *m, shell, "sqlite3 shell");
    }
    ledger_ = (folder_ / "ledger.db").string();
    const double ingest = Row("ingest, sealing", Best([&] {
                                fs::remove(ledger_);
                                return Plog({"ingest", "-q", trail_}, ledger_);
                              }),
                              shell, "sqlite3 shell");
    if (duckdb) Ratio(ingest, *duckdb, "DuckDB");
  }

  void Verify() {
    const auto bare = [this](unsigned threads) {
      return Best([this, threads] {
        return RunForked([=, this] { return BareLoop(ledger_, threads); });
      });
    };
    const double one = Row("bare loop, 1 thread", bare(1));
    const double two = Row("bare loop, 2 threads", bare(2), one, "1 thread");
    const double verify =
        Row("verify, 1 thread", Best([&] {
              return Plog({"verify", "-q", "-j", "1"}, ledger_);
            }),
            one, "bare loop, 1 thread");
    verify_ = Row("verify, 2 threads", Best([&] {
                    return Plog({"verify", "-q", "-j", "2"}, ledger_);
                  }),
                  two, "bare loop, 2 threads");
    Ratio(verify, verify_, "faster with 2 threads");
  }

  double CheckWith(std::string_view name, const std::string& yaml,
                   const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"policy", "check",    "-q",  "-j",
                                          "2",      "--format", "json"};
    if (!yaml.empty()) {
      arguments.insert(arguments.end(),
                       {"--with-builtins", "--file", PolicyFile(yaml)});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto check = [&] { return Plog(arguments, ledger_); };
    // One that writes a state finds another at its second run.
    const Measured m = more.empty() ? Best(check) : check();
    return Row(name, m, verify_, "verify, 2 threads");
  }

  void Check() {
    CheckWith("check, built-ins", "");
    CheckWith("check, built-ins + 6 rules", SixRules());
    CheckWith("  the same, --memory 1", SixRules(), {"--memory", "1"});
    CheckWith("  the same, 10 violations a rule", SixRules(),
              {"--max-violations", "10"});
    CheckWith("check, built-ins + 50 rules", ManyRules(50));
    CheckWith("check, built-ins + 100 rules", ManyRules(100));
    CheckWith("check, built-ins + 1000 rules", ManyRules(1000));
    CheckWith("check, built-ins + 1 pattern", ManyPatterns(1));
    CheckWith("check, built-ins + 50 patterns", ManyPatterns(50));
  }

  // A run that leaves a state, and one over 1 % more events that goes on from
  // it.
  // What an agent waits for at every call; the shell that hands over the event
  // is part of it, as it is in real life.
  void Hook() {
    constexpr size_t kCalls = 200;
    const std::string event = (folder_ / "event.json").string();
    std::ofstream(event)
        << R"({"session_id":"s","hook_event_name":"PreToolUse",)"
           R"("tool_name":"Bash","tool_use_id":"t","tool_input":{}})";
    const std::string command = fmt::format("exec '{}' hook --db '{}' < '{}'",
                                            arguments_.plog, ledger_, event);
    std::vector<double> seconds;
    for (size_t i = 0; i < kCalls; ++i) {
      const Measured m = RunProgram({"sh", "-c", command});
      failed_ = failed_ || m.status != 0;
      seconds.push_back(m.seconds);
    }
    std::sort(seconds.begin(), seconds.end());
    fmt::print("{:<34}{:>9.4f}  median of {} calls, 95th percentile {:.4f}\n",
               "hook", seconds[kCalls / 2], kCalls, seconds[kCalls * 95 / 100]);
  }

  void Nightly() {
    const std::string state = (folder_ / "nightly.state").string();
    const double full = CheckWith("check, 6 rules, --state, first run",
                                  SixRules(), {"--state", state});
    const std::string more = (folder_ / "more.ndjson").string();
    std::ofstream out(more, std::ios::binary);
    GenerateTrail({events_ / 100, 2}, [&out](std::string_view line) {
      out.write(line.data(), static_cast<std::streamsize>(line.size()));
    });
    out.close();
    Plog({"ingest", "-q", more}, ledger_);
    const double increment = CheckWith("check, 6 rules, --state, 1 % more",
                                       SixRules(), {"--state", state});
    Ratio(increment, full, "the first run");
  }

  std::string PolicyFile(const std::string& yaml) const {
    const std::string path = (folder_ / "policies.yaml").string();
    std::ofstream(path) << yaml;
    return path;
  }

  // What someone who writes rules waits for.
  void Author() {
    Row("policy test, 20 tests and a dry run",
        Plog({"policy", "test", "--file", PolicyFile(RulesWithTests())},
             ledger_));
    std::optional<double> duckdb;
    if (const auto m = DuckDb("")) {
      duckdb = Row("DuckDB, load and six rules", *m);
    }
    const std::string rules = PolicyFile(SixRules());
    const double test = Row(
        "policy test --events, six rules", Best([&] {
          return Plog({"policy", "test", "--file", rules, "--events", trail_},
                      ledger_);
        }));
    if (duckdb) Ratio(test, *duckdb, "DuckDB, load and six rules");
  }

  void Write() {
    const std::string package = (folder_ / "trail.plog").string();
    const std::string report = (folder_ / "report.json").string();
    const std::string recorded = (folder_ / "recorded.db").string();
    Row("export", Best([&] {
          return Plog({"export", "-q", "-o", package}, ledger_);
        }),
        verify_, "verify, 2 threads");
    Row("verify-export", Best([&] {
          return Run({"verify-export", "-q", package});
        }),
        verify_, "verify, 2 threads");
    Row("ingest, recorded", Plog({"ingest", "-q", package}, recorded));
    Plog({"policy", "check", "-q", "--file", PolicyFile(SixRules()), "-o",
          report},
         ledger_);
    Row("report render, html and sarif",
        Run({"report", "render", report, "-o",
             "html=" + (folder_ / "r.html").string(), "-o",
             "sarif=" + (folder_ / "r.sarif").string()}));
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
    } else if (flag == "--duckdb") {
      arguments.duckdb = argv[i + 1];
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

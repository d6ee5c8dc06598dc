// A state of `policy check --state`, and the check that goes on from it. The
// digests in it are made right, so that what it says is looked at. An input
// is changes to a state that a run has just written, three bytes each: an
// offset, little endian, and what is xored to the byte there. After a zero byte
// it is a state itself.

#include <algorithm>
#include <optional>
#include <string>

#include "checker/engine/check.h"
#include "checker/formats/report_json.h"
#include "checker/formats/writers.h"
#include "checker/state/state_store.h"
#include "ledger/crypto/uuid.h"
#include "ledger/ingest/ingestor.h"
#include "tests/checker/state_reseal.h"
#include "tests/fuzz/fuzz_target.h"

namespace plog {
namespace {

constexpr char kPolicies[] =
    "policies: [{name: p, rules: ["
    "{name: a, type: absence, when: {action_name: read}, "
    "deny: {action_name: send}}, "
    "{name: b, type: sequence, when: {action_name: send}, "
    "expect: {action_name: look}, within: 1h, correlate: [session_id]}, "
    "{name: c, type: integrity}]}]";

class OldState final : public StateStore {
 public:
  explicit OldState(std::optional<std::string> bytes)
      : bytes_(std::move(bytes)) {}
  Result<std::optional<uint64_t>> Open() override {
    if (!bytes_) return std::nullopt;
    return bytes_->size();
  }
  Result<size_t> ReadAt(uint64_t offset, char* to, size_t size) override {
    const uint64_t at = std::min<uint64_t>(offset, bytes_->size());
    const size_t piece = std::min<uint64_t>(size, bytes_->size() - at);
    std::copy_n(bytes_->data() + at, piece, to);
    return piece;
  }
  void Begin() override { written_.clear(); }
  bool Continue(uint64_t size) override {
    written_ = bytes_->substr(0, size);
    return true;
  }
  void Discard() override { written_.clear(); }
  void Write(std::string_view bytes) override { written_ += bytes; }
  void Seal(uint64_t offset, std::string_view bytes) override {
    Require(offset + bytes.size() <= written_.size());
    written_.replace(offset, bytes.size(), bytes);
  }
  const std::string& written() const { return written_; }

 private:
  std::optional<std::string> bytes_;
  std::string written_;
};

// Four events of two agents, the third with a time before the others.
std::unique_ptr<LedgerWriter> MakeLedger() {
  auto writer = LedgerWriter::OpenScratch("/tmp");
  IngestOptions options;
  options.deterministic_ids = true;
  options.now = [] { return Instant(); };
  options.random_uuid = RandomUuid;
  const std::string_view lines[] = {
      R"({"id":"1","agent_id":"a","session_id":"s","action_name":"read",)"
      R"("timestamp":"2026-01-01T00:00:01Z"})",
      R"({"id":"2","agent_id":"b","session_id":"s","action_name":"look",)"
      R"("timestamp":"2026-01-01T00:00:02Z"})",
      R"({"id":"3","agent_id":"a","session_id":"s","action_name":"send",)"
      R"("timestamp":"2026-01-01T00:00:00Z"})",
      R"({"id":"3","agent_id":"b","action_name":"send","other":1,)"
      R"("timestamp":"2026-01-01T00:00:03Z"})"};
  Require(IngestLines(writer.get(), lines, options).has_value());
  return writer;
}

class StateTarget {
 public:
  StateTarget() : ledger_(MakeLedger()) {
    Diagnostics diagnostics;
    policies_ = CompilePolicies({{"p.yaml", kPolicies}}, &diagnostics).policies;
    Require(!diagnostics.has_errors());
    OldState none(std::nullopt);
    Check(&none);
    Require(!none.written().empty());
    state_ = none.written();
  }

  void Feed(std::string_view input) {
    std::string state = state_;
    if (input.starts_with('\0')) {
      state = input.substr(1);
      input = {};
    }
    for (; input.size() >= 3; input.remove_prefix(3)) {
      const size_t offset = size_t{static_cast<uint8_t>(input[0])} |
                            size_t{static_cast<uint8_t>(input[1])} << 8U;
      char& byte = state[offset % state.size()];
      byte = static_cast<char>(byte ^ input[2]);
    }
    ResealState(&state);
    OldState store(std::move(state));
    Check(&store);
  }

 private:
  void Check(OldState* store) {
    CheckOptions options;
    options.as_of = {1770000000, 0};
    options.jobs = 1;
    options.state = store;
    const auto report = CheckPolicies(ledger_->reader(), policies_, options);
    if (!report) return Require(!report.error().message.empty());
    std::string json;
    WriteJson(*report, {}, &json);
    Require(report->state.has_value());
  }

  std::unique_ptr<LedgerWriter> ledger_;
  std::vector<Policy> policies_;
  std::string state_;
};

}  // namespace
}  // namespace plog

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static plog::StateTarget target;
  target.Feed(plog::AsText(data, size));
  return 0;
}

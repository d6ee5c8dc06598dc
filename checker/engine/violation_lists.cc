#include "checker/engine/violation_lists.h"

#include <algorithm>
#include <atomic>
#include <compare>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "checker/engine/violation_builder.h"
#include "ledger/base/joined_thread.h"

namespace plog {
namespace {

// Of events that lie side by side, and a reader is worth opening for some
// hundred of them.
constexpr size_t kAtOnce = 256;

struct Task {
  uint32_t event = 0;  // read for it
  uint32_t rule = 0;
  size_t finding = 0;  // of the rule

  friend auto operator<=>(const Task&, const Task&) = default;
};

class Lists {
 public:
  Lists(const LedgerReader& reader, const Plan& plan, const Facts& facts,
        const CheckOptions& options, const std::vector<RuleOutcome>& outcomes,
        const std::vector<std::span<Violation>>& violations, OldEvents* old)
      : reader_(reader),
        plan_(plan),
        facts_(facts),
        options_(options),
        outcomes_(outcomes),
        violations_(violations),
        old_(old) {
    size_t count = 0;
    for (const RuleOutcome& outcome : outcomes) {
      count += outcome.findings.size();
    }
    tasks_.reserve(count);
    for (uint32_t rule = 0; rule < outcomes.size(); ++rule) {
      for (const LocatedFinding& located : outcomes[rule].findings) {
        const auto finding =
            static_cast<size_t>(&located - outcomes[rule].findings.data());
        tasks_.push_back({EventOf(located), rule, finding});
      }
    }
    std::sort(tasks_.begin(), tasks_.end());
  }

  Status Build() {
    const bool alone = facts_.log != nullptr || old_ != nullptr;
    const size_t parts = (tasks_.size() + kAtOnce - 1) / kAtOnce;
    const size_t threads = alone ? 1 : std::min<size_t>(options_.jobs, parts);
    const auto help = [this](size_t) { Help(); };
    std::vector<JoinedThread> helpers =
        StartHelpers(threads > 0 ? threads - 1 : 0, help);
    Work(reader_);
    for (JoinedThread& helper : helpers) helper.Join();
    if (fault_) return tl::make_unexpected(std::move(*fault_));
    return {};
  }

 private:
  static uint32_t EventOf(const LocatedFinding& located) {
    const Finding& finding = located.finding;
    if (finding.offending) return *finding.offending;
    return finding.trigger.value_or(located.last_event);
  }

  void Help() {
    const Result<std::unique_ptr<LedgerReader>> reader = reader_.Clone();
    // Without one the others do it all.
    if (reader) Work(**reader);
  }

  void Work(const LedgerReader& reader) {
    ViolationBuilder builder(reader, facts_, options_, old_);
    for (size_t at = next_.fetch_add(kAtOnce); at < tasks_.size();
         at = next_.fetch_add(kAtOnce)) {
      const size_t end = std::min(tasks_.size(), at + kAtOnce);
      if (Status done = Do(at, end, &builder); !done) {
        NoteFault(at, std::move(done.error()));
      }
    }
  }

  Status Do(size_t begin, size_t end, ViolationBuilder* builder) {
    for (size_t at = begin; at < end; ++at) {
      const auto& [event, rule, finding] = tasks_[at];
      Result<Violation> built = builder->Build(
          plan_.rules()[rule], outcomes_[rule].findings[finding]);
      if (!built) return tl::make_unexpected(std::move(built.error()));
      violations_[rule][finding] = std::move(*built);
    }
    return {};
  }

  // Tasks are taken in their order, so that of the first one to fail none
  // before it is left.
  void NoteFault(size_t task, Error fault) {
    const std::lock_guard lock(mutex_);
    next_ = tasks_.size();
    if (fault_ && faulty_task_ < task) return;
    faulty_task_ = task;
    fault_ = std::move(fault);
  }

  const LedgerReader& reader_;
  const Plan& plan_;
  const Facts& facts_;
  const CheckOptions& options_;
  const std::vector<RuleOutcome>& outcomes_;
  const std::vector<std::span<Violation>>& violations_;
  OldEvents* old_;
  std::vector<Task> tasks_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  size_t faulty_task_ = 0;
  std::optional<Error> fault_;
};

}  // namespace

Status BuildViolations(const LedgerReader& reader, const Plan& plan,
                       const Facts& facts, const CheckOptions& options,
                       const std::vector<RuleOutcome>& outcomes,
                       const std::vector<std::span<Violation>>& violations,
                       OldEvents* old) {
  return Lists(reader, plan, facts, options, outcomes, violations, old).Build();
}

}  // namespace plog

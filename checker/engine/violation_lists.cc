#include "checker/engine/violation_lists.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "checker/engine/violation_builder.h"
#include "ledger/base/joined_thread.h"

namespace plog {
namespace {

// Findings that follow each other share events, and a reader is worth opening
// for some hundred of them.
constexpr size_t kAtOnce = 256;

struct Task {
  size_t rule = 0;
  size_t begin = 0;  // findings of it
  size_t end = 0;
};

class Lists {
 public:
  Lists(const LedgerReader& reader, const Plan& plan, const Facts& facts,
        const CheckOptions& options, const std::vector<RuleOutcome>& outcomes,
        OldEvents* old)
      : reader_(reader),
        plan_(plan),
        facts_(facts),
        options_(options),
        outcomes_(outcomes),
        old_(old) {
    violations_.resize(outcomes.size());
    for (size_t rule = 0; rule < outcomes.size(); ++rule) {
      const size_t count = outcomes[rule].findings.size();
      violations_[rule].resize(count);
      for (size_t begin = 0; begin < count; begin += kAtOnce) {
        tasks_.push_back({rule, begin, std::min(count, begin + kAtOnce)});
      }
    }
  }

  Result<std::vector<std::vector<Violation>>> Build() {
    const bool alone = facts_.log != nullptr || old_ != nullptr;
    const size_t threads =
        alone ? 1 : std::min<size_t>(options_.jobs, tasks_.size());
    const auto help = [this](size_t) { Help(); };
    std::vector<JoinedThread> helpers =
        StartHelpers(threads > 0 ? threads - 1 : 0, help);
    Work(reader_);
    for (JoinedThread& helper : helpers) helper.Join();
    if (fault_) return tl::make_unexpected(std::move(*fault_));
    return std::move(violations_);
  }

 private:
  void Help() {
    const Result<std::unique_ptr<LedgerReader>> reader = reader_.Clone();
    // Without one the others do it all.
    if (reader) Work(**reader);
  }

  void Work(const LedgerReader& reader) {
    ViolationBuilder builder(reader, facts_, options_, old_);
    for (size_t i = next_++; i < tasks_.size(); i = next_++) {
      if (Status done = Do(tasks_[i], &builder); !done) {
        NoteFault(i, std::move(done.error()));
      }
    }
  }

  Status Do(const Task& task, ViolationBuilder* builder) {
    for (size_t i = task.begin; i < task.end; ++i) {
      Result<Violation> built = builder->Build(
          plan_.rules()[task.rule], outcomes_[task.rule].findings[i]);
      if (!built) return tl::make_unexpected(std::move(built.error()));
      violations_[task.rule][i] = std::move(*built);
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
  OldEvents* old_;
  std::vector<std::vector<Violation>> violations_;
  std::vector<Task> tasks_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  size_t faulty_task_ = 0;
  std::optional<Error> fault_;
};

}  // namespace

Result<std::vector<std::vector<Violation>>> BuildViolations(
    const LedgerReader& reader, const Plan& plan, const Facts& facts,
    const CheckOptions& options, const std::vector<RuleOutcome>& outcomes,
    OldEvents* old) {
  return Lists(reader, plan, facts, options, outcomes, old).Build();
}

}  // namespace plog

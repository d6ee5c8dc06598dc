#ifndef PLOG_LEDGER_BASE_JOINED_THREAD_H_
#define PLOG_LEDGER_BASE_JOINED_THREAD_H_

#include <exception>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace plog {

// The system gives no thread: a limit on processes or memory, as it says.
struct NoThread : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Runs `work` on a thread of its own. Throws NoThread.
template <class Work>
std::jthread StartThread(Work work) {
  try {
    return std::jthread(std::move(work));
  } catch (const std::system_error& refusal) {
    throw NoThread(refusal.code().message());
  }
}

// A thread that hands its exception on to whoever joins it: running out of
// memory is the same one message wherever it happens, not the end of the
// process. Whoever waits for something else that this thread should do must
// still be told: see to that with a destructor in `work`.
class JoinedThread {
 public:
  JoinedThread() = default;
  // Throws NoThread.
  template <class Work>
  explicit JoinedThread(Work work)
      : fault_(std::make_unique<std::exception_ptr>()),
        thread_(StartThread([fault = fault_.get(), work = std::move(work)] {
          try {
            work();
          } catch (...) {
            *fault = std::current_exception();
          }
        })) {}

  JoinedThread(JoinedThread&&) noexcept = default;
  JoinedThread& operator=(JoinedThread&& other) noexcept {
    thread_ = std::move(other.thread_);  // waits, if this one is running
    fault_ = std::move(other.fault_);
    return *this;
  }

  bool running() const { return thread_.joinable(); }
  // Waits for the end of the work and throws what it threw. Without this call
  // the destructor waits, and what was thrown is lost. REQUIRES: running().
  void Join() {
    thread_.join();
    if (*fault_) std::rethrow_exception(*fault_);
  }

 private:
  std::unique_ptr<std::exception_ptr> fault_;
  std::jthread thread_;  // last: it ends before the place for its fault goes
};

// Starts helpers with work that others do if there are none: as many of `count`
// as the system allows. `work` is called with 0, 1, … and must outlive them.
template <class Work>
std::vector<JoinedThread> StartHelpers(size_t count, const Work& work) {
  std::vector<JoinedThread> helpers;
  try {
    for (size_t i = 0; i < count; ++i) {
      helpers.emplace_back([&work, i] { work(i); });
    }
  } catch (const NoThread&) {
    // Slower, and the same result.
  }
  return helpers;
}
template <class Work>
std::vector<JoinedThread> StartHelpers(size_t count,
                                       const Work&& work) = delete;

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_JOINED_THREAD_H_

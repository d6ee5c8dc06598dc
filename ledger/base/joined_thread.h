#ifndef PLOG_LEDGER_BASE_JOINED_THREAD_H_
#define PLOG_LEDGER_BASE_JOINED_THREAD_H_

#include <exception>
#include <memory>
#include <thread>
#include <utility>

namespace plog {

// A thread that hands its exception on to whoever joins it: running out of
// memory is the same one message wherever it happens, not the end of the
// process. Whoever waits for something else that this thread should do must
// still be told: see to that with a destructor in `work`.
class JoinedThread {
 public:
  JoinedThread() = default;
  template <class Work>
  explicit JoinedThread(Work work)
      : fault_(std::make_unique<std::exception_ptr>()),
        thread_([fault = fault_.get(), work = std::move(work)] {
          try {
            work();
          } catch (...) {
            *fault = std::current_exception();
          }
        }) {}

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

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_JOINED_THREAD_H_

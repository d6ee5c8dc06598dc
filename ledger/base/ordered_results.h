#ifndef PLOG_LEDGER_BASE_ORDERED_RESULTS_H_
#define PLOG_LEDGER_BASE_ORDERED_RESULTS_H_

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "ledger/base/joined_thread.h"

namespace plog {

// Results with the numbers 0 to count − 1, made on several threads and taken by
// one in their order. At most a few for each thread are there at a time.
template <class Made>
class OrderedResults {
 public:
  OrderedResults(size_t count, size_t threads)
      : count_(count), ready_(threads * kAheadPerThread) {}

  // Makes results until there are no more to make. What `make` throws ends
  // everything, and is thrown.
  template <class Make>
  void Help(const Make& make) {
    StopsOnFault([&] {
      std::unique_lock lock(mutex_);
      for (;;) {
        changed_.wait(lock, [this] { return Ended() || MayMakeNext(); });
        if (Ended()) return;
        MakeNext(make, &lock);
      }
    });
  }

  // Takes all of them, and makes one whenever the next to be taken is not there
  // yet and one may be made. Ends early if a helper has failed.
  template <class Make, class Take>
  void TakeAll(const Make& make, const Take& take) {
    StopsOnFault([&] {
      std::unique_lock lock(mutex_);
      while (taken_ < count_ && !stopped_) {
        std::optional<Made>& next = ready_[taken_ % ready_.size()];
        if (next) {
          TakeNext(std::exchange(next, std::nullopt), take, &lock);
        } else if (MayMakeNext()) {
          MakeNext(make, &lock);
        } else {
          changed_.wait(lock);
        }
      }
    });
  }

 private:
  static constexpr size_t kAheadPerThread = 4;

  template <class Work>
  void StopsOnFault(const Work& work) {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
      changed_.notify_all();
      throw;
    }
  }
  bool Ended() const { return stopped_ || begun_ == count_; }
  bool MayMakeNext() const {
    return begun_ < count_ && begun_ < taken_ + ready_.size();
  }
  template <class Make>
  void MakeNext(const Make& make, std::unique_lock<std::mutex>* lock) {
    const size_t number = begun_++;
    lock->unlock();
    Made made = make(number);
    lock->lock();
    ready_[number % ready_.size()] = std::move(made);
    changed_.notify_all();
  }
  template <class Take>
  void TakeNext(std::optional<Made> next, const Take& take,
                std::unique_lock<std::mutex>* lock) {
    ++taken_;
    changed_.notify_all();
    lock->unlock();
    take(std::move(*next));
    lock->lock();
  }

  const size_t count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t begun_ = 0;  // the first so many are being made, or were
  size_t taken_ = 0;
  bool stopped_ = false;
  std::vector<std::optional<Made>> ready_;  // number n at n modulo its size
};

// Calls take(make(i)) for i from 0 to count − 1: `take` in that order on the
// calling thread, `make` on it and on up to `threads` − 1 others. Throws what
// either of them throws.
template <class Make, class Take>
void TakeInOrder(size_t count, size_t threads, const Make& make,
                 const Take& take) {
  threads = std::clamp<size_t>(threads, 1, std::max<size_t>(count, 1));
  OrderedResults<std::invoke_result_t<const Make&, size_t>> results(count,
                                                                    threads);
  const auto help = [&](size_t) { results.Help(make); };
  std::vector<JoinedThread> helpers = StartHelpers(threads - 1, help);
  results.TakeAll(make, take);
  for (JoinedThread& helper : helpers) helper.Join();
}

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_ORDERED_RESULTS_H_

#include "ledger/base/ordered_results.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

namespace plog {
namespace {

struct Thrown : std::runtime_error {
  Thrown() : std::runtime_error("thrown by the test") {}
};

TEST(OrderedResults, AreTakenInOrderOnTheCallingThread) {
  const std::thread::id caller = std::this_thread::get_id();
  for (const size_t threads : {0U, 1U, 2U, 7U}) {
    for (const size_t count : {0U, 1U, 2U, 1000U}) {
      size_t taken = 0;
      TakeInOrder(
          count, threads,
          // Nothing that has to be copied.
          [](size_t i) { return std::make_unique<size_t>(i); },
          [&](std::unique_ptr<size_t> made) {
            EXPECT_EQ(std::this_thread::get_id(), caller);
            EXPECT_EQ(*made, taken);
            ++taken;
          });
      EXPECT_EQ(taken, count);
    }
  }
}

TEST(OrderedResults, FewAreThereAtATime) {
  constexpr size_t kThreads = 3;
  std::atomic<size_t> made = 0;
  size_t taken = 0;
  TakeInOrder(
      500, kThreads, [&](size_t) { return ++made; },
      [&](size_t) {
        ++taken;
        EXPECT_LE(made - taken, kThreads * 4 + 1);
      });
}

// The helper is at work on the first result until the calling thread has made
// others.
TEST(OrderedResults, WhoTakesThemMakesThemMeanwhile) {
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<bool> caller_made = false;
  std::atomic<size_t> by_helper = 0;
  TakeInOrder(
      2, 2,
      [&](size_t i) {
        if (std::this_thread::get_id() == caller) {
          caller_made = true;
          caller_made.notify_all();
        } else {
          ++by_helper;
          caller_made.wait(false);
        }
        return i;
      },
      [](size_t) {});
  EXPECT_TRUE(caller_made);
  EXPECT_LE(by_helper, 1U);
}

TEST(OrderedResults, ThrowWhatMakingThemThrew) {
  for (const size_t threads : {1U, 2U, 7U}) {
    const auto make = [](size_t i) {
      if (i == 300) throw Thrown();
      return i;
    };
    EXPECT_THROW(TakeInOrder(1000, threads, make, [](size_t) {}), Thrown);
  }
}

TEST(OrderedResults, ThrowWhatTakingThemThrew) {
  for (const size_t threads : {1U, 2U, 7U}) {
    const auto take = [](size_t i) {
      if (i == 300) throw Thrown();
    };
    EXPECT_THROW(TakeInOrder(
                     1000, threads, [](size_t i) { return i; }, take),
                 Thrown);
  }
}

}  // namespace
}  // namespace plog

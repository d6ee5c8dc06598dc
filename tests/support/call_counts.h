#ifndef PLOG_TESTS_SUPPORT_CALL_COUNTS_H_
#define PLOG_TESTS_SUPPORT_CALL_COUNTS_H_

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

// Counts what a program calls. It replaces `new` and `delete`: to be included
// in one file of a test program only.

namespace {

std::atomic<uint64_t> allocations{0};
std::atomic<uint64_t> statements{0};

int CountStatement(unsigned, void*, void*, void*) {
  ++statements;
  return 0;
}

int TraceConnection(sqlite3* db, char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, &CountStatement, nullptr);
}

}  // namespace

// With -O1, g++ 12 inlines `delete` but not `new` and takes them for a
// mismatched pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

// All of them: those that are left out would be AddressSanitizer's, and their
// memory would come to `delete` here.
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new(size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void* operator new[](size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}
void* operator new[](size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

namespace plog {

// Allocations, and statements begun on SQLite connections that were opened
// while a CallCounter exists.
struct Cost {
  double allocations = 0;
  double statements = 0;
};

class CallCounter {
 public:
  CallCounter() {
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&TraceConnection));
  }
  ~CallCounter() {
    sqlite3_cancel_auto_extension(
        reinterpret_cast<void (*)()>(&TraceConnection));
  }
  CallCounter(const CallCounter&) = delete;
  CallCounter& operator=(const CallCounter&) = delete;

  // Of the work.
  template <class Work>
  Cost Of(Work work) const {
    const uint64_t allocated = allocations;
    const uint64_t stated = statements;
    work();
    return {static_cast<double>(allocations - allocated),
            static_cast<double>(statements - stated)};
  }
};

}  // namespace plog

#endif  // PLOG_TESTS_SUPPORT_CALL_COUNTS_H_

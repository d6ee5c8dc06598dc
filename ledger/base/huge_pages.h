#ifndef PLOG_LEDGER_BASE_HUGE_PAGES_H_
#define PLOG_LEDGER_BASE_HUGE_PAGES_H_

#include <cstddef>
#include <vector>

namespace plog {

// Tells the system that the memory will be filled from end to end, so that it
// may hand it over in large pages: for every 4 kB it takes longer to be asked
// than plog does to fill them. Changes nothing else; where the system knows no
// large pages, nothing at all.
void ExpectToFill(void* memory, size_t bytes);

// As vector.reserve, for a vector that will be as long as that.
template <class T>
void ReserveToFill(size_t count, std::vector<T>* vector) {
  vector->reserve(count);
  ExpectToFill(vector->data(), vector->capacity() * sizeof(T));
}

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_HUGE_PAGES_H_

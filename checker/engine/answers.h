#ifndef PLOG_CHECKER_ENGINE_ANSWERS_H_
#define PLOG_CHECKER_ENGINE_ANSWERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/types/monitor.h"

namespace plog {

// What an extractor of the plan took from an event.
struct TakenKey {
  uint32_t extractor = 0;
  KeyValue value;  // present
};

// What was found out about one event: which predicates of the plan hold, and
// what its extractors took. Both ascending, without repetitions.
struct Answers {
  std::vector<uint32_t> holding;
  std::vector<TakenKey> keys;

  void Clear() {
    holding.clear();
    keys.clear();
  }
  void Sort();
};

// As bytes: the number of predicates, they; the number of keys, for each its
// extractor, and sixteen bytes, high first, little endian. Numbers are LEB128.
void AppendAnswers(const Answers& answers, std::string* bytes);
// False unless the bytes are exactly that, with predicates and extractors that
// ascend and are below those counts.
bool ReadAnswers(std::string_view bytes, size_t predicates, size_t extractors,
                 Answers* answers);

// LEB128.
void AppendNumber(uint64_t number, std::string* bytes);
// Takes a number from the front. False if there is none below 2^32.
bool TakeNumber(std::string_view* bytes, uint32_t* number);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_ANSWERS_H_

#ifndef PLOG_RULES_TYPES_TEXT_SEARCHER_H_
#define PLOG_RULES_TYPES_TEXT_SEARCHER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/matcher/matcher.h"
#include "rules/values/regex_set.h"

namespace plog {

// Calls `visit` with each text of `value` that a pattern is sought in, until it
// returns false; returns whether it never did. They are: a string's decoded
// text; of an object or array every decoded string inside it, names included;
// of everything but a string, the canonical JSON text, for which `buffer` is
// used.
bool ForEachText(JsonView value, std::string* buffer,
                 const std::function<bool(std::string_view)>& visit);

// Makes the searches of several predicates in one field together. One per
// thread.
class TextSearcher {
 public:
  // REQUIRES: all of the same field.
  explicit TextSearcher(const std::vector<const TextSearch*>& searches);

  // One flag per search: whether its expression matches in some text of the
  // field. Valid until the next call.
  const std::vector<uint8_t>& Find(const EventContent& event);

 private:
  FieldPath field_;
  RegexSet regexes_;
  std::vector<uint8_t> found_;
  std::string buffer_;
};

}  // namespace plog

#endif  // PLOG_RULES_TYPES_TEXT_SEARCHER_H_

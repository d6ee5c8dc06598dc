#ifndef PLOG_CHECKER_ENGINE_PREDICATE_TABLE_H_
#define PLOG_CHECKER_ENGINE_PREDICATE_TABLE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "rules/matcher/matcher.h"
#include "rules/types/text_searcher.h"

namespace plog {

// Finds the predicates of a plan that hold of an event, asking few of them: by
// the values that they require (Predicate::RequiredText), and making searches
// of one field together (Predicate::Search). One per thread.
//
//   action_name ─► {"send_mail": [3, 17], "run_shell": [5]} ─► asked: 3, 17,
//                  but for those that require nothing else: they hold
//   if 3 holds, the searches that concern its events, in action_output:
//                  [8, 9, …] ─► one pass over the text
//   others: always asked
class PredicateTable {
 public:
  // `predicates` must outlive it.
  explicit PredicateTable(
      std::span<const std::shared_ptr<const Predicate>> predicates);

  // Appends the positions of those that hold, in no certain order.
  void Ask(const EventContent& event, std::vector<uint32_t>* holding);

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  struct Anchored {
    uint32_t position;
    bool decided;  // it holds where it is anchored
  };
  struct AnchorGroup {
    FieldPath path;
    std::unordered_map<std::string, std::vector<Anchored>, TextHash,
                       std::equal_to<>>
        by_value;
  };
  // The searches in one field.
  struct SearchGroup {
    std::vector<const TextSearch*> searches;
    std::unique_ptr<TextSearcher> searcher;
    const std::vector<uint8_t>* found = nullptr;  // in the current event
  };
  // A predicate that is a search of that group.
  struct Searching {
    uint32_t position;
    size_t group;
    size_t search;  // in the group
  };

  void AddAnchored(uint32_t position, const TextCondition& anchor);
  void AddSearch(uint32_t position, const TextSearch* search,
                 std::vector<Searching>* concerned);
  bool Holds(const Searching& searching, const EventContent& event);

  std::span<const std::shared_ptr<const Predicate>> predicates_;
  std::vector<uint32_t> always_;
  std::vector<AnchorGroup> anchors_;   // one per field
  std::vector<SearchGroup> searches_;  // one per field
  // By predicate: the searches that are made where it holds.
  std::vector<std::vector<Searching>> concerned_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_PREDICATE_TABLE_H_

#include "checker/engine/predicate_table.h"

#include <algorithm>

namespace plog {

PredicateTable::PredicateTable(
    std::span<const std::shared_ptr<const Predicate>> predicates)
    : predicates_(predicates) {
  for (uint32_t i = 0; i < predicates.size(); ++i) {
    if (const TextSearch* search = predicates[i]->Search()) {
      AddSearch(i, search);
    } else if (const auto anchor = predicates[i]->RequiredText()) {
      AddAnchored(i, *anchor);
    } else {
      always_.push_back(i);
    }
  }
  for (SearchGroup& group : searches_) {
    group.searcher = std::make_unique<TextSearcher>(group.searches);
  }
}

void PredicateTable::AddAnchored(uint32_t position,
                                 const TextCondition& anchor) {
  if (anchor.values.empty()) return;  // it can never hold
  auto group = std::find_if(anchors_.begin(), anchors_.end(),
                            [&](const AnchorGroup& known) {
                              return known.path.text() == anchor.path.text();
                            });
  if (group == anchors_.end()) {
    group = anchors_.insert(anchors_.end(), {anchor.path, {}});
  }
  for (const std::string& value : anchor.values) {
    std::vector<Anchored>& here = group->by_value[value];
    const bool repeated = !here.empty() && here.back().position == position;
    if (!repeated) here.push_back({position, anchor.suffices});
  }
}

void PredicateTable::AddSearch(uint32_t position, const TextSearch* search) {
  auto group = std::find_if(
      searches_.begin(), searches_.end(), [&](const SearchGroup& known) {
        return known.searches.front()->field.text() == search->field.text();
      });
  if (group == searches_.end()) {
    group = searches_.insert(searches_.end(), SearchGroup());
  }
  group->predicates.push_back(position);
  group->searches.push_back(search);
}

void PredicateTable::AskOne(uint32_t position, const EventContent& event,
                            std::vector<uint32_t>* holding) const {
  if (predicates_[position]->Holds(event)) holding->push_back(position);
}

void PredicateTable::Ask(const EventContent& event,
                         std::vector<uint32_t>* holding) {
  for (const uint32_t position : always_) AskOne(position, event, holding);
  for (const AnchorGroup& group : anchors_) {
    const JsonView value = group.path.Resolve(event);
    if (!value.is_string()) continue;
    const auto found = group.by_value.find(value.AsString());
    if (found == group.by_value.end()) continue;
    for (const Anchored& anchored : found->second) {
      if (anchored.decided) {
        holding->push_back(anchored.position);
      } else {
        AskOne(anchored.position, event, holding);
      }
    }
  }
  for (SearchGroup& group : searches_) AskSearches(&group, event, holding);
}

void PredicateTable::AskSearches(SearchGroup* group, const EventContent& event,
                                 std::vector<uint32_t>* holding) {
  const std::vector<uint8_t>* found = nullptr;  // until one needs it
  for (size_t i = 0; i < group->searches.size(); ++i) {
    const TextSearch& search = *group->searches[i];
    if (!search.concerns(event)) continue;
    if (found == nullptr) found = &group->searcher->Find(event);
    if (((*found)[i] != 0) == search.if_found) {
      holding->push_back(group->predicates[i]);
    }
  }
}

}  // namespace plog

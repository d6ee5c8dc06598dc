#include "checker/engine/predicate_table.h"

#include <algorithm>

namespace plog {

PredicateTable::PredicateTable(
    std::span<const std::shared_ptr<const Predicate>> predicates)
    : predicates_(predicates), concerned_(predicates.size()) {
  std::unordered_map<std::string, uint32_t> positions;
  for (uint32_t i = 0; i < predicates.size(); ++i) {
    positions.emplace(predicates[i]->Text(), i);
  }
  for (uint32_t i = 0; i < predicates.size(); ++i) {
    if (const TextSearch* search = predicates[i]->Search()) {
      const auto concerns = positions.find(search->concerns->Text());
      if (concerns == positions.end()) {
        always_.push_back(i);
      } else {
        AddSearch(i, search, &concerned_[concerns->second]);
      }
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

void PredicateTable::AddSearch(uint32_t position, const TextSearch* search,
                               std::vector<Searching>* concerned) {
  auto group = std::find_if(
      searches_.begin(), searches_.end(), [&](const SearchGroup& known) {
        return known.searches.front()->field.text() == search->field.text();
      });
  if (group == searches_.end()) {
    group = searches_.insert(searches_.end(), SearchGroup());
  }
  concerned->push_back({position,
                        static_cast<size_t>(group - searches_.begin()),
                        group->searches.size()});
  group->searches.push_back(search);
}

void PredicateTable::Ask(const EventContent& event,
                         std::vector<uint32_t>* holding) {
  const size_t first = holding->size();
  for (const uint32_t position : always_) {
    if (predicates_[position]->Holds(event)) holding->push_back(position);
  }
  for (const AnchorGroup& group : anchors_) {
    const JsonView value = group.path.Resolve(event);
    if (!value.is_string()) continue;
    const auto found = group.by_value.find(value.AsString());
    if (found == group.by_value.end()) continue;
    for (const Anchored& anchored : found->second) {
      if (anchored.decided ||
          predicates_[anchored.position]->HoldsWhereRequired(event)) {
        holding->push_back(anchored.position);
      }
    }
  }
  for (SearchGroup& group : searches_) group.found = nullptr;
  for (size_t i = first, end = holding->size(); i < end; ++i) {
    for (const Searching& searching : concerned_[(*holding)[i]]) {
      if (Holds(searching, event)) holding->push_back(searching.position);
    }
  }
}

bool PredicateTable::Holds(const Searching& searching,
                           const EventContent& event) {
  SearchGroup& group = searches_[searching.group];
  if (group.found == nullptr) group.found = &group.searcher->Find(event);
  const bool found = (*group.found)[searching.search] != 0;
  return found == group.searches[searching.search]->if_found;
}

}  // namespace plog

#include "checker/engine/fact_taker.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/event/labels.h"

namespace plog {
namespace {

bool IsOneOf(const std::vector<std::string>& wanted,
             std::optional<std::string_view> actual) {
  if (wanted.empty()) return true;
  return actual &&
         std::find(wanted.begin(), wanted.end(), *actual) != wanted.end();
}

}  // namespace

FactTaker::FactTaker(const Plan& plan, const Selection& selection)
    : plan_(plan),
      selection_(selection),
      predicates_(plan.predicates()),
      holds_(plan.predicates().size(), false) {
  for (const Plan::PlannedRule& rule : plan.rules()) {
    if (!rule.extractors.empty()) extracting_.push_back(&rule);
  }
}

bool FactTaker::Selects(const EventContent& event) const {
  return IsOneOf(selection_.agent_ids, event.Text(Member::kAgentId)) &&
         IsOneOf(selection_.session_ids, event.Text(Member::kSessionId)) &&
         HasLabels(event, selection_.labels);
}

bool FactTaker::Take(const EventContent& event, Answers* answers) {
  answers->Clear();
  predicates_.Ask(event, &answers->holding);
  if (!plan_.extractors().empty()) {
    // Marks of the event, set for as long as they are looked at.
    for (const uint32_t predicate : answers->holding) holds_[predicate] = true;
    taken_.clear();
    for (const Plan::PlannedRule* rule : extracting_) ExtractFor(*rule, event);
    for (const uint32_t predicate : answers->holding) holds_[predicate] = false;
    for (const TakenKey& key : taken_) {
      if (key.value.present) answers->keys.push_back(key);
    }
  }
  return Selects(event);
}

void FactTaker::ExtractFor(const Plan::PlannedRule& rule,
                           const EventContent& event) {
  if (rule.label_filter && !holds_[*rule.label_filter]) return;
  uint32_t roles = 0;
  for (size_t i = 0; i < rule.roles.size(); ++i) {
    if (holds_[rule.roles[i]]) roles |= uint32_t{1} << i;
  }
  for (size_t i = 0; i < rule.extractors.size(); ++i) {
    if ((rule.extractors[i].guard & roles) == 0) continue;
    const uint32_t id = rule.extractor_ids[i];
    const auto taken =
        std::find_if(taken_.begin(), taken_.end(),
                     [id](const TakenKey& key) { return key.extractor == id; });
    if (taken != taken_.end()) continue;
    taken_.push_back({id, key_reader_.Read(rule.extractors[i], event)});
  }
}

}  // namespace plog

#include "checker/state/state_basis.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "checker/engine/check.h"
#include "ledger/base/versions.h"
#include "rules/values/regex.h"
#include "rules/values/time_zone.h"

namespace plog {
namespace {

// Lengths in front, so that no text can imitate two.
void AppendText(std::string_view text, std::string* out) {
  *out += fmt::format("{}:", text.size());
  *out += text;
}

void AppendRule(const Plan& plan, const Plan::PlannedRule& rule,
                std::set<std::string>* texts) {
  const auto text_of = [&plan](uint32_t predicate) {
    return plan.predicates()[predicate]->Text();
  };
  for (const Extractor& extractor : rule.extractors) {
    for (size_t role = 0; role < rule.roles.size(); ++role) {
      if ((extractor.guard >> role & 1U) == 0) continue;
      std::string text;
      AppendText(ExtractorText(extractor), &text);
      AppendText(rule.label_filter ? text_of(*rule.label_filter) : "", &text);
      AppendText(text_of(rule.roles[role]), &text);
      texts->insert(std::move(text));
    }
  }
}

std::unordered_map<std::string, size_t> Positions(
    const std::vector<std::string>& texts) {
  std::unordered_map<std::string, size_t> positions;
  for (size_t i = 0; i < texts.size(); ++i) positions.emplace(texts[i], i);
  return positions;
}

// Where the names that are wanted are among `names`. The first name that is
// not there, or empty.
std::string Locate(const std::vector<std::string>& names,
                   const std::vector<std::string>& wanted,
                   std::vector<size_t>* positions) {
  const auto known = Positions(names);
  for (const std::string& name : wanted) {
    const auto found = known.find(name);
    if (found == known.end()) return name;
    positions->push_back(found->second);
  }
  return "";
}

std::vector<std::string> PredicateTexts(const Plan& plan) {
  std::vector<std::string> texts;
  for (const auto& predicate : plan.predicates()) {
    texts.push_back(predicate->Text());
  }
  return texts;
}

std::vector<std::string> ExtractorTexts(const Plan& plan) {
  std::vector<std::string> texts;
  for (const Extractor& extractor : plan.extractors()) {
    texts.push_back(ExtractorText(extractor));
  }
  return texts;
}

// The index of each position, or `none`.
std::vector<uint32_t> Inverse(const std::vector<size_t>& positions,
                              size_t count, uint32_t none) {
  std::vector<uint32_t> indices(count, none);
  for (size_t i = 0; i < positions.size(); ++i) {
    indices[positions[i]] = static_cast<uint32_t>(i);
  }
  return indices;
}

}  // namespace

std::string VersionText() {
  return fmt::format("plog {}, RE2 {}, tzdata {}", PlogVersion(),
                     RegexEngineVersion(), TimeZoneDataVersion());
}

std::string SelectionText(const Selection& selection) {
  std::string text;
  for (const auto& names : {selection.agent_ids, selection.session_ids}) {
    const std::set<std::string> sorted(names.begin(), names.end());
    text += fmt::format("{};", sorted.size());
    for (const std::string& name : sorted) AppendText(name, &text);
  }
  for (const auto& [name, value] : selection.labels) {
    AppendText(name, &text);
    AppendText(value, &text);
  }
  return text;
}

std::vector<std::string> ExtractionTexts(const Plan& plan) {
  std::set<std::string> texts;
  for (const Plan::PlannedRule& rule : plan.rules()) {
    AppendRule(plan, rule, &texts);
  }
  return {texts.begin(), texts.end()};
}

Digest RuleDigest(const Plan& plan, const Plan::PlannedRule& rule) {
  const auto text_of = [&plan](uint32_t predicate) {
    return plan.predicates()[predicate]->Text();
  };
  std::string text;
  AppendText(ToHex(rule.policy->file_digest), &text);
  AppendText(rule.policy->name, &text);
  AppendText(rule.rule->name, &text);
  AppendText(std::to_string(rule.rule->line), &text);
  AppendText(rule.rule->type->name, &text);
  AppendText(Name(rule.rule->scope), &text);
  AppendText(rule.label_filter ? text_of(*rule.label_filter) : "", &text);
  for (const uint32_t role : rule.roles) AppendText(text_of(role), &text);
  for (const Extractor& extractor : rule.extractors) {
    AppendText(ExtractorText(extractor), &text);
    AppendText(std::to_string(extractor.guard), &text);
  }
  return Sha256Of(text);
}

StateFrame FrameOf(const Plan& plan, const Selection& selection,
                   const std::vector<AgentRow>& agents) {
  StateFrame frame;
  frame.versions = VersionText();
  frame.selection = SelectionText(selection);
  frame.agents = agents;
  frame.predicates = PredicateTexts(plan);
  frame.extractors = ExtractorTexts(plan);
  frame.extractions = ExtractionTexts(plan);
  return frame;
}

std::string PlanFit::Fit(const Plan& plan, const StateFrame& frame) {
  std::vector<size_t> positions;
  std::string unknown =
      Locate(frame.predicates, PredicateTexts(plan), &positions);
  if (!unknown.empty()) return unknown;
  predicates_ = Inverse(positions, frame.predicates.size(), kNone);
  positions.clear();
  unknown = Locate(frame.extractors, ExtractorTexts(plan), &positions);
  if (!unknown.empty()) return unknown;
  extractors_ = Inverse(positions, frame.extractors.size(), kNone);
  const std::set<std::string_view> known(frame.extractions.begin(),
                                         frame.extractions.end());
  for (const std::string& extraction : ExtractionTexts(plan)) {
    if (!known.contains(extraction)) return extraction;
  }
  return "";
}

void PlanFit::Translate(Answers* answers) const {
  for (uint32_t& predicate : answers->holding) {
    predicate = predicates_[predicate];
  }
  std::erase(answers->holding, kNone);
  for (TakenKey& key : answers->keys)
    key.extractor = extractors_[key.extractor];
  std::erase_if(answers->keys,
                [](const TakenKey& key) { return key.extractor == kNone; });
}

}  // namespace plog

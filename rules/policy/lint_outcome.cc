// Rules whose outcome is decided before any event is seen, and patterns and
// matchers that do not say what they seem to.

#include <fmt/format.h>

#include <algorithm>

#include "rules/matcher/matcher_node.h"
#include "rules/policy/lint_rule.h"

namespace plog {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr DaySet kEveryDay = 0x7F;

void Never(const LintedRule& rule, std::string_view field, std::string why) {
  rule.Hint(field, "never-fires",
            fmt::format("`{}` can never be violated", rule.rule->name),
            std::move(why));
}

void Always(const LintedRule& rule, std::string_view field, std::string why) {
  rule.Hint(field, "always-fires",
            fmt::format("whatever `{}` judges violates it", rule.rule->name),
            std::move(why));
}

bool IsDead(const LintedRule& rule, std::string_view field) {
  const Matcher* matcher = rule.fields.FindMatcher(field);
  return matcher != nullptr && IsUnsatisfiable(*matcher);
}

std::optional<double> NumberOf(const LintedRule& rule, std::string_view field) {
  const auto found = rule.fields.numbers.find(field);
  if (found == rule.fields.numbers.end()) return std::nullopt;
  return found->second.value;
}

bool HasEverything(const LintedRule& rule, std::string_view field) {
  const auto names = rule.fields.names.find(field);
  return names != rule.fields.names.end() &&
         std::find(names->second.begin(), names->second.end(), "*") !=
             names->second.end();
}

void LintBoundary(const LintedRule& rule) {
  if (HasEverything(rule, "deny_actions")) {
    Always(rule, "deny_actions", "`*` denies every action");
  } else if (HasEverything(rule, "allow_actions") &&
             !rule.fields.names.contains("deny_actions")) {
    Never(rule, "allow_actions", "`*` allows every action");
  }
}

void LintLimit(const LintedRule& rule) {
  const auto max = NumberOf(rule, "max");
  const auto min = NumberOf(rule, "min");
  if (max && min && *max < *min) {
    Always(rule, "min", "`min` is greater than `max`: no number fits");
    return;
  }
  const auto field = rule.fields.paths.find("for_field");
  if (field == rule.fields.paths.end() ||
      field->second.whole_member() != Member::kDurationMs) {
    return;
  }
  if (max && *max < 0) Always(rule, "max", "a duration is never negative");
  if (!max && min && *min <= 0) {
    Never(rule, "min", "a duration is never negative");
  }
}

void LintRatio(const LintedRule& rule) {
  const auto max = NumberOf(rule, "max");
  if (max && *max >= 1) Never(rule, "max", "no share is greater than 1");
}

void LintPresence(const LintedRule& rule) {
  const auto min = rule.fields.counts.find("min");
  if (min != rule.fields.counts.end() && min->second == 0) {
    Never(rule, "min", "every scope has at least 0 matches");
  } else if (IsDead(rule, "require")) {
    Always(rule, "require", "no event can satisfy `require`");
  }
}

void LintTemporal(const LintedRule& rule) {
  const auto hours = rule.fields.hours.find("hours");
  const auto days = rule.fields.days.find("days");
  const bool all_day = hours == rule.fields.hours.end() ||
                       (hours->second.start_minute == 0 &&
                        hours->second.end_minute == kMinutesOfDay);
  const bool all_week =
      days == rule.fields.days.end() || days->second == kEveryDay;
  if (all_day && all_week) {
    Never(rule, "hours", "the window is all day on every day");
  }
}

void LintPatternOutcome(const LintedRule& rule) {
  const auto match = rule.fields.regexes.find("match_pattern");
  const auto deny = rule.fields.regexes.find("deny_pattern");
  const bool has_match = match != rule.fields.regexes.end();
  const bool has_deny = deny != rule.fields.regexes.end();
  if (has_deny && deny->second->Contains("")) {
    Always(rule, "deny_pattern", "every text contains the empty match");
  } else if (has_match && !has_deny && match->second->Contains("") &&
             !rule.fields.flags.contains("required")) {
    Never(rule, "match_pattern", "every text contains the empty match");
  }
  if (has_match && has_deny &&
      match->second->pattern() == deny->second->pattern()) {
    Always(rule, "deny_pattern",
           "`match_pattern` demands what `deny_pattern` forbids");
  }
}

struct OutcomeCheck {
  std::string_view type;
  void (*check)(const LintedRule&);
};

constexpr OutcomeCheck kOutcomes[] = {
    {"boundary", LintBoundary}, {"limit", LintLimit},
    {"ratio", LintRatio},       {"presence", LintPresence},
    {"temporal", LintTemporal}, {"pattern", LintPatternOutcome},
};

// Matchers without which a rule has nothing to object to.
struct NeededMatcher {
  std::string_view type;
  std::string_view field;
};

constexpr NeededMatcher kNeeded[] = {
    {"sequence", "when"}, {"absence", "when"},  {"absence", "deny"},
    {"boundary", "when"}, {"presence", "when"}, {"rate", "count"},
    {"ratio", "count"},   {"ratio", "of"},      {"pattern", "when"},
    {"temporal", "when"}, {"limit", "when"},
};

void VisitRegexes(const Matcher::Node& node, const LintedRule& rule,
                  std::string_view field) {
  for (const OperatorTest& test : node.condition.tests) {
    if (!test.regex || !test.regex->Contains("")) continue;
    rule.Hint(field, "matches-empty",
              fmt::format("the pattern on `{}` matches the empty string",
                          node.condition.path.text()),
              "it holds of every text; use `exists: true` if that is meant");
  }
  for (const Matcher::Node& child : node.children) {
    VisitRegexes(child, rule, field);
  }
}

}  // namespace

void LintOutcome(const LintedRule& rule) {
  for (const NeededMatcher& needed : kNeeded) {
    if (!rule.is(needed.type) || !IsDead(rule, needed.field)) continue;
    Never(rule, needed.field,
          fmt::format("no event can satisfy `{}`", needed.field));
    return;
  }
  if (rule.is("sequence") && IsDead(rule, "expect")) {
    Always(rule, "expect", "no event can satisfy `expect`");
  }
  for (const OutcomeCheck& outcome : kOutcomes) {
    if (rule.is(outcome.type)) outcome.check(rule);
  }
}

void LintPatterns(const LintedRule& rule) {
  for (const auto& [field, regex] : rule.fields.regexes) {
    // An empty pattern with `required` is how a field is demanded.
    const bool meant =
        regex->pattern().empty() && rule.fields.flags.contains("required");
    if (meant || !regex->Contains("")) continue;
    rule.Hint(field, "matches-empty",
              fmt::format("`{}` matches the empty string", field),
              "every text contains such a match");
  }
  for (const auto& [field, matcher] : rule.fields.matchers) {
    if (matcher.root() != nullptr) VisitRegexes(*matcher.root(), rule, field);
  }
}

void LintDeny(const LintedRule& rule) {
  const Matcher* when = rule.fields.FindMatcher("when");
  const Matcher* deny = rule.fields.FindMatcher("deny");
  if (!rule.is("absence") || when == nullptr || deny == nullptr) return;
  if (when->text() != deny->text()) return;
  rule.Hint("deny", "deny-equals-when", "`deny` is the same as `when`",
            "the rule forbids that the event occurs again; if that is meant, "
            "`rate` with `max: 1` says it plainly");
}

void LintUntil(const LintedRule& rule) {
  const Matcher* until = rule.fields.FindMatcher("until");
  if (until == nullptr) return;
  std::string why;
  if (IsUnsatisfiable(*until)) {
    why = "no event can satisfy it";
  } else if (until->text() == rule.fields.FindMatcher("when")->text()) {
    why = "it is the same as `when`: what ends the prohibition begins it anew";
  } else {
    return;
  }
  rule.Hint("until", "unreachable-until", "`until` never ends the prohibition",
            std::move(why));
}

}  // namespace plog

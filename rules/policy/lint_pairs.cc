// Rules that contradict each other: where both have something to judge, one of
// them is violated. Only rules that see the same events (equal scope and label
// filter) are compared, and matchers only by their text.

#include <fmt/format.h>

#include <algorithm>

#include "rules/policy/lint_rule.h"
#include "rules/types/fields.h"

namespace plog {
namespace {

std::string TextOf(const std::optional<Matcher>& matcher) {
  return matcher ? matcher->text() : "";
}

std::string TextOf(const LintedRule& rule, std::string_view field) {
  const Matcher* matcher = rule.fields.FindMatcher(field);
  return matcher != nullptr ? matcher->text() : "";
}

bool SeeTheSame(const LintedRule& a, const LintedRule& b) {
  return a.rule->scope == b.rule->scope &&
         TextOf(a.rule->label_filter) == TextOf(b.rule->label_filter);
}

bool IsBefore(const LintedRule& rule) {
  return rule.fields.HasChoice("order", "before");
}

// X calls for Y, and X forbids Y at least as long.
std::optional<std::string> SequenceAgainstAbsence(const LintedRule& sequence,
                                                  const LintedRule& absence) {
  if (!sequence.is("sequence") || !absence.is("absence")) return std::nullopt;
  const auto called = sequence.fields.FindDuration("within");
  const auto forbidden = absence.fields.FindDuration("within");
  const bool covers = !forbidden || (called && *called <= *forbidden);
  // A field of `correlate` or an `until` leaves a way out.
  const bool conditional = absence.fields.pairs.contains("correlate") ||
                           absence.fields.FindMatcher("until") != nullptr;
  if (!covers || conditional || IsBefore(sequence) != IsBefore(absence) ||
      TextOf(sequence, "when") != TextOf(absence, "when") ||
      TextOf(sequence, "expect") != TextOf(absence, "deny")) {
    return std::nullopt;
  }
  return "one demands after `when` what the other forbids";
}

std::optional<double> Number(const LintedRule& rule, std::string_view name) {
  const auto found = rule.fields.numbers.find(name);
  if (found == rule.fields.numbers.end()) return std::nullopt;
  return found->second.value;
}

// At least `min` are demanded, at most `max` allowed.
std::optional<std::string> PresenceAgainstRate(const LintedRule& presence,
                                               const LintedRule& rate) {
  if (!presence.is("presence") || !rate.is("rate")) return std::nullopt;
  const bool in_total = !rate.fields.choices.contains("calendar") &&
                        !rate.fields.paths.contains("sum") &&
                        !rate.fields.FindDuration("window");
  const auto min = presence.fields.counts.find("min");
  const uint64_t needed = min == presence.fields.counts.end() ? 1 : min->second;
  if (!in_total || TextOf(presence, "require") != TextOf(rate, "count") ||
      static_cast<double>(needed) <= Number(rate, "max").value_or(0)) {
    return std::nullopt;
  }
  return fmt::format("one demands {} matches, the other allows fewer", needed);
}

const std::vector<std::string>* Names(const LintedRule& rule,
                                      std::string_view field) {
  const auto found = rule.fields.names.find(field);
  return found == rule.fields.names.end() ? nullptr : &found->second;
}

bool IsExact(const std::string& glob) {
  return glob.find_first_of("*?[") == std::string::npos;
}

// Every action that one allows is denied by the other.
std::optional<std::string> AllowAgainstDeny(const LintedRule& allowing,
                                            const LintedRule& denying) {
  if (!allowing.is("boundary") || !denying.is("boundary")) return std::nullopt;
  const auto* allow = Names(allowing, "allow_actions");
  const auto* deny = Names(denying, "deny_actions");
  if (allow == nullptr || deny == nullptr ||
      TextOf(allowing, "when") != TextOf(denying, "when")) {
    return std::nullopt;
  }
  const auto denied = [&](const std::string& name) {
    return std::any_of(
        deny->begin(), deny->end(), [&](const std::string& glob) {
          return glob == name || (IsExact(name) && GlobMatches(glob, name));
        });
  };
  if (!std::all_of(allow->begin(), allow->end(), denied)) return std::nullopt;
  return "one denies every action that the other allows";
}

bool JudgeTheSameField(const LintedRule& a, const LintedRule& b) {
  const auto x = a.fields.paths.find("for_field");
  const auto y = b.fields.paths.find("for_field");
  return x != a.fields.paths.end() && y != b.fields.paths.end() &&
         x->second.text() == y->second.text() &&
         TextOf(a, "when") == TextOf(b, "when");
}

std::optional<std::string> LimitAgainstLimit(const LintedRule& high,
                                             const LintedRule& low) {
  if (!high.is("limit") || !low.is("limit") || !JudgeTheSameField(high, low)) {
    return std::nullopt;
  }
  const auto min = Number(high, "min");
  const auto max = Number(low, "max");
  if (!min || !max || *min <= *max) return std::nullopt;
  return "no number is within both limits";
}

std::optional<std::string> PatternAgainstPattern(const LintedRule& demanding,
                                                 const LintedRule& denying) {
  if (!demanding.is("pattern") || !denying.is("pattern") ||
      !JudgeTheSameField(demanding, denying)) {
    return std::nullopt;
  }
  const auto match = demanding.fields.regexes.find("match_pattern");
  const auto deny = denying.fields.regexes.find("deny_pattern");
  if (match == demanding.fields.regexes.end() ||
      deny == denying.fields.regexes.end() ||
      match->second->pattern() != deny->second->pattern()) {
    return std::nullopt;
  }
  return "one demands the pattern that the other forbids";
}

constexpr std::optional<std::string> (*kContradictions[])(const LintedRule&,
                                                          const LintedRule&) = {
    SequenceAgainstAbsence, PresenceAgainstRate,   AllowAgainstDeny,
    LimitAgainstLimit,      PatternAgainstPattern,
};

void Compare(const LintedRule& a, const LintedRule& b, const LintedRule& later,
             const LintedRule& earlier) {
  for (const auto contradiction : kContradictions) {
    const auto why = contradiction(a, b);
    if (!why) continue;
    later.Hint("name", "contradiction",
               fmt::format("`{}` contradicts `{}` of {}:{}", later.rule->name,
                           earlier.rule->name, earlier.policy->file,
                           earlier.rule->line),
               *why);
    return;
  }
}

}  // namespace

void LintPairs(const std::vector<LintedRule>& rules) {
  for (size_t i = 0; i < rules.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (!SeeTheSame(rules[i], rules[j])) continue;
      Compare(rules[i], rules[j], rules[i], rules[j]);
      Compare(rules[j], rules[i], rules[i], rules[j]);
    }
  }
}

}  // namespace plog

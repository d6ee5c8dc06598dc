#include "checker/formats/violation_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ledger/base/text.h"
#include "rules/types/fields.h"

namespace plog {
namespace {

using Values = std::vector<std::string_view>;

Values Severities(const Violation& violation) {
  return {Name(violation.severity)};
}
Values Policies(const Violation& violation) { return {violation.policy_name}; }
Values Rules(const Violation& violation) { return {violation.rule}; }
Values Agents(const Violation& violation) {
  if (!violation.agent_id) return {};
  return {*violation.agent_id};
}

// Evidence says "TOOL_CALL search"; types are words without blanks.
Values Tools(const Violation& violation) {
  Values tools;
  for (const Evidence& evidence : violation.evidence) {
    if (!evidence.action) continue;
    const std::string_view action = *evidence.action;
    const size_t blank = action.find(' ');
    if (blank != std::string_view::npos) {
      tools.push_back(action.substr(blank + 1));
    }
  }
  return tools;
}

constexpr std::array<std::string_view, 5> kKeys = {"severity", "policy", "rule",
                                                   "agent", "tool"};
constexpr std::array<Values (*)(const Violation&), 5> kValues = {
    Severities, Policies, Rules, Agents, Tools};

}  // namespace

Status ViolationFilter::Add(std::string_view condition) {
  const size_t equals = condition.find('=');
  const std::string_view key = condition.substr(0, equals);
  const auto* known = std::find(kKeys.begin(), kKeys.end(), key);
  if (equals == std::string_view::npos || known == kKeys.end()) {
    const std::string_view near = NearestWord(key, kKeys);
    return Fail(
        ErrorKind::kUsage,
        fmt::format("`{}` is not KEY=GLOB with a key of {}", condition,
                    fmt::join(kKeys, ", ")),
        near.empty() ? std::string() : fmt::format("did you mean `{}`?", near));
  }
  std::string glob(condition.substr(equals + 1));
  if (const auto fault = CheckGlob(glob)) {
    return Fail(ErrorKind::kUsage, fmt::format("`{}`: {}", condition, *fault));
  }
  conditions_.push_back(
      {static_cast<size_t>(known - kKeys.begin()), std::move(glob)});
  return {};
}

bool ViolationFilter::Passes(const Violation& violation) const {
  for (size_t key = 0; key < kKeys.size(); ++key) {
    bool asked = false;
    bool held = false;
    for (const Condition& condition : conditions_) {
      if (condition.key != key) continue;
      asked = true;
      const Values values = kValues[key](violation);
      held = held || std::any_of(values.begin(), values.end(),
                                 [&](std::string_view value) {
                                   return GlobMatches(condition.glob, value);
                                 });
    }
    if (asked && !held) return false;
  }
  return true;
}

}  // namespace plog

#include <fmt/format.h>

#include "checker/survey/starter_policy.h"

namespace plog {
namespace {

// A dot cannot be part of a name in a path of Intercept.
bool CanBeNamed(const std::string& argument) {
  return !argument.empty() && argument.find('.') == std::string::npos;
}

// Every operator but `exists` refuses a call without the argument, so only
// those that every call had can have a condition.
std::string ConditionOf(const std::string& name, const ArgumentSurvey& seen,
                        const ToolUse& use, const StarterOptions& options) {
  if (seen.calls != use.calls || !CanBeNamed(name)) return {};
  const auto kind = seen.only_kind();
  const std::string path = YamlText("args." + name);
  if (kind == ValueKind::kNumber) {
    return fmt::format(
        "{{path: {}, op: lte, value: {}}}", path,
        NumberWithHeadroom(*seen.most, options.headroom_percent));
  }
  const bool scalar = kind == ValueKind::kString || kind == ValueKind::kBool;
  if (!scalar || !HasFewValues(seen, options.min_seen)) return {};
  return fmt::format("{{path: {}, op: in, value: {}}}", path,
                     YamlList(seen.values));
}

void AppendTool(const std::string& name, const ToolUse& use,
                const StarterOptions& options, std::string* out) {
  const HourlyRate rate = RateOf(use);
  *out += fmt::format(
      "  {}:  # {} calls\n    rules:\n"
      "      # in {} hours: p50 {}, p99 {}, most {}\n"
      "      - name: per hour\n        rate_limit: {}/hour\n",
      YamlText(name), use.calls, use.per_hour.size(), rate.p50, rate.p99,
      rate.most, RateWithHeadroom(rate.most, options.headroom_percent));
  for (const auto& [argument, seen] : use.arguments) {
    const std::string evidence = EvidenceOf(seen, use);
    const std::string condition = ConditionOf(argument, seen, use, options);
    if (condition.empty()) {
      *out += fmt::format("      # {}: {}\n", YamlText(argument), evidence);
      continue;
    }
    *out += fmt::format(
        "      # {}\n      - name: {}\n        conditions:\n          - {}\n",
        evidence, YamlText("argument " + argument), condition);
  }
}

}  // namespace

std::string StarterInterceptPolicy(const ToolSurvey& survey,
                                   const StarterOptions& options) {
  std::string out = fmt::format(
      "# A starter policy from {}: {} calls of {} agents, all together.\n"
      "# It says what was seen, not what is right: read it, remove what should "
      "not\n# have happened, and tighten what is loose. Numbers and rates have "
      "{} % of\n# headroom.\nversion: \"1\"\ndefault: deny\n",
      options.origin, survey.calls(), survey.agents(),
      options.headroom_percent);
  out += survey.tools().empty() ? "tools: {}\n" : "tools:\n";
  for (const auto& [name, use] : survey.tools()) {
    AppendTool(name, use, options, &out);
  }
  return out;
}

}  // namespace plog

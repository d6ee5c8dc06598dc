#ifndef PLOG_CHECKER_SURVEY_STARTER_POLICY_H_
#define PLOG_CHECKER_SURVEY_STARTER_POLICY_H_

#include <string>

#include "checker/survey/tool_survey.h"

namespace plog {

struct StarterOptions {
  uint64_t headroom_percent = 50;  // above the greatest rate and number seen
  // Values of an argument are listed if each was seen this often, on average:
  // fewer make a stricter policy, and more false alarms.
  uint64_t min_seen = 8;
  // A tool seen in this many sessions is denied before the tools that never
  // came after it in one.
  uint64_t min_sessions = 8;
  std::string origin;  // what was surveyed, for the first comment
};

// A policy that the surveyed trail obeys, commented with the evidence behind
// each line: for people to read, correct and tighten. It says what was seen,
// not what is right.
//
// In plog's language, by group of agents: the tools, which of them never came
// after which others in a session, the values of arguments that had few, ranges
// of numbers, calls per hour and session, working hours.
std::string StarterPolicy(const ToolSurvey& survey,
                          const StarterOptions& options);
// In Intercept's, which knows no agents, lists or working hours: the tools of
// all agents, values, upper bounds and calls per hour.
std::string StarterInterceptPolicy(const ToolSurvey& survey,
                                   const StarterOptions& options);

// What both have in common.

// Whether the values are few enough, and seen often enough, to be listed.
bool HasFewValues(const ArgumentSurvey& argument, uint64_t min_seen);
// With headroom: the next integer above most * (1 + percent / 100), and at
// least most + 1.
uint64_t RateWithHeadroom(uint64_t most, uint64_t percent);
std::string NumberWithHeadroom(double number, uint64_t percent);
// "string in 12 of 14 calls".
std::string EvidenceOf(const ArgumentSurvey& argument, const ToolUse& use);
// As a double-quoted YAML scalar.
std::string YamlText(std::string_view text);
// "[a, b]" of JSON texts.
std::string YamlList(const std::map<std::string, uint64_t>& values);

}  // namespace plog

#endif  // PLOG_CHECKER_SURVEY_STARTER_POLICY_H_

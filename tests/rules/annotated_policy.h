#ifndef PLOG_TESTS_RULES_ANNOTATED_POLICY_H_
#define PLOG_TESTS_RULES_ANNOTATED_POLICY_H_

#include <string>
#include <vector>

#include "rules/diagnostics/diagnostic.h"

namespace plog {

// A policy file that says in its comments which diagnostics it must get, and
// no others: `#! COLUMN CODE; COLUMN CODE` for the line it stands on, `#!@
// LINE:COLUMN CODE` for any place.
struct AnnotatedPolicy {
  std::string name;
  std::string text;
  std::vector<std::string> announced;  // "LINE:COLUMN CODE", sorted
};

// All files of a folder of testdata, by name.
std::vector<AnnotatedPolicy> AnnotatedPolicies(const std::string& folder);

// The diagnostics in the form of `announced`, and as a user reads them.
struct Diagnosed {
  std::vector<std::string> places;
  std::string formatted;
};
Diagnosed PlacesOf(const Diagnostics& diagnostics, const std::string& text);

}  // namespace plog

#endif  // PLOG_TESTS_RULES_ANNOTATED_POLICY_H_

#ifndef PLOG_RULES_YAML_YAML_FAULTS_H_
#define PLOG_RULES_YAML_YAML_FAULTS_H_

#include <cstddef>
#include <string_view>

#include "rules/yaml/source_text.h"

namespace plog {

// Reports a syntax error that yaml-cpp met at byte `offset`, in words for the
// author of a policy: what is wrong and what to do about it.
void ReportYamlFault(const SourceText& source, std::string_view library_message,
                     size_t offset);

}  // namespace plog

#endif  // PLOG_RULES_YAML_YAML_FAULTS_H_

#ifndef PLOG_RULES_YAML_YAML_READER_H_
#define PLOG_RULES_YAML_YAML_READER_H_

#include <cstddef>

#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

inline constexpr size_t kMaxPolicyBytes = size_t{1} << 20;
inline constexpr size_t kMaxYamlDepth = 20;
inline constexpr size_t kMaxYamlNodes = size_t{1} << 18;

// Reads the one document of a file, strictly: valid UTF-8, no control
// characters, no anchors, aliases, tags or merge keys, no duplicate or
// non-scalar keys, bounded size, depth and number of values. The document is
// read as a stream of events, so an alias is refused where it stands and never
// followed.
//
// What is wrong goes to the source's diagnostics. yaml-cpp cannot go on after
// a syntax error: then the result is an invalid node and only the first such
// error of the file is known.
YamlNode ReadYaml(const SourceText& source);

}  // namespace plog

#endif  // PLOG_RULES_YAML_YAML_READER_H_

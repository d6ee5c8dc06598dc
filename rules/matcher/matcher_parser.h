#ifndef PLOG_RULES_MATCHER_MATCHER_PARSER_H_
#define PLOG_RULES_MATCHER_MATCHER_PARSER_H_

#include <memory>
#include <optional>
#include <string_view>

#include "rules/matcher/matcher.h"
#include "rules/values/regex.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Every mistake goes to the source's diagnostics; the result of a parse with
// mistakes must not be evaluated (and may be absent).

// `what` names the matcher in messages: "`when`".
std::optional<Matcher> ParseMatcher(const SourceText& source,
                                    const YamlNode& node,
                                    std::string_view what);
// `label_filter`: label → value, or list of values.
std::optional<Matcher> ParseLabelFilter(const SourceText& source,
                                        const YamlNode& node);
std::optional<FieldPath> ParseField(const SourceText& source,
                                    const YamlNode& node,
                                    std::string_view what);
std::shared_ptr<const Regex> ParseRegex(const SourceText& source,
                                        const YamlNode& node,
                                        std::string_view what);
std::optional<std::string> ParseGlob(const SourceText& source,
                                     const YamlNode& node,
                                     std::string_view what);

}  // namespace plog

#endif  // PLOG_RULES_MATCHER_MATCHER_PARSER_H_

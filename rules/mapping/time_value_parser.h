#ifndef PLOG_RULES_MAPPING_TIME_VALUE_PARSER_H_
#define PLOG_RULES_MAPPING_TIME_VALUE_PARSER_H_

#include <memory>
#include <string_view>

#include "rules/mapping/value_parser.h"

namespace plog {

// Reads the times of a mapping: a value with, beside what every value may have,
//
//   format   rfc3339 (the default: the time is kept as it is), a count since
//            1970 (unix_s, …), or a pattern with directives (TimePattern)
//   zone     of a pattern without %z, where it is needed, and only there
class TimeValueParser {
 public:
  // Both must outlive it.
  TimeValueParser(const SourceText& source, ValueParser* values)
      : source_(source), values_(values) {}

  // `node` may be null: the mapping has no such time.
  void Read(const YamlNode* node, std::string_view what, MappedTime* out) const;

 private:
  // Null for RFC 3339, and if something was diagnosed.
  std::unique_ptr<const TimeReader> Named(const YamlNode& format) const;
  std::unique_ptr<const TimeReader> Pattern(const YamlNode& format,
                                            const YamlNode* zone) const;

  const SourceText& source_;
  ValueParser* values_;
};

}  // namespace plog

#endif  // PLOG_RULES_MAPPING_TIME_VALUE_PARSER_H_

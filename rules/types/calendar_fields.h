#ifndef PLOG_RULES_TYPES_CALENDAR_FIELDS_H_
#define PLOG_RULES_TYPES_CALENDAR_FIELDS_H_

#include <memory>
#include <optional>
#include <string_view>

#include "rules/values/time_zone.h"
#include "rules/values/values.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// The values of `hours`, `days` and `timezone`; nullopt (nullptr) means that a
// mistake was diagnosed. `what` names the field in messages.
std::optional<HoursWindow> ParseHours(const SourceText& source,
                                      const YamlNode& node,
                                      std::string_view what);
std::optional<DaySet> ParseDays(const SourceText& source, const YamlNode& node,
                                std::string_view what);
std::shared_ptr<const TimeZone> ParseZone(const SourceText& source,
                                          const YamlNode& node,
                                          std::string_view what);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_CALENDAR_FIELDS_H_

#include "rules/mapping/time_value_parser.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "rules/mapping/time_format.h"
#include "rules/types/calendar_fields.h"
#include "rules/yaml/yaml_expect.h"

namespace plog {

void TimeValueParser::Read(const YamlNode* node, std::string_view what,
                           MappedTime* out) const {
  if (node == nullptr) return;
  constexpr std::string_view kExtra[] = {"format", "zone"};
  out->value = values_->Value(*node, what, kExtra);
  const YamlNode* format = node->Find("format");
  const YamlNode* zone = node->Find("zone");
  const bool pattern =
      format != nullptr && format->text.find('%') != std::string::npos;
  if (zone != nullptr && !pattern) {
    source_.Add("conflicting-fields", zone->place,
                "`zone` is for a `format` with directives such as %Y: other "
                "times say themselves where they are");
  }
  if (format == nullptr) return;
  const auto text = ExpectText(source_, *format, "`format`");
  if (!text) return;
  out->format = *text;
  out->reader = pattern ? Pattern(*format, zone) : Named(*format);
}

std::unique_ptr<const TimeReader> TimeValueParser::Named(
    const YamlNode& format) const {
  std::vector<std::string_view> names = {"rfc3339"};
  for (const TimeUnit& unit : TimeUnits()) {
    if (unit.name == format.text) return ReadCounts(unit.per_second);
    names.push_back(unit.name);
  }
  if (format.text == names.front()) return nullptr;
  source_.Add("bad-time-format", format.place,
              fmt::format("`{}` is no format of times", format.text),
              fmt::format("it is one of {}, or a pattern such as "
                          "\"%Y-%m-%d %H:%M:%S\"",
                          fmt::join(names, ", ")));
  return nullptr;
}

std::unique_ptr<const TimeReader> TimeValueParser::Pattern(
    const YamlNode& format, const YamlNode* zone) const {
  TimePattern::Fault fault;
  auto pattern = TimePattern::Compile(format.text, &fault);
  if (!pattern) {
    source_.Add("bad-time-format",
                source_.Within(format.place,
                               format.text.substr(fault.offset, fault.size)),
                fault.message, "plog-map(5) lists the directives");
    return nullptr;
  }
  if (zone == nullptr) {
    if (pattern->has_offset()) return ReadPattern(*pattern, nullptr);
    source_.Add("missing-field", format.place,
                "a pattern without %z needs a `zone`",
                "zone: UTC, or the zone of the clock that wrote the times");
    return nullptr;
  }
  if (pattern->has_offset()) {
    source_.Add("conflicting-fields", zone->place,
                "the pattern has %z, so the zone would never be used");
    return nullptr;
  }
  auto local = ParseZone(source_, *zone, "`zone`");
  if (!local) return nullptr;
  return ReadPattern(*pattern, std::move(local));
}

}  // namespace plog

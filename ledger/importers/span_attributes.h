#ifndef PLOG_LEDGER_IMPORTERS_SPAN_ATTRIBUTES_H_
#define PLOG_LEDGER_IMPORTERS_SPAN_ATTRIBUTES_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/importers/imported_event.h"
#include "ledger/json/json.h"

namespace plog {

// Named values of a span, a log record or a resource, whatever their encoding
// was. Owns its texts.
class SpanAttributes {
 public:
  // OTLP: [{key, value: AnyValue}], camelCase or snake_case.
  static SpanAttributes OfOtlp(JsonView list);
  // Jaeger: [{key, type, value}].
  static SpanAttributes OfTags(JsonView list);
  // A plain object.
  static SpanAttributes OfObject(JsonView object);

  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  // A string as it is, a number or boolean as text; empty if absent.
  std::string Text(std::string_view name) const;
  // The first that is there and not empty.
  std::string FirstText(std::initializer_list<std::string_view> names) const;
  // The same, as a payload; `used` gets its name.
  Payload FirstPayload(std::initializer_list<std::string_view> names,
                       std::vector<std::string_view>* used) const;
  // All but those, as one JSON object; empty if none are left.
  std::string ObjectWithout(const std::vector<std::string_view>& names) const;

 private:
  struct Attribute {
    std::string name;
    std::string json;
    std::string text;  // of a scalar
    bool is_string = false;
  };
  const Attribute* Find(std::string_view name) const;
  void Add(std::string_view name, JsonView value);
  void AddAnyValue(std::string_view name, JsonView value);

  std::vector<Attribute> attributes_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_SPAN_ATTRIBUTES_H_

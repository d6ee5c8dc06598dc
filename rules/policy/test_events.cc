#include "rules/policy/test_events.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "ledger/event/line_parser.h"
#include "ledger/event/members.h"
#include "ledger/json/json_writer.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_json.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

constexpr std::string_view kAt = "at";

// The members an event may give: those that the hash covers. Chain members are
// assigned when the events are sealed.
std::vector<std::string_view> EventMembers(bool with_at) {
  std::vector<std::string_view> names;
  if (with_at) names.push_back(kAt);
  for (size_t i = 0; i < kHashedMembers; ++i) names.push_back(kMembers[i].name);
  return names;
}

// Reports values that have no JSON form, at any depth.
void RefuseNonJson(const SourceText& source, const YamlNode& node) {
  if (node.is(YamlNode::Kind::kMissing)) {
    source.Add("missing-value", node.place, "the member has no value",
               "write `null` if that is meant");
  }
  if (node.is(YamlNode::Kind::kScalar)) {
    const ScalarType type = TypeOf(node);
    if (type == ScalarType::kNumber || type == ScalarType::kNotFinite) {
      ExpectNumber(source, node, "the member");
    }
  }
  for (const YamlNode& item : node.items) RefuseNonJson(source, item);
  for (const YamlMember& member : node.members) {
    RefuseNonJson(source, member.value);
  }
}

class EventReader {
 public:
  EventReader(const SourceText& source, const YamlNode* defaults,
              const Instant& start)
      : source_(source), defaults_(defaults), start_(start), time_(start) {}

  // The event as a JSON line; empty if it has mistakes.
  std::string Read(const YamlNode& event) {
    const size_t errors_before = source_.errors();
    RefuseUnknownKeys(source_, event, "an event", EventMembers(true));
    for (const YamlMember& member : event.members) {
      if (member.name != kAt) RefuseNonJson(source_, member.value);
    }
    if (const YamlNode* at = event.Find(kAt)) {
      const auto offset = ExpectDuration(source_, *at, "`at`");
      if (offset) time_ = start_ + *offset;
    }
    if (source_.errors() != errors_before) return {};
    std::string line = Line(event);
    ParsedEvent parsed;
    if (const auto reject = parser_.Parse(line, &parsed)) {
      source_.Add("bad-event", event.place,
                  fmt::format("not an event: {}", reject->message));
      return {};
    }
    return line;
  }

 private:
  const YamlNode* MemberOf(const YamlNode& event, std::string_view name) const {
    const YamlNode* own = event.Find(name);
    if (own != nullptr || defaults_ == nullptr) return own;
    return defaults_->Find(name);
  }

  std::string Line(const YamlNode& event) const {
    std::string line;
    JsonWriter writer(&line);
    writer.BeginObject();
    for (size_t i = 0; i < kHashedMembers; ++i) {
      const std::string_view name = kMembers[i].name;
      if (const YamlNode* value = MemberOf(event, name)) {
        writer.Name(name);
        WriteJson(*value, &writer);
      } else if (name == Info(Member::kTimestamp).name) {
        writer.Member(name, FormatRfc3339(time_));
      }
    }
    writer.EndObject();
    return line;
  }

  const SourceText& source_;
  const YamlNode* defaults_;
  Instant start_;
  Instant time_;
  EventLineParser parser_;
};

}  // namespace

void ParseTestEvents(const SourceText& source, const YamlNode& list,
                     const YamlNode* defaults, const Instant& start,
                     std::set<std::string, std::less<>>* ids,
                     PolicyTest* test) {
  if (defaults != nullptr) {
    if (!ExpectMapping(source, *defaults, "`defaults`")) return;
    RefuseUnknownKeys(source, *defaults, "`defaults`", EventMembers(false));
    RefuseNonJson(source, *defaults);
  }
  if (!ExpectList(source, list, "`events`",
                  "each event is a mapping: - {at: 0s, action_type: …}")) {
    return;
  }
  EventReader reader(source, defaults, start);
  for (const YamlNode& event : list.items) {
    if (!ExpectMapping(source, event, "an event")) continue;
    if (const YamlNode* id = event.Find("id"); id != nullptr && IsString(*id)) {
      if (!ids->insert(id->text).second) {
        source.Add("duplicate-name", id->place,
                   fmt::format("the test has an event `{}` already", id->text));
      }
    }
    std::string line = reader.Read(event);
    if (!line.empty()) test->events.push_back(std::move(line));
  }
}

}  // namespace plog

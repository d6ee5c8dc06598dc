#include <fmt/format.h>

#include <algorithm>

#include "ledger/base/text.h"
#include "ledger/json/json_pointer.h"
#include "rules/matcher/matcher.h"

namespace plog {
namespace {

// What people write who have not read the list of members.
struct Synonym {
  std::string_view wrong;
  std::string_view right;
};
constexpr Synonym kSynonyms[] = {
    {"agent", "agent_id"},         {"args", "action_input"},
    {"arguments", "action_input"}, {"duration", "duration_ms"},
    {"error", "error_message"},    {"event_type", "action_type"},
    {"input", "action_input"},     {"name", "action_name"},
    {"output", "action_output"},   {"result", "action_output"},
    {"session", "session_id"},     {"status", "action_status"},
    {"time", "timestamp"},         {"tool", "action_name"},
    {"tool_name", "action_name"},  {"type", "action_type"},
};

std::string SuggestMember(std::string_view name) {
  for (const Synonym& synonym : kSynonyms) {
    if (synonym.wrong == name) return std::string(synonym.right);
  }
  std::vector<std::string_view> names;
  for (size_t i = 0; i < kHashedMembers; ++i) names.push_back(kMembers[i].name);
  const std::string_view near = NearestWord(name, names);
  if (!near.empty()) return std::string(near);
  // A slip in a synonym.
  for (const Synonym& synonym : kSynonyms) {
    if (!NearestWord(name, {&synonym.wrong, 1}).empty()) {
      return std::string(synonym.right);
    }
  }
  return {};
}

bool HoldsValues(Member member) {
  const MemberType type = Info(member).type;
  return type == MemberType::kAny || type == MemberType::kObjectOrNull;
}

// Takes the text before the next `separator` off the front of `*rest`; false
// when nothing is left.
bool TakeToken(char separator, std::optional<std::string_view>* rest,
               std::string_view* token) {
  if (!*rest) return false;
  const size_t end = (*rest)->find(separator);
  *token = (*rest)->substr(0, end);
  if (end == std::string_view::npos) {
    rest->reset();
  } else {
    (*rest)->remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

FieldPath::Segment FieldPath::MakeSegment(std::string_view name) {
  return {std::string(name), PointerArrayPosition(name), false};
}

std::optional<FieldPath::Fault> FieldPath::SetMember(std::string_view name) {
  const auto member = FindMember(name);
  if (!member) {
    const std::string suggestion = SuggestMember(name);
    return Fault{"unknown-field",
                 fmt::format("events have no field `{}`", name), suggestion};
  }
  if (!IsHashed(*member)) {
    return Fault{"unhashed-field",
                 fmt::format("`{}` is not covered by the event's hash, so no "
                             "rule may rely on it",
                             name),
                 {}};
  }
  member_ = *member;
  return std::nullopt;
}

std::optional<FieldPath::Fault> FieldPath::ParsePointer(std::string_view text) {
  std::optional<std::string_view> rest = text.substr(1);
  std::string_view token;
  bool first = true;
  while (TakeToken('/', &rest, &token)) {
    const auto name = UnescapePointerToken(token);
    if (!name) {
      return Fault{"bad-path",
                   fmt::format("`{}` is no JSON Pointer: `~` is written `~0`, "
                               "`/` in a name `~1`",
                               text),
                   {}};
    }
    if (first) {
      if (auto fault = SetMember(*name)) return fault;
      first = false;
    } else {
      segments_.push_back(MakeSegment(*name));
    }
  }
  return std::nullopt;
}

std::optional<FieldPath::Fault> FieldPath::ParseDotted(std::string_view text) {
  std::optional<std::string_view> rest = text;
  std::string_view token;
  TakeToken('.', &rest, &token);
  if (auto fault = SetMember(token)) return fault;
  while (TakeToken('.', &rest, &token)) {
    if (token.empty()) {
      return Fault{"bad-path",
                   fmt::format("`{}` has an empty name between dots; a JSON "
                               "Pointer (`/labels/a.b`) can name it",
                               text),
                   {}};
    }
    segments_.push_back(MakeSegment(token));
    segments_.back().any_element = token == "*";
  }
  return std::nullopt;
}

std::optional<FieldPath::Fault> FieldPath::Parse(std::string_view text,
                                                 FieldPath* out) {
  FieldPath path;
  path.text_ = text;
  auto fault =
      text.starts_with('/') ? path.ParsePointer(text) : path.ParseDotted(text);
  if (fault) return fault;
  if (!path.segments_.empty() && !HoldsValues(path.member_)) {
    return Fault{"bad-path",
                 fmt::format("`{}` is a plain value: nothing is inside it",
                             Info(path.member_).name),
                 {}};
  }
  *out = std::move(path);
  return std::nullopt;
}

FieldPath FieldPath::Label(std::string_view name) {
  FieldPath path;
  path.text_ = fmt::format("labels.{}", name);
  path.member_ = Member::kLabels;
  path.segments_.push_back(MakeSegment(name));
  return path;
}

std::optional<Member> FieldPath::whole_member() const {
  if (!segments_.empty()) return std::nullopt;
  return member_;
}

bool FieldPath::has_wildcard() const {
  return std::any_of(segments_.begin(), segments_.end(),
                     [](const Segment& s) { return s.any_element; });
}

JsonView FieldPath::Resolve(const EventContent& event) const {
  JsonView value = event.Get(member_);
  for (const Segment& segment : segments_) {
    if (!value.valid()) break;
    if (value.is(JsonType::kArray)) {
      value = segment.position ? value.At(*segment.position) : JsonView();
    } else {
      value = value.Find(segment.name);
    }
  }
  return value;
}

bool FieldPath::Walk(JsonView value, size_t depth,
                     const std::function<bool(JsonView)>& visit,
                     bool* visited) const {
  for (; depth < segments_.size(); ++depth) {
    const Segment& segment = segments_[depth];
    const bool array = value.is(JsonType::kArray);
    if (segment.any_element) {
      if (!array) return true;
      for (JsonView v = value.First(); v.valid(); v = value.After(v)) {
        if (!Walk(v, depth + 1, visit, visited)) return false;
      }
      return true;
    }
    if (!value.valid()) continue;  // a later wildcard has no elements
    if (array) {
      value = segment.position ? value.At(*segment.position) : JsonView();
    } else {
      value = value.Find(segment.name);
    }
  }
  *visited = true;
  return visit(value);
}

void FieldPath::ForEach(const EventContent& event,
                        const std::function<bool(JsonView)>& visit) const {
  bool visited = false;
  if (Walk(event.Get(member_), 0, visit, &visited) && !visited) {
    visit(JsonView());
  }
}

}  // namespace plog

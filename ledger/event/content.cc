#include "ledger/event/content.h"

#include <algorithm>

#include "ledger/event/member_types.h"
#include "ledger/json/json_source.h"

namespace plog {
namespace {

// The members that a Go producer keeps as json.RawMessage.
bool IsRawMember(Member member) {
  return Info(member).type == MemberType::kAny ||
         Info(member).type == MemberType::kObjectOrNull ||
         member == Member::kDurationMs;
}

void WriteValue(JsonView value, Member member, std::string_view source,
                const HashProfile& profile, CanonicalWriter* out) {
  if (!value.valid()) return out->Raw("null");
  if (profile.keys != HashProfile::Keys::kUtf8TopOnly) {
    out->Value(value, profile);
  } else if (IsRawMember(member)) {
    std::string minified;
    AppendMinified(RawValue(source, value.index()), &minified);
    out->Raw(minified);
  } else if (value.is_string()) {
    out->PaddedString(value.AsString(), profile);
  } else {
    out->Raw("null");  // the only other value a text member can have
  }
}

}  // namespace

void EventContent::Clear() {
  document_ = JsonDocument();
  members_.fill(0);
  timestamp_.reset();
}

void EventContent::Complete(Member member, std::string_view text) {
  members_[static_cast<size_t>(member)] = document_.AddString(text);
  if (member == Member::kTimestamp) timestamp_ = ParseRfc3339(text);
}

void EventContent::KeepHashed() {
  std::fill(members_.begin() + kHashedMembers, members_.end(), 0);
  document_.DropNegativeZeros();
}

std::optional<std::string_view> EventContent::Text(Member member) const {
  const JsonView value = Get(member);
  if (!value.is_string()) return std::nullopt;
  return value.AsString();
}

std::string_view EventContent::agent_id() const {
  return Text(Member::kAgentId).value_or(std::string_view());
}

std::string_view EventContent::id() const {
  return Text(Member::kId).value_or(std::string_view());
}

std::optional<std::string> ContentParser::Parse(std::string_view content,
                                                EventContent* out) {
  out->members_.fill(0);
  out->timestamp_.reset();
  auto unreadable = parser_.Parse(content, JsonLimits{}, &out->document_);
  if (unreadable) {
    // A double that its canonical form writes like a large integer is no fault.
    unreadable =
        parser_.Parse(SpellOutDoubles(content), JsonLimits{}, &out->document_);
  }
  if (unreadable) {
    out->Clear();
    return unreadable->message;
  }
  const JsonView root = out->document_.root();
  std::optional<std::string> fault;
  if (!root.is(JsonType::kObject)) fault = "the content is not an object";
  for (JsonView name = root.First(); name.valid() && !fault;
       name = root.After(name.Value())) {
    const JsonView value = name.Value();
    const std::optional<Member> member = FindMember(name.AsString());
    if (!member || !IsHashed(*member)) {
      fault = "the content has a member that is not hashed";
    } else if (!value.is_null() && !HasType(value, Info(*member).type)) {
      fault = "a member of the content has the wrong type";
    } else {
      out->members_[static_cast<size_t>(*member)] = value.index();
    }
  }
  if (const auto text = out->Text(Member::kTimestamp); text && !fault) {
    out->timestamp_ = ParseRfc3339(*text);
    if (!out->timestamp_) fault = "the timestamp is not RFC 3339";
  }
  if (fault) out->Clear();
  return fault;
}

void WriteContent(const EventContent& event, std::string_view source,
                  const HashProfile& profile, CanonicalWriter* out) {
  out->Raw('{');
  bool first = true;
  // The names are ASCII and kMembers is sorted: every key order agrees.
  for (size_t i = 0; i < kHashedMembers; ++i) {
    const auto member = static_cast<Member>(i);
    const JsonView value = event.Get(member);
    if (!value.valid() && !profile.absent_null) continue;
    if (!first) out->Raw(',');
    if (!first && profile.python_spaces) out->Raw(' ');
    first = false;
    out->Raw(QuotedName(member));
    if (profile.python_spaces) out->Raw(' ');
    WriteValue(value, member, source, profile, out);
  }
  out->Raw('}');
}

void AppendContent(const EventContent& event, std::string_view source,
                   const HashProfile& profile, std::string* out) {
  CanonicalWriter writer;
  WriteContent(event, source, profile, &writer);
  *out += writer.text();
}

std::string ContentAsInput(const EventContent& event,
                           std::string_view content) {
  bool as_it_is = true;
  for (size_t i = 0; i < kHashedMembers; ++i) {
    const auto member = static_cast<Member>(i);
    const JsonView value = event.Get(member);
    if (!value.is_null() || HasType(value, Info(member).type)) continue;
    as_it_is = false;
  }
  if (as_it_is) return SpellOutDoubles(content);
  std::string kept = "{";
  for (size_t i = 0; i < kHashedMembers; ++i) {
    const auto member = static_cast<Member>(i);
    const JsonView value = event.Get(member);
    if (!value.valid() || !HasType(value, Info(member).type)) continue;
    if (kept.size() > 1) kept += ',';
    kept += '"';
    kept += Info(member).name;
    kept += "\":";
    kept += RawValue(content, value.index());
  }
  return SpellOutDoubles(kept + "}");
}

}  // namespace plog

#ifndef PLOG_LEDGER_EVENT_CONTENT_H_
#define PLOG_LEDGER_EVENT_CONTENT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/instant.h"
#include "ledger/event/members.h"
#include "ledger/json/canonical_writer.h"
#include "ledger/json/hash_profile.h"
#include "ledger/json/json.h"

namespace plog {

// The members of one event, by name: what rules and reports look at. Parsed
// from the bytes that were hashed, it holds hashed members only. Reusable:
// reading into it again keeps its buffers and invalidates its views.
class EventContent {
 public:
  // An invalid view if the event has no such member.
  JsonView Get(Member member) const {
    const uint32_t index = members_[static_cast<size_t>(member)];
    return index == 0 ? JsonView() : JsonView(&document_, index);
  }
  // The member's text, or nullopt if it is absent, null or not a string.
  std::optional<std::string_view> Text(Member member) const;
  // Empty if the content has no agent (only in a damaged ledger).
  std::string_view agent_id() const;
  std::string_view id() const;
  // The event's own time, nullopt without a timestamp.
  std::optional<Instant> timestamp() const { return timestamp_; }
  JsonView root() const { return document_.root(); }

  // Gives a member that the event lacks a text; for a timestamp, one that is
  // RFC 3339. It is not found through root().
  void Complete(Member member, std::string_view text);
  // Leaves what a ContentParser finds, through Get and Text, in the native form
  // of this event: the hashed members, in which only the order of names
  // differs.
  void KeepHashed();

 private:
  friend class ContentParser;
  friend class EventLineParser;
  void Clear();

  JsonDocument document_;
  // Node index of each member's value; 0, the root, stands for absent.
  std::array<uint32_t, kMembers.size()> members_{};
  std::optional<Instant> timestamp_;
};

// Reads stored content bytes back; one per thread.
class ContentParser {
 public:
  // Strict (ledger/json/json.h), and the value must be an object that holds
  // hashed members only, each of its type or null (some profiles write absent
  // members as null); otherwise a description of the fault, and `out` is
  // empty. Content in a sound ledger never fails.
  std::optional<std::string> Parse(std::string_view content, EventContent* out);

 private:
  JsonParser parser_;
};

// The bytes that are hashed: the object of the hashed members present in
// `event` (all sixteen under an absent_null profile), in canonical form.
// `source` is the text the event was parsed from; only a kUtf8TopOnly profile
// reads it.
void AppendContent(const EventContent& event, std::string_view source,
                   const HashProfile& profile, std::string* out);
// The same, for loops over events.
void WriteContent(const EventContent& event, std::string_view source,
                  const HashProfile& profile, CanonicalWriter* out);

// Content as an event line has it, so that it parses as input does: large
// doubles spelt out (ledger/json/json_source.h), and without the nulls that an
// absent_null profile wrote for members that may not be null. Under the profile
// of the content, the result has the same canonical form. REQUIRES: `content`
// was parsed into `event`.
std::string ContentAsInput(const EventContent& event, std::string_view content);

}  // namespace plog

#endif  // PLOG_LEDGER_EVENT_CONTENT_H_

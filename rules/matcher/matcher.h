#ifndef PLOG_RULES_MATCHER_MATCHER_H_
#define PLOG_RULES_MATCHER_MATCHER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/content.h"

namespace plog {

class Regex;

// A place in an event: `action_input.items.*.sku`, or a JSON Pointer that
// begins with "/". Only hashed members can be named.
class FieldPath {
 public:
  // The text as written, for messages.
  const std::string& text() const { return text_; }
  bool has_wildcard() const;

  // Calls `visit` with each value the path stands for: exactly one, perhaps
  // invalid (absent), without a wildcard; with one, the value for each array
  // element, and a single invalid view if there are none. Stops when `visit`
  // returns false.
  void ForEach(const EventContent& event,
               const std::function<bool(JsonView)>& visit) const;
  // The value of a path without a wildcard.
  JsonView Resolve(const EventContent& event) const;

  // Parses `text`; an error sentence if it does not name a field. The second
  // member is a suggestion, possibly empty.
  struct Fault {
    std::string_view code;  // of a diagnostic
    std::string message;
    std::string suggestion;
  };
  static std::optional<Fault> Parse(std::string_view text, FieldPath* out);
  // The label of that name, whatever characters it holds.
  static FieldPath Label(std::string_view name);

  // The event's member in which the path begins.
  Member member() const { return member_; }
  // The member if the path is a member's name and nothing else.
  std::optional<Member> whole_member() const;

 private:
  struct Segment {
    std::string name;
    std::optional<size_t> position;  // usable as an array index
    bool any_element = false;
  };
  static Segment MakeSegment(std::string_view name);
  std::optional<Fault> ParsePointer(std::string_view text);
  std::optional<Fault> ParseDotted(std::string_view text);
  std::optional<Fault> SetMember(std::string_view name);
  bool Walk(JsonView value, size_t depth,
            const std::function<bool(JsonView)>& visit, bool* visited) const;

  std::string text_;
  Member member_ = Member::kId;
  std::vector<Segment> segments_;
};

// A field and the texts of which it must be one. `path` has no wildcard.
struct TextCondition {
  FieldPath path;
  std::vector<std::string> values;
  // That is all there is to it: what requires this holds if this does.
  bool suffices = false;
};

class Predicate;

// Whether a regular expression matches in some text of a field (as `pattern`
// defines its texts).
struct TextSearch {
  FieldPath field;
  std::shared_ptr<const Regex> regex;
  // The predicate holds if `concerns` does and the result of the search is
  // `if_found`. Many searches concern the same events.
  bool if_found = true;
  std::shared_ptr<const Predicate> concerns;
};

// Something that holds or does not hold of a single event. Immutable and
// thread-safe. Predicates of equal Text() are evaluated once per event,
// however many rules use them.
class Predicate {
 public:
  virtual ~Predicate() = default;
  virtual bool Holds(const EventContent& event) const = 0;
  // Identifies the predicate: equal text, equal meaning.
  virtual std::string Text() const = 0;

  // What lets a run with many predicates ask few of them; all optional.
  //
  // A condition without which the predicate cannot hold: of a thousand
  // predicates, only those anchored at an event's own values are asked.
  virtual std::optional<TextCondition> RequiredText() const {
    return std::nullopt;
  }
  // Holds, if that condition does.
  virtual bool HoldsWhereRequired(const EventContent& event) const {
    return Holds(event);
  }
  // If all that the predicate needs is one search: searches of the same field
  // can be made together, in one pass over its text.
  virtual const TextSearch* Search() const { return nullptr; }
};

// What a condition made of an event, for `policy explain`.
struct ConditionTrace {
  std::string condition;  // "action_name eq \"search\""
  bool held = false;
  std::string actual;  // the field's value (quoted_value.h)
};

// The matcher of the policy language (`when`, `expect`, …). Copies share state.
class Matcher final {
 public:
  class Node;
  Matcher();  // the empty matcher: matches every event
  explicit Matcher(std::shared_ptr<const Node> root);

  bool Holds(const EventContent& event) const;
  bool empty() const;
  // Compact JSON as in the policy file, member order as written.
  const std::string& text() const;
  // If the matcher requires `field` to equal one scalar string: that string.
  std::optional<std::string> RequiredText(Member field) const;
  // A field that the matcher requires to equal one of some strings, if any.
  std::optional<TextCondition> RequiredText() const;
  // Evaluates every condition, in order of writing.
  std::vector<ConditionTrace> Trace(const EventContent& event,
                                    bool quote_payload) const;
  // For lint (matcher_node.h); nullptr for the empty matcher.
  const Node* root() const { return root_.get(); }

 private:
  std::shared_ptr<const Node> root_;
};

}  // namespace plog

#endif  // PLOG_RULES_MATCHER_MATCHER_H_

#ifndef PLOG_RULES_TYPES_RULE_TYPE_H_
#define PLOG_RULES_TYPES_RULE_TYPE_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/content.h"
#include "rules/matcher/matcher.h"
#include "rules/types/fields.h"
#include "rules/types/monitor.h"
#include "rules/types/order.h"

namespace plog {

enum class Scope { kSession, kAgent, kLedger };
std::string_view Name(Scope scope);

// A value a monitor needs from events that hold at least one of the roles in
// `guard` (a mask over the body's predicates).
struct Extractor {
  // The last three are those of comparison.h.
  enum class Kind { kIdentity, kNumber, kOrdered, kDigest, kDigestOf };
  FieldPath path;
  Kind kind = Kind::kIdentity;
  uint32_t guard = 0;
};

// An event as a rule's prose sees it.
struct DescribedEvent {
  const EventContent* content = nullptr;
  uint64_t sequence = 0;
  Instant time;  // effective
};

struct FindingText {
  std::string message;
  std::string detail;
  std::optional<std::string> expected_event;
  // On which side of the trigger what is missing was due (sequence), and the
  // farthest instant at which it would have been in time, if there is a limit.
  std::optional<PartnerOrder> expected_order = {};
  std::optional<Instant> expected_limit = {};
};

struct DescribeOptions {
  bool show_matches = false;
  // Key of the digests that tell equal matches apart; empty: no digests.
  std::string match_key;
};

// Reports a mistake that shows only when several fields are seen together.
class RuleFaults {
 public:
  virtual ~RuleFaults() = default;
  // `field` places the caret at that field's value, or at the rule if the
  // field is not written.
  virtual void Add(std::string_view field, std::string_view code,
                   std::string message, std::string hint = {}) = 0;
};

// The part of a rule that its type decides. Immutable once compiled.
class RuleBody {
 public:
  virtual ~RuleBody() = default;

  // Declares the fields, once for every use (fields.h).
  virtual void Declare(FieldVisitor& visitor) = 0;
  // Cross-checks after Declare has parsed; `scope` is the rule's `scope` if
  // written. May derive state.
  virtual void Check(std::optional<Scope> scope, RuleFaults* faults);
  // A type with a scope of its own (`per` of rate).
  virtual std::optional<Scope> OwnScope() const { return std::nullopt; }
  // Whether `scope` and `label_filter` make sense (not for integrity).
  virtual bool IsScoped() const { return true; }

  // Predicates over single events; their positions are the role bits. At most
  // 32.
  virtual std::vector<std::shared_ptr<const Predicate>> Predicates() const = 0;
  virtual std::vector<Extractor> Extractors() const { return {}; }
  // Whether the monitor must see the events for which no predicate holds. If
  // not, it is not even reset for instances without any other.
  virtual bool NeedsEveryEvent() const { return true; }
  // nullptr for integrity, whose findings are those of verification.
  virtual std::unique_ptr<Monitor> NewMonitor() const = 0;

  // The prose of a finding. `trigger` and `offending` are those of the
  // finding, nullptr where it has none.
  virtual FindingText Describe(const Finding& finding,
                               const DescribedEvent* trigger,
                               const DescribedEvent* offending,
                               const DescribeOptions& options) const = 0;
};

struct RuleType {
  std::string_view name;     // "sequence"
  std::string_view summary;  // "If X occurs, Y must follow."
  std::string_view example;  // a complete rule in YAML, for the manual
  std::unique_ptr<RuleBody> (*make)();
};

// The table of rule types, in the order of the manual.
std::span<const RuleType> RuleTypes();
const RuleType* FindRuleType(std::string_view name);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_RULE_TYPE_H_

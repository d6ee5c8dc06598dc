#include "rules/diagnostics/diagnostic.h"

namespace plog {
namespace {

constexpr bool kError = true;
constexpr bool kLint = false;

// The one list of everything that can be wrong with a policy file.
constexpr DiagnosticCode kCodes[] = {
    // The file and its YAML.
    {"file-too-large", kError, "A policy file may have at most 1 MiB."},
    {"invalid-utf8", kError, "A policy file must be UTF-8."},
    {"control-character", kError,
     "A policy file may hold no control characters but tab and line breaks."},
    {"tab-indentation", kError, "YAML is indented with spaces, never tabs."},
    {"bad-escape", kError,
     "A backslash in double quotes begins one of YAML's own escapes."},
    {"yaml-syntax", kError,
     "The text is not YAML; the rest of that file cannot be read."},
    {"several-documents", kError, "A policy file holds a single document."},
    {"empty-file", kError, "The file has no content."},
    {"anchor", kError, "Anchors, aliases and merge keys are not allowed."},
    {"tag", kError, "Explicit YAML tags are not allowed."},
    {"bad-key", kError, "A key must be a plain or quoted text on one line."},
    {"duplicate-key", kError, "A mapping has the same key twice."},
    {"too-deep", kError, "Nesting is limited to 20 levels."},
    {"too-many-nodes", kError, "The file has too many values."},
    // Shape.
    {"no-policies", kError, "The file has neither `policies` nor `tests`."},
    {"unknown-key", kError, "There is no such key here."},
    {"missing-field", kError, "A required key is not there."},
    {"missing-value", kError, "A key has no value."},
    {"wrong-type", kError, "The value is of a kind that does not fit here."},
    {"empty", kError, "A list or text that must not be empty is empty."},
    {"duplicate-name", kError, "A name is already taken."},
    // Values.
    {"bad-number", kError, "The number is not usable here."},
    {"bad-duration", kError,
     "A duration is written as \"90s\" or \"1h30m\", always with its unit."},
    {"bad-time", kError, "A time is written as 2026-02-17T00:00:00Z."},
    {"bad-hours", kError, "`hours` is [start, end) of a day."},
    {"bad-days", kError, "`days` lists 0 (Sunday) to 6, or sun to sat."},
    {"unknown-zone", kError, "The tz database has no such zone."},
    {"bad-regex", kError, "RE2 does not accept the pattern."},
    {"bad-glob", kError, "The glob is malformed."},
    {"out-of-range", kError, "The number is outside the allowed range."},
    {"too-many-fields", kError, "A list of fields is too long."},
    {"wildcard-path", kError,
     "A path that must stand for one value holds `*`."},
    {"bad-pointer", kError, "A JSON Pointer is empty or begins with a slash."},
    {"bad-time-format", kError,
     "The format of a time has no such name or directive."},
    {"bad-choice", kError, "The value is not one of those allowed."},
    {"unknown-type", kError, "There is no such rule type."},
    {"unknown-field", kError, "An event has no such hashed member."},
    {"unhashed-field", kError,
     "The member is not covered by the hash, so no rule may rely on it."},
    {"bad-path", kError, "The path does not name a place in an event."},
    {"unknown-operator", kError, "There is no such operator."},
    // Rules whose fields contradict each other.
    {"conflicting-fields", kError, "Two fields of a rule exclude each other."},
    {"scope-conflict", kError,
     "The rule's type does not go with that `scope` or `label_filter`."},
    // Enforcement policies.
    {"mixed-dialects", kError,
     "A key of one form of enforcement policies in a file of the other, which "
     "would drop it silently."},
    {"bad-rate-limit", kError,
     "A rate limit is a positive integer per minute, hour or day: 5/hour."},
    {"duplicate-counter", kError,
     "Two rules of a tool count with the same counter."},
    {"too-many-predicates", kError,
     "A tool has more rules with conditions than can be told apart."},
    {"unknown-counter", kError,
     "No rule of the file declares the counter that a condition reads."},
    // Tests.
    {"bad-event", kError, "The ledger would not accept the event of a test."},
    {"unknown-event", kError, "The test has no event of that id."},
    {"unknown-rule", kError, "No policy of the run has that rule."},
    {"unknown-policy", kError, "The run has no policy of that name."},
    // Hints.
    {"boundary-without-when", kLint,
     "LLM and result events have names too: `boundary` judges them as well."},
    {"never-holds", kLint, "No value of the field can fit the operator."},
    {"unusual-value", kLint, "The value is a near miss of a well-known one."},
    {"never-fires", kLint, "The rule can never be violated."},
    {"always-fires", kLint,
     "Whatever the rule looks at violates it: only its activation matters."},
    {"matches-empty", kLint,
     "The pattern matches the empty string, and so every text."},
    {"contradiction", kLint,
     "No event can satisfy both rules where both have something to judge."},
    {"deny-equals-when", kLint,
     "`deny` is the same matcher as `when`: it forbids a repetition."},
    {"unreachable-until", kLint, "`until` can never end the prohibition."},
    {"unused-label", kLint,
     "A label that no test has, or that only tests have."},
};

}  // namespace

std::span<const DiagnosticCode> DiagnosticCodes() { return kCodes; }

}  // namespace plog

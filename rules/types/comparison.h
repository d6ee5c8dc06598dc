#ifndef PLOG_RULES_TYPES_COMPARISON_H_
#define PLOG_RULES_TYPES_COMPARISON_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/types/rule_type.h"

namespace plog {

// `compare: [{x: F, op: OP, y: G}]`: X and Y are partners only if, besides
// `correlate`, every comparison holds: F of X is OP to G of Y.
//
//   eq, ne                   as typed JSON values
//   lt, lte, gt, gte         two numbers, or two RFC 3339 times as instants
//   digest_of, not_digest_of  F is the SHA-256, in hex with or without
//                            "sha256:", of the canonical JSON text of G
//
// No comparison holds where a field is absent or null on either side, or of a
// kind that does not fit: unlike in `correlate`, what is not there proves
// nothing.

std::span<const std::string_view> ComparisonNames();  // by ComparisonOp

// What an extractor of the kind takes from a field (KeyValue of monitor.h).
KeyValue OrderedKey(JsonView value);   // numbers and times
KeyValue DigestKey(JsonView value);    // of the text of a digest
KeyValue DigestOfKey(JsonView value);  // the digest of any value

// Whether it holds of two events; as the monitors decide it.
bool Holds(const FieldComparison& comparison, const EventContent& x,
           const EventContent& y);

// The comparisons of a rule over the keys of its events.
class Comparisons {
 public:
  using Values = std::vector<KeyValue>;

  // Their keys follow `first_key` others of the rule.
  Comparisons(const std::vector<FieldComparison>& list, size_t first_key)
      : list_(list), first_key_(first_key) {}

  void AddExtractors(uint32_t x_guard, uint32_t y_guard,
                     std::vector<Extractor>* extractors) const;
  Values OfX(const ScopeEvent& event) const { return Read(event, 0); }
  Values OfY(const ScopeEvent& event) const { return Read(event, 1); }
  bool Hold(const Values& x, const Values& y) const;

  // Diagnoses what cannot be compared.
  static void Check(const std::vector<FieldComparison>& list,
                    RuleFaults* faults);

 private:
  Values Read(const ScopeEvent& event, size_t side) const;

  std::vector<FieldComparison> list_;
  size_t first_key_;
};

}  // namespace plog

#endif  // PLOG_RULES_TYPES_COMPARISON_H_

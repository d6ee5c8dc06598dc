#ifndef PLOG_RULES_POLICY_TEST_EVENTS_H_
#define PLOG_RULES_POLICY_TEST_EVENTS_H_

#include <set>
#include <string>

#include "ledger/base/instant.h"
#include "rules/policy/policy.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Turns `events:` of a test into JSON lines. `defaults` may be nullptr. An
// event without `at` and `timestamp` happens when the one before it does, the
// first at `start`. `ids` receives the ids that the events give.
void ParseTestEvents(const SourceText& source, const YamlNode& list,
                     const YamlNode* defaults, const Instant& start,
                     std::set<std::string, std::less<>>* ids, PolicyTest* test);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_TEST_EVENTS_H_

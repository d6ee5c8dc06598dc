#include "checker/engine/violation_builder.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "checker/engine/fingerprint.h"
#include "ledger/crypto/hex.h"

namespace plog {
namespace {

// RFC 3339 can write the years between; a limit beyond them is none.
constexpr Instant kYear0{-62167219200, 0};
constexpr Instant kYear10000{253402300800, 0};

std::string Action(const EventContent& content) {
  std::string action(content.Text(Member::kActionType).value_or(""));
  if (const auto name = content.Text(Member::kActionName)) {
    if (!action.empty()) action += ' ';
    action += *name;
  }
  return action;
}

std::string DetailOf(const AuditFinding& finding) {
  std::string detail(Name(finding.code));
  if (!finding.expected.empty() || !finding.actual.empty()) {
    detail += ": expected " + finding.expected + ", found " + finding.actual;
  }
  return detail;
}

}  // namespace

struct ViolationBuilder::Ends {
  const FetchedEvent* trigger = nullptr;
  const FetchedEvent* offending = nullptr;
  const FetchedEvent* fault() const {
    return offending != nullptr ? offending : trigger;
  }
};

ViolationBuilder::ViolationBuilder(const LedgerReader& reader,
                                   const Facts& facts,
                                   const CheckOptions& options, OldEvents* old)
    : facts_(facts), options_(options), fetcher_(reader, facts, old) {}

Result<ViolationBuilder::Ends> ViolationBuilder::FetchEnds(
    const Finding& finding) {
  Ends ends;
  if (finding.trigger) {
    const auto event = fetcher_.Fetch(*finding.trigger);
    if (!event) return tl::make_unexpected(event.error());
    ends.trigger = *event;
  }
  if (finding.offending) {
    const auto event = fetcher_.Fetch(*finding.offending);
    if (!event) return tl::make_unexpected(event.error());
    ends.offending = *event;
  }
  return ends;
}

std::optional<SharedText> ViolationBuilder::Shared(
    std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  return texts_.Of(*text);
}

SharedText ViolationBuilder::HexOf(const Digest& digest) {
  return texts_.Of(AsText(HexDigitsOf(digest)));
}

const Violation& ViolationBuilder::Frame(const Plan::PlannedRule& rule) {
  const auto [frame, is_new] = frames_.try_emplace(&rule);
  Violation& violation = frame->second;
  if (!is_new) return violation;
  violation.policy_name = rule.policy->name;
  violation.rule = rule.rule->name;
  violation.severity = rule.rule->severity;
  violation.type = rule.rule->type->name;
  violation.scope =
      Name(rule.rule->body->IsScoped() ? rule.rule->scope : Scope::kLedger);
  violation.policy_file = rule.policy->file;
  violation.policy_line = rule.rule->line;
  violation.policy_digest = ToHex(rule.policy->file_digest);
  violation.controls = rule.rule->controls;  // the policy's, if it has none
  return violation;
}

void ViolationBuilder::SetLimit(const FindingText& text, Violation* violation) {
  const auto& limit = text.expected_limit;
  if (!limit || *limit < kYear0 || *limit >= kYear10000) return;
  const bool before = text.expected_order == PartnerOrder::kBefore;
  (before ? violation->expected_from : violation->expected_by) =
      texts_.Of(FormatRfc3339(*limit));
}

// Events before the first break of their chain are vouched for by it; those of
// a chain that was not verified are not.
bool ViolationBuilder::IsVouched(uint32_t ordinal) const {
  const EventRecord record = facts_.Record(ordinal);
  const std::string& agent = facts_.agents[record.agent].agent_id;
  const std::vector<ChainSummary>& chains = facts_.audit.chains;
  const auto chain =
      std::lower_bound(chains.begin(), chains.end(), agent,
                       [](const ChainSummary& a, const std::string& id) {
                         return a.agent_id < id;
                       });
  if (chain == chains.end() || chain->agent_id != agent) return false;
  if (!chain->first_break_sequence) return true;
  return std::pair(record.sequence, facts_.indices.Of(ordinal)) <
         std::pair(*chain->first_break_sequence,
                   chain->first_break_index.value_or(0));
}

void ViolationBuilder::AddEvidence(const FetchedEvent& event,
                                   std::string_view role,
                                   Violation* violation) {
  const EventRecord record = facts_.Record(event.ordinal);
  Evidence evidence;
  evidence.role = texts_.Of(role);
  evidence.id = texts_.Of(event.content.id());
  evidence.agent_id = texts_.Of(facts_.agents[record.agent].agent_id);
  evidence.sequence = event.sequence;
  evidence.hash = HexOf(event.hash);
  evidence.time = texts_.Of(FormatRfc3339(record.time()));
  evidence.action = texts_.Of(Action(event.content));
  violation->evidence.push_back(std::move(evidence));
  violation->vouched = violation->vouched && IsVouched(event.ordinal);
}

void ViolationBuilder::DescribeFault(const Ends& ends,
                                     const LocatedFinding& located,
                                     Violation* violation) {
  if (ends.trigger != nullptr) {
    violation->trigger_event = texts_.Of(ends.trigger->content.id());
    AddEvidence(*ends.trigger, "trigger", violation);
  }
  if (ends.offending != nullptr) {
    violation->offending_event = texts_.Of(ends.offending->content.id());
    if (ends.offending != ends.trigger) {
      AddEvidence(*ends.offending, "offending", violation);
    }
  }
  if (const FetchedEvent* fault = ends.fault()) {
    const EventRecord record = facts_.Record(fault->ordinal);
    violation->session_id = Shared(fault->content.Text(Member::kSessionId));
    violation->agent_id = texts_.Of(facts_.agents[record.agent].agent_id);
    violation->sequence = fault->sequence;
    violation->hash = HexOf(fault->hash);
    return;
  }
  if (located.session) {
    violation->session_id = texts_.Of(facts_.sessions[*located.session]);
  }
  if (located.agent) {
    violation->agent_id = texts_.Of(facts_.agents[*located.agent].agent_id);
  }
}

Status ViolationBuilder::SetTimestamp(const Ends& ends, uint32_t last_event,
                                      Violation* violation) {
  const FetchedEvent* dated =
      ends.trigger != nullptr ? ends.trigger : ends.offending;
  if (dated == nullptr) {
    const auto last = fetcher_.Fetch(last_event);
    if (!last) return tl::make_unexpected(last.error());
    dated = *last;
  }
  violation->timestamp = Shared(dated->content.Text(Member::kTimestamp));
  return {};
}

Result<Violation> ViolationBuilder::Build(const Plan::PlannedRule& rule,
                                          const LocatedFinding& located) {
  const Result<Ends> ends = FetchEnds(located.finding);
  if (!ends) return tl::make_unexpected(ends.error());
  Violation violation = Frame(rule);
  DescribeFault(*ends, located, &violation);

  FingerprintInput print;
  print.policy = violation.policy_name;
  print.rule = violation.rule;
  if (located.session) print.session = facts_.sessions[*located.session];
  if (located.scope_agent) {
    print.agent = facts_.agents[*located.scope_agent].agent_id;
  }
  DescribedEvent described[2];
  const DescribedEvent* trigger = nullptr;
  const DescribedEvent* offending = nullptr;
  const auto describe = [this](const FetchedEvent& event) {
    return DescribedEvent{&event.content, event.sequence,
                          facts_.Record(event.ordinal).time()};
  };
  if (ends->trigger != nullptr) {
    described[0] = describe(*ends->trigger);
    trigger = &described[0];
    print.trigger = ends->trigger->hash;
  }
  if (ends->offending != nullptr) {
    described[1] = describe(*ends->offending);
    offending = &described[1];
    print.offending = ends->offending->hash;
  }
  const FindingText text =
      rule.rule->body->Describe(located.finding, trigger, offending,
                                {options_.show_matches, options_.match_key});
  violation.message =
      texts_.Of(rule.rule->message.empty() ? text.message : rule.rule->message);
  violation.detail = texts_.Of(text.detail);
  violation.expected_event = Shared(text.expected_event);
  violation.expected_order = text.expected_order;
  SetLimit(text, &violation);
  const std::string variant = located.finding.variant == 0
                                  ? std::string()
                                  : std::to_string(located.finding.variant);
  print.distinction = variant;
  violation.fingerprint = Fingerprint(print);
  const Status dated = SetTimestamp(*ends, located.last_event, &violation);
  if (!dated) return tl::make_unexpected(dated.error());
  return violation;
}

Result<Violation> ViolationBuilder::Build(const Plan::PlannedRule& rule,
                                          const AuditFinding& finding) {
  Violation violation = Frame(rule);
  violation.message =
      rule.rule->message.empty() ? finding.message : rule.rule->message;
  violation.detail = DetailOf(finding);
  FingerprintInput print;
  print.policy = violation.policy_name;
  print.rule = violation.rule;
  print.distinction = violation.detail;
  if (!finding.agent_id.empty()) {
    violation.agent_id = finding.agent_id;
    print.agent = finding.agent_id;
  }
  violation.vouched = false;
  const auto ordinal = OrdinalOf(facts_, finding);
  if (ordinal) {
    const auto event = fetcher_.Fetch(*ordinal);
    if (!event) return tl::make_unexpected(event.error());
    const Ends ends{*event, *event};
    LocatedFinding located;
    DescribeFault(ends, located, &violation);
    print.trigger = print.offending = (*event)->hash;
    const Status dated = SetTimestamp(ends, 0, &violation);
    if (!dated) return tl::make_unexpected(dated.error());
  } else {
    violation.sequence = finding.sequence;
  }
  violation.fingerprint = Fingerprint(print);
  return violation;
}

}  // namespace plog

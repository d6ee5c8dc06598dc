#include "checker/formats/prose.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace plog {
namespace {

int Rank(ResultStatus status) {
  switch (status) {
    case ResultStatus::kError:
      return 0;
    case ResultStatus::kFail:
      return 1;
    case ResultStatus::kWarn:
      return 2;
    case ResultStatus::kNotApplicable:
      return 3;
    case ResultStatus::kPass:
      return 4;
  }
  return 0;
}

std::string WaiverPlace(const Waiver& waiver) {
  return fmt::format("{}:{} ({})", waiver.file, waiver.line, waiver.match);
}

void AnnounceScope(const Report& report, std::vector<std::string>* out) {
  for (const std::string& error : report.errors) {
    out->push_back("error: " + error);
  }
  if (report.results.empty()) {
    out->emplace_back("nothing was evaluated: no policy ran");
  } else if (report.events_evaluated == 0) {
    out->emplace_back("nothing was evaluated: no event was judged");
  }
}

void AnnounceWaivers(const Report& report, std::vector<std::string>* out) {
  for (const Waiver& waiver : report.expired_waivers) {
    out->push_back(fmt::format("waiver expired on {} and does not waive: {}",
                               waiver.expires, WaiverPlace(waiver)));
  }
  for (const Waiver& waiver : report.unmatched_waivers) {
    out->push_back("waiver matches no violation: " + WaiverPlace(waiver));
  }
  if (report.waived > 0) {
    out->push_back(fmt::format("{} waived, not counted in the verdict",
                               Counted(report.waived, "violation")));
  }
}

void AnnounceRules(const Report& report, std::vector<std::string>* out) {
  for (const PolicyResult& result : report.results) {
    for (const RuleResult& rule : result.rules) {
      const std::string id = RuleId(result.policy, rule.name);
      if (rule.status == ResultStatus::kNotApplicable) {
        out->push_back("not applicable, nothing to judge: " + id);
      }
      if (rule.pending > 0) {
        out->push_back(fmt::format("{} still pending at the as-of time: {}",
                                   rule.pending, id));
      }
      if (rule.not_evaluated > 0) {
        out->push_back(fmt::format("{} not evaluated: {}",
                                   Counted(rule.not_evaluated, "event"), id));
      }
    }
    if (result.truncated) {
      out->push_back(fmt::format(
          "only {} of {} listed: {}", result.violations.size(),
          Counted(result.violation_count, "violation"), result.policy));
    }
  }
}

// A chain that plog sealed says nothing about what its events were before.
void AnnounceSealing(const AuditReport& audit, std::vector<std::string>* out) {
  const auto sealed = static_cast<uint64_t>(std::count_if(
      audit.chains.begin(), audit.chains.end(), [](const auto& chain) {
        return chain.kind == ChainKind::kSealed && chain.events > 0;
      }));
  if (sealed == 0) return;
  out->push_back(
      fmt::format("integrity holds since ingest, not before: {} of {} sealed "
                  "by plog",
                  sealed, Counted(audit.chains.size(), "chain")));
}

void AnnounceIntegrity(const Report& report, std::vector<std::string>* out) {
  const AuditReport& audit = report.audit;
  if (audit.verdict != Verdict::kVerifiedAnchored &&
      audit.verdict != Verdict::kVerifiedUnanchored) {
    out->push_back(fmt::format("the ledger is {} ({})", Name(audit.verdict),
                               Counted(audit.finding_count, "finding")));
  }
  // Without any checkpoint it would be said of every ledger; the verdict word
  // says it already.
  if (audit.unanchored_events > 0 && !audit.anchors.empty()) {
    out->push_back(fmt::format("{} after the last anchor",
                               Counted(audit.unanchored_events, "event")));
  }
  AnnounceSealing(audit, out);
  if (!report.baseline) return;
  out->push_back(fmt::format(
      "baseline {} of {} (tree size {}, root {}): {} known and not counted",
      report.baseline->file, report.baseline->as_of, report.baseline->tree_size,
      report.baseline->merkle_root, Counted(report.baselined, "violation")));
  if (report.baseline->absent.empty()) return;
  out->push_back(
      fmt::format("{} of the baseline gone since",
                  Counted(report.baseline->absent.size(), "violation")));
}

// What this run did not hash itself is said in every format.
void AnnounceState(const Report& report, std::vector<std::string>* out) {
  if (!report.state) return;
  const ReportState& state = *report.state;
  if (!state.incremental) {
    out->push_back("not incremental, all events were hashed: " + state.reason);
    return;
  }
  out->push_back(fmt::format(
      "incremental: {} hashed in this run; the {} before them, with the root "
      "{}, in an earlier one",
      Counted(state.events_hashed, "event"), state.events_taken,
      state.tree_root));
}

void AppendList(std::string_view title, const std::vector<std::string>& items,
                std::string* out) {
  if (items.empty()) return;
  if (!out->empty()) *out += "; ";
  *out += title;
  for (size_t i = 0; i < items.size(); ++i) {
    *out += i == 0 ? " " : ", ";
    *out += items[i];
  }
}

}  // namespace

std::string_view StatusWord(ResultStatus status) {
  switch (status) {
    case ResultStatus::kPass:
      return "PASS";
    case ResultStatus::kWarn:
      return "WARN";
    case ResultStatus::kFail:
      return "FAIL";
    case ResultStatus::kNotApplicable:
      return "N/A";
    case ResultStatus::kError:
      return "ERROR";
  }
  return "ERROR";
}

std::string Counted(uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string VerdictLine(const Report& report) {
  std::string out = fmt::format(
      "{}: {} in {}; policies: {} failed, {} warned, {} passed, {} not "
      "applicable",
      StatusWord(report.status), Counted(report.violations, "violation"),
      Counted(report.events_evaluated, "event"), report.failed, report.warned,
      report.passed, report.not_applicable);
  if (report.waived > 0) out += fmt::format("; {} waived", report.waived);
  if (report.baselined > 0) {
    out += fmt::format("; {} baselined", report.baselined);
  }
  return out;
}

std::vector<std::string> Announcements(const Report& report) {
  std::vector<std::string> out;
  AnnounceScope(report, &out);
  AnnounceState(report, &out);
  AnnounceIntegrity(report, &out);
  AnnounceWaivers(report, &out);
  AnnounceRules(report, &out);
  return out;
}

std::string SelectionLine(const ReportSelection& selection) {
  std::string out;
  AppendList("agents", selection.agent_ids, &out);
  AppendList("sessions", selection.session_ids, &out);
  AppendList("labels", selection.labels, &out);
  if (selection.since) AppendList("since", {*selection.since}, &out);
  if (selection.until) AppendList("until", {*selection.until}, &out);
  return out.empty() ? "everything" : out;
}

std::string PlaceLine(const Violation& violation) {
  std::string out(violation.session_id.value_or("(no session)").view());
  if (violation.agent_id) out += fmt::format(" {}", *violation.agent_id);
  if (violation.sequence) out += fmt::format(" #{}", *violation.sequence);
  const auto& event = violation.offending_event ? violation.offending_event
                                                : violation.trigger_event;
  if (event) out += fmt::format(" {}", *event);
  return out;
}

std::string FaultLine(const Violation& violation) {
  if (violation.detail.empty()) return std::string(violation.message.view());
  return fmt::format("{}: {}", violation.message, violation.detail);
}

std::vector<RuleGroup> GroupByRule(const PolicyResult& result,
                                   bool worst_first) {
  std::vector<RuleGroup> groups;
  std::unordered_map<std::string_view, size_t> position;
  for (const RuleResult& rule : result.rules) {
    position.emplace(rule.name, groups.size());
    groups.push_back({&rule, {}});
  }
  for (const Violation& violation : result.violations) {
    const auto found = position.find(violation.rule);
    if (found != position.end()) {
      groups[found->second].violations.push_back(&violation);
    }
  }
  if (worst_first) {
    std::stable_sort(groups.begin(), groups.end(),
                     [](const RuleGroup& a, const RuleGroup& b) {
                       return Rank(a.rule->status) < Rank(b.rule->status);
                     });
  }
  return groups;
}

std::vector<const PolicyResult*> WorstFirst(const Report& report) {
  std::vector<const PolicyResult*> results;
  for (const PolicyResult& result : report.results) {
    results.push_back(&result);
  }
  std::stable_sort(results.begin(), results.end(),
                   [](const PolicyResult* a, const PolicyResult* b) {
                     return Rank(a->status) < Rank(b->status);
                   });
  return results;
}

std::string RuleId(std::string_view policy, std::string_view rule) {
  return fmt::format("{}/{}", policy, rule);
}

}  // namespace plog

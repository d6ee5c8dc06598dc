#include "checker/attest/report_chain.h"

#include <fmt/format.h>

#include <map>

namespace plog {
namespace {

// By digest; the same report twice is one report.
using ByDigest = std::map<Digest, const ChainedReport*>;

void CheckLink(const ChainedReport& report, const ByDigest& by_digest,
               std::map<Digest, const ChainedReport*>* successors,
               std::vector<std::string>* faults) {
  const Digest& wanted = *report.result.previous;
  const auto previous = by_digest.find(wanted);
  if (previous == by_digest.end()) {
    faults->push_back(
        fmt::format("{}: the report before it (SHA-256 {}) is missing",
                    report.name, ToHex(wanted)));
    return;
  }
  const auto [other, is_new] = successors->emplace(wanted, &report);
  if (!is_new) {
    faults->push_back(fmt::format("{} and {} both follow {}",
                                  other->second->name, report.name,
                                  previous->second->name));
  }
  if (report.result.tree_size < previous->second->result.tree_size) {
    faults->push_back(fmt::format(
        "{}: the ledger has {} events, but had {} in {}", report.name,
        report.result.tree_size, previous->second->result.tree_size,
        previous->second->name));
  }
}

size_t ChainLength(const ChainedReport* first,
                   const std::map<Digest, const ChainedReport*>& successors) {
  size_t length = 0;
  for (const ChainedReport* report = first; report != nullptr; ++length) {
    const auto next = successors.find(report->result.report_digest);
    report = next == successors.end() ? nullptr : next->second;
  }
  return length;
}

}  // namespace

std::vector<std::string> CheckReportChain(
    const std::vector<ChainedReport>& reports) {
  std::vector<std::string> faults;
  ByDigest by_digest;
  for (const ChainedReport& report : reports) {
    by_digest.emplace(report.result.report_digest, &report);
  }
  const ChainedReport* first = nullptr;
  std::map<Digest, const ChainedReport*> successors;
  for (const auto& [digest, report] : by_digest) {
    if (report->result.previous) {
      CheckLink(*report, by_digest, &successors, &faults);
    } else if (first == nullptr) {
      first = report;
    } else {
      faults.push_back(fmt::format("{} and {} both claim to be the first",
                                   first->name, report->name));
    }
  }
  if (reports.empty()) faults.emplace_back("there are no reports");
  // Statements, unlike the reports they are about, could name each other in a
  // circle.
  if (faults.empty() && ChainLength(first, successors) != by_digest.size()) {
    faults.emplace_back("the reports do not form one chain");
  }
  return faults;
}

}  // namespace plog

#include <memory>
#include <string>
#include <utility>

#include "ledger/audit/audit.h"
#include "ledger/base/joined_thread.h"
#include "ledger/store/parallel_scan.h"

namespace plog {
namespace {

// Hashes and checks the rows of its blocks, then hands them to the chains.
class AuditWorker : public ScanWorker {
 public:
  AuditWorker(std::span<const AgentRow> agents, ChainAuditor* chains)
      : events_(agents), chains_(chains) {}

  void BeginBlock(uint64_t) override { audited_.clear(); }
  void Row(const StoredEvent& row) override {
    audited_.push_back(events_.Audit(row, &content_));
  }
  void MergeBlock() override {
    for (const AuditedEvent& event : audited_) chains_->Add(event);
  }

 private:
  EventAuditor events_;
  EventContent content_;
  std::vector<AuditedEvent> audited_;
  ChainAuditor* chains_;
};

// LedgerReader::DamageReport, on a thread of its own if there may be several.
class Damage {
 public:
  Damage(const LedgerReader& reader, unsigned jobs) : reader_(reader) {
    if (jobs < 2) return;
    Result<std::unique_ptr<LedgerReader>> clone = reader.Clone();
    if (!clone) return;  // a ledger in memory
    clone_ = std::move(*clone);
    try {
      checking_ = JoinedThread([this] { report_ = clone_->DamageReport(); });
    } catch (const NoThread&) {
      // Then it is checked when the report is asked for.
    }
  }

  // Waits. Call once.
  Result<std::string> Report() {
    if (!checking_.running()) return reader_.DamageReport();
    checking_.Join();
    return std::move(report_);
  }

 private:
  const LedgerReader& reader_;
  std::unique_ptr<LedgerReader> clone_;
  Result<std::string> report_;
  JoinedThread checking_;
};

}  // namespace

Result<AuditReport> AuditLedger(const LedgerReader& reader,
                                const AuditOptions& options, unsigned jobs,
                                const ScanProgress& progress) {
  const auto agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  ChainAuditor chains(*agents, options);
  const auto make = [&] {
    return std::make_unique<AuditWorker>(*agents, &chains);
  };
  // SQLite's own check takes a fifth of the time of all others, and may go on
  // beside them: what comes here follows no index.
  Damage damage(reader, jobs);
  const Status scanned = ParallelScan(reader, jobs, make, progress);
  const Result<std::string> found = damage.Report();
  if (!found) return tl::make_unexpected(found.error());
  if (!scanned) return tl::make_unexpected(scanned.error());
  if (!found->empty()) chains.NoteDamage(*found);
  return chains.Finish(reader);
}

}  // namespace plog

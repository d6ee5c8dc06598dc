#include <utility>

#include "ledger/audit/audit.h"
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

}  // namespace

Result<AuditReport> AuditLedger(const LedgerReader& reader,
                                const AuditOptions& options, unsigned jobs,
                                const ScanProgress& progress) {
  // First of all: an index that disagrees with its table would show later
  // statements another ledger than the scan sees.
  const auto damage = reader.DamageReport();
  if (!damage) return tl::make_unexpected(damage.error());
  const auto agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  ChainAuditor chains(*agents, options);
  if (!damage->empty()) chains.NoteDamage(*damage);
  const auto make = [&] {
    return std::make_unique<AuditWorker>(*agents, &chains);
  };
  const Status scanned = ParallelScan(reader, jobs, make, progress);
  if (!scanned) return tl::make_unexpected(scanned.error());
  return chains.Finish(reader);
}

}  // namespace plog

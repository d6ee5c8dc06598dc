#include "checker/attest/report_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/report_signer.h"
#include "cli/signed_report.h"
#include "cli/text_table.h"
#include "ledger/base/text.h"

namespace plog {
namespace {

// Every signed report of a folder: each must verify, and together they must
// form one chain, so that an inconvenient one cannot be taken out.
class ReportChainCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("DIR", "a folder of reports and their signatures", &dir_,
                     true);
    options->Texts("--verifier-key", "KEY",
                   "the key that must have signed them: name+id+base64, or a "
                   "file that holds that",
                   &anchors_.keys);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (anchors_.keys.empty()) {
      return Fail(ErrorKind::kUsage, "--verifier-key is missing",
                  "a signature cannot vouch for itself");
    }
    const auto keys = anchors_.VerifierKeys();
    if (!keys) return tl::make_unexpected(keys.error());
    auto reports = SignedReports();
    if (!reports) return tl::make_unexpected(reports.error());
    TextTable table({"report", "result", ">events", "sha-256", "previous"});
    for (const std::string& report : *reports) {
      Status opened = Open(report, *keys, &table);
      if (!opened) return tl::make_unexpected(opened.error());
    }
    for (std::string& fault : CheckReportChain(chain_)) {
      faults_.push_back(std::move(fault));
    }
    Print(run, table);
    return faults_.empty() ? ExitStatus::kDone : ExitStatus::kFindings;
  }

 private:
  // The reports that have a signature, by name.
  Result<std::vector<std::string>> SignedReports() const {
    const std::string ending = SignaturePath("");
    std::vector<std::string> reports;
    std::error_code fault;
    for (std::filesystem::directory_iterator it(*dir_, fault), end;
         !fault && it != end; it.increment(fault)) {
      const std::string path = it->path().string();
      if (!path.ends_with(ending)) continue;
      reports.push_back(path.substr(0, path.size() - ending.size()));
    }
    if (fault) {
      return Fail(ErrorKind::kIo,
                  fmt::format("cannot read {}: {}", *dir_, fault.message()));
    }
    if (reports.empty()) {
      return Fail(ErrorKind::kNothing,
                  fmt::format("{} holds no signed report", *dir_),
                  "`plog policy check --sign KEY -o report.json` writes one");
    }
    std::sort(reports.begin(), reports.end());
    return reports;
  }

  Status Open(const std::string& report, std::span<const VerifierKey> keys,
              TextTable* table) {
    const std::string name = std::filesystem::path(report).filename().string();
    const auto opened = OpenSignedReport(report, SignaturePath(report), keys);
    if (!opened) return tl::make_unexpected(opened.error());
    if (!opened->fault.empty()) {
      faults_.push_back(name + ": " + opened->fault);
      return {};
    }
    const TestResult& result = opened->report.statement;
    table->Row({name, result.result, Grouped(result.tree_size),
                ToHex(result.report_digest).substr(0, 12),
                result.previous ? ToHex(*result.previous).substr(0, 12) : "-"});
    chain_.push_back({name, result});
    return {};
  }

  void Print(const Invocation& run, const TextTable& table) const {
    run.console.Out(table.Render() + '\n');
    for (const std::string& fault : faults_) {
      run.console.Out("FAILED: " + SanitizeForTerminal(fault, 600) + '\n');
    }
    run.console.Out(faults_.empty() ? "verdict  VERIFIED: one whole chain\n"
                                    : "verdict  NOT VERIFIED\n");
  }

  std::optional<std::string> dir_;
  AnchorOptions anchors_;
  std::vector<ChainedReport> chain_;
  std::vector<std::string> faults_;
};

}  // namespace

std::unique_ptr<Command> MakeReportChain() {
  return std::make_unique<ReportChainCommand>();
}

}  // namespace plog

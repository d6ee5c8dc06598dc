#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "checker/formats/report_json.h"
#include "checker/waivers/baseline.h"
#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/report_signer.h"
#include "cli/signed_report.h"
#include "cli/text_table.h"
#include "ledger/base/text.h"
#include "rules/policy/policy.h"

namespace plog {
namespace {

constexpr size_t kMaxPolicyFile = size_t{16} << 20;

// The bytes that a report calls `file`, or nullopt if they are not here.
std::optional<std::string> PolicyBytes(const std::string& file) {
  PolicySource builtin = BuiltinPolicySource();
  if (file == builtin.name) return std::move(builtin.text);
  std::error_code fault;
  if (!std::filesystem::is_regular_file(file, fault)) return std::nullopt;
  auto bytes = ReadWholeFile(file, kMaxPolicyFile);
  if (!bytes) return std::nullopt;
  return std::move(*bytes);
}

// Recomputes every digest that a signed report speaks of.
class ReportVerifyCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("REPORT", "a report in the json format", &report_, true);
    options->Text("--signature", "FILE",
                  "its signature (default: REPORT.dsse.json)", &signature_);
    options->Texts("--verifier-key", "KEY",
                   "the key that must have signed it: name+id+base64, or a "
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
    const auto opened = OpenSignedReport(
        *report_, signature_.value_or(SignaturePath(*report_)), *keys);
    if (!opened) return tl::make_unexpected(opened.error());
    Line("signature", opened->fault.empty(),
         opened->fault.empty() ? "good, by " + opened->report.key_name
                               : opened->fault);
    if (opened->fault.empty()) {
      Status compared = Compare(run, opened->report);
      if (!compared) return tl::make_unexpected(compared.error());
    }
    run.console.Out(out_);
    run.console.Out(good_ ? "verdict    VERIFIED\n"
                          : "verdict    NOT VERIFIED\n");
    return good_ ? ExitStatus::kDone : ExitStatus::kFindings;
  }

 private:
  void Line(std::string_view name, bool good, std::string_view text) {
    good_ = good_ && good;
    out_ += fmt::format("{:<10} {}{}\n", name,
                        good ? "" : "FAILED: ", SanitizeForTerminal(text, 600));
  }

  Status Compare(const Invocation& run, const SignedReport& signed_report) {
    const auto baseline = ReadBaseline(*report_, signed_report.json);
    if (!baseline) return tl::make_unexpected(baseline.error());
    const Report& report = baseline->report;
    Line("report", true,
         fmt::format("{} as of {}, SHA-256 {}", signed_report.statement.result,
                     report.as_of,
                     ToHex(signed_report.statement.report_digest)));
    const auto& previous = signed_report.statement.previous;
    Line("previous", true, previous ? ToHex(*previous) : "none, the first one");
    ComparePolicies(report);
    if (!run.common.db) {
      Line("ledger", true, "not compared; --db LEDGER does");
      return {};
    }
    return CompareLedger(run, *baseline);
  }

  void ComparePolicies(const Report& report) {
    std::map<std::string, std::string> files;
    for (const ReportPolicyFile& policy : report.policies) {
      files.emplace(policy.file, policy.sha256);
    }
    size_t same = 0;
    for (const auto& [file, digest] : files) {
      const auto bytes = PolicyBytes(file);
      if (!bytes) {
        Line("policy", true, file + ": not here, not compared");
      } else if (ToHex(Sha256Of(*bytes)) != digest) {
        Line("policy", false, file + ": is not the file that was used");
      } else {
        ++same;
      }
    }
    Line("policies", true,
         fmt::format("{} of {} are those that were used", same,
                     Counted(files.size(), "file")));
  }

  // The tree is hashed anew up to the report's size: a ledger that has grown
  // since must still begin with what was judged.
  Status CompareLedger(const Invocation& run, const Baseline& baseline) {
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    const AuditReport& judged = baseline.report.audit;
    VerifiedCheckpoint tree;
    tree.checkpoint.size = judged.tree_size;
    tree.checkpoint.root = judged.merkle_root;
    AuditOptions audit;
    audit.checkpoints.push_back(std::move(tree));
    ProgressLine progress(run, "verify", (*reader)->event_count());
    const auto now =
        AuditLedger(**reader, audit, run.Jobs(), progress.Counter());
    if (!now) return tl::make_unexpected(now.error());
    const bool same = now->anchors.at(0).verified;
    Line("ledger", same,
         same ? fmt::format("its first {} have root {}",
                            Counted(judged.tree_size, "event"),
                            ToHex(judged.merkle_root))
              : fmt::format("its first {} do not have root {}",
                            Counted(judged.tree_size, "event"),
                            ToHex(judged.merkle_root)));
    const auto regressed = FindRegressedHeads(baseline, **reader);
    if (!regressed) return tl::make_unexpected(regressed.error());
    for (const AuditFinding& finding : *regressed) {
      Line("chain", false, finding.message);
    }
    // The verdict now is that of a ledger with an anchor, the report.
    Line("integrity", now->verdict <= judged.verdict || now->finding_count == 0,
         fmt::format("{} then, {} now", Name(judged.verdict),
                     Counted(now->finding_count, "finding")));
    return {};
  }

  std::optional<std::string> report_;
  std::optional<std::string> signature_;
  AnchorOptions anchors_;
  std::string out_;
  bool good_ = true;
};

}  // namespace

std::unique_ptr<Command> MakeReportVerify() {
  return std::make_unique<ReportVerifyCommand>();
}

}  // namespace plog

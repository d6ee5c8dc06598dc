#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "ledger/audit/prove.h"

namespace plog {
namespace {

// What the two kinds of proof have in common: a newer checkpoint, and where
// the proof goes.
class ProofCommand : public Command {
 public:
  void Declare(OptionSet* options) override {
    DeclareSubject(options);
    options->Text("--checkpoint", "NOTE",
                  "the checkpoint to prove it under (default: the newest that "
                  "the ledger keeps)",
                  &checkpoint_);
    options->Text("-o,--output", "PATH", "write the proof here, not to stdout",
                  &output_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    auto note = Checkpoint(**reader);
    if (!note) return tl::make_unexpected(note.error());
    const auto proof = Prove(**reader, *note);
    if (!proof) return tl::make_unexpected(proof.error());
    if (!output_ || *output_ == "-") {
      run.console.Out(*proof);
    } else if (Status written = WriteFileAtomically(*output_, *proof);
               !written) {
      return tl::make_unexpected(written.error());
    }
    return ExitStatus::kDone;
  }

 private:
  virtual void DeclareSubject(OptionSet* options) = 0;
  virtual Result<std::string> Prove(const LedgerReader& reader,
                                    const std::string& note) = 0;

  Result<std::string> Checkpoint(const LedgerReader& reader) const {
    if (checkpoint_) return ReadNote(*checkpoint_);
    auto note = reader.NewestCheckpoint();
    if (note && note->empty()) {
      return Fail(ErrorKind::kUsage, "the ledger keeps no checkpoint",
                  "--checkpoint NOTE names one");
    }
    return note;
  }

  std::optional<std::string> checkpoint_;
  std::optional<std::string> output_;
};

class ProofInclusionCommand final : public ProofCommand {
  void DeclareSubject(OptionSet* options) override {
    options->Operand("ID", "the event", &id_, true);
  }
  Result<std::string> Prove(const LedgerReader& reader,
                            const std::string& note) override {
    const auto proof = ProveInclusion(reader, *id_, note);
    if (!proof) return tl::make_unexpected(proof.error());
    return InclusionFileText(*proof);
  }
  std::optional<std::string> id_;
};

class ProofConsistencyCommand final : public ProofCommand {
  void DeclareSubject(OptionSet* options) override {
    options->Operand("OLD", "the older checkpoint", &old_, true);
  }
  Result<std::string> Prove(const LedgerReader& reader,
                            const std::string& note) override {
    auto old_note = ReadNote(*old_);
    if (!old_note) return old_note;
    const auto proof = ProveConsistency(reader, *old_note, note);
    if (!proof) return tl::make_unexpected(proof.error());
    return ConsistencyFileText(*proof);
  }
  std::optional<std::string> old_;
};

}  // namespace

std::unique_ptr<Command> MakeProofInclusion() {
  return std::make_unique<ProofInclusionCommand>();
}
std::unique_ptr<Command> MakeProofConsistency() {
  return std::make_unique<ProofConsistencyCommand>();
}

}  // namespace plog

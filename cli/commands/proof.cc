#include <fmt/format.h>

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "ledger/audit/prove.h"
#include "ledger/json/hash_profile.h"

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
    if (Status fine = RefuseInputs(run); !fine) {
      return tl::make_unexpected(fine.error());
    }
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    auto note = Checkpoint(**reader);
    if (!note) return tl::make_unexpected(note.error());
    const auto proof = Prove(**reader, *note, &run.console);
    if (!proof) return tl::make_unexpected(proof.error());
    if (!output_ || *output_ == "-") {
      run.console.Out(*proof);
    } else if (Status written = WriteFileAtomically(*output_, *proof);
               !written) {
      return tl::make_unexpected(written.error());
    }
    return ExitStatus::kDone;
  }

 protected:
  // The file that -o names, unless that is stdout.
  std::vector<std::string> OutputFiles() const {
    if (!output_ || *output_ == "-") return {};
    return {*output_};
  }

 private:
  virtual void DeclareSubject(OptionSet* options) = 0;
  // What else is read, and every file that is written.
  virtual std::vector<std::string> OtherInputs() const { return {}; }
  virtual std::vector<std::string> Outputs() const { return OutputFiles(); }
  virtual Result<std::string> Prove(const LedgerReader& reader,
                                    const std::string& note,
                                    Console* console) = 0;

  Status RefuseInputs(const Invocation& run) const {
    const auto ledger = run.LedgerPath();
    if (!ledger) return tl::make_unexpected(ledger.error());
    std::vector<std::string> inputs = OtherInputs();
    inputs.push_back(*ledger);
    if (checkpoint_) inputs.push_back(*checkpoint_);
    for (const std::string& output : Outputs()) {
      if (Status fine = RefuseOverwriting(output, inputs); !fine) return fine;
      inputs.push_back(output);  // nor may one output be another
    }
    return {};
  }

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
    options->Text(
        "--write-event", "FILE",
        "write the event itself here, as `plog proof verify` takes it",
        &event_file_);
  }
  std::vector<std::string> Outputs() const override {
    std::vector<std::string> outputs = OutputFiles();
    if (event_file_ && *event_file_ != "-") outputs.push_back(*event_file_);
    return outputs;
  }
  Result<std::string> Prove(const LedgerReader& reader, const std::string& note,
                            Console* console) override {
    if (event_file_ == "-" && OutputFiles().empty()) {
      return Fail(ErrorKind::kUsage,
                  "the proof and the event cannot both go to stdout",
                  "-o PATH or --write-event FILE names a file");
    }
    const auto proven = ProveInclusion(reader, *id_, note);
    if (!proven) return tl::make_unexpected(proven.error());
    if (Status kept = WriteEvent(proven->event + '\n', console); !kept) {
      return tl::make_unexpected(kept.error());
    }
    NameProfile(*proven, console);
    return InclusionFileText(proven->file);
  }
  Status WriteEvent(const std::string& event, Console* console) const {
    if (!event_file_) return {};
    if (*event_file_ != "-") return WriteFileAtomically(*event_file_, event);
    console->Out(event);
    return {};
  }
  // Whoever checks the proof must be told what cannot be the default.
  void NameProfile(const ProvenEvent& proven, Console* console) const {
    if (proven.hash_profile == NativeProfile().name) return;
    console->Summary(
        proven.hash_profile.empty()
            ? "the event's chain verifies under no hash profile: the proof is "
              "of the hash that was recorded, not of the content"
            : fmt::format("the event's chain has the hash profile {0}: it "
                          "verifies with --profile {0}",
                          proven.hash_profile));
  }
  std::optional<std::string> id_;
  std::optional<std::string> event_file_;
};

class ProofConsistencyCommand final : public ProofCommand {
  void DeclareSubject(OptionSet* options) override {
    options->Operand("OLD", "the older checkpoint", &old_, true);
  }
  std::vector<std::string> OtherInputs() const override { return {*old_}; }
  Result<std::string> Prove(const LedgerReader& reader, const std::string& note,
                            Console* /*console*/) override {
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

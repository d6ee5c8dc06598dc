#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/text_table.h"
#include "ledger/audit/prove.h"
#include "ledger/store/ledger_writer.h"

namespace plog {
namespace {

class CheckpointCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Text("--key", "FILE", "the private key", &key_);
    options->Text("--name", "NAME", "its name, where the file has none",
                  &name_);
    options->Text("--origin", "NAME",
                  "what the tree is called (default: the key's name)",
                  &origin_);
    options->Text("--previous", "NOTE",
                  "an earlier checkpoint; a tree that contradicts it is not "
                  "signed",
                  &previous_);
    options->Flag("--store", "keep the note in the ledger, for exports",
                  &store_);
    options->Text("-o,--output", "PATH", "write the note here, not to stdout",
                  &output_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (!key_) return Fail(ErrorKind::kUsage, "--key is missing");
    const auto key = SigningKey::Read(*key_, name_.value_or(std::string()));
    if (!key) return tl::make_unexpected(key.error());
    const auto note = Sign(run, *key);
    if (!note) return tl::make_unexpected(note.error());
    if (Status kept = Keep(run, *note); !kept) {
      return tl::make_unexpected(kept.error());
    }
    run.console.Summary(fmt::format(
        "signed by {}; keep it away from the ledger", key->verifier().name));
    return ExitStatus::kDone;
  }

 private:
  Result<std::string> Sign(const Invocation& run, const SigningKey& key) {
    CheckpointRequest request;
    request.origin = origin_.value_or(std::string());
    if (previous_) {
      const auto previous = ReadNote(*previous_);
      if (!previous) return tl::make_unexpected(previous.error());
      request.previous_note = *previous;
    }
    if (Status recovered = Recover(run); !recovered) {
      return tl::make_unexpected(recovered.error());
    }
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    if ((*reader)->event_count() == 0) {
      return Fail(ErrorKind::kNothing, "the ledger is empty");
    }
    size_ = (*reader)->event_count();
    return SignLedgerTree(**reader, request, key, run.Jobs());
  }

  // An earlier --store may have been killed in its write: readers refuse what
  // only a writer may roll back.
  Status Recover(const Invocation& run) const {
    const auto path = run.LedgerPath();
    if (!path) return tl::make_unexpected(path.error());
    std::error_code ignored;
    if (!store_ || !std::filesystem::exists(*path + "-journal", ignored)) {
      return {};
    }
    const auto writer = LedgerWriter::Open(*path);
    if (!writer) return tl::make_unexpected(writer.error());
    return {};
  }

  Status Keep(const Invocation& run, const std::string& note) const {
    if (store_) {
      const auto path = run.LedgerPath();
      if (!path) return tl::make_unexpected(path.error());
      const auto writer = LedgerWriter::Open(*path);
      if (!writer) return tl::make_unexpected(writer.error());
      if (Status begun = (*writer)->Begin(); !begun) return begun;
      Status added = (*writer)->AddCheckpoint(size_, note);
      if (!added) return added;
      if (Status committed = (*writer)->Commit(); !committed) return committed;
    }
    if (!output_ || *output_ == "-") {
      run.console.Out(note);
      return {};
    }
    return WriteFileAtomically(*output_, note);
  }

  std::optional<std::string> key_;
  std::optional<std::string> name_;
  std::optional<std::string> origin_;
  std::optional<std::string> previous_;
  std::optional<std::string> output_;
  bool store_ = false;
  uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<Command> MakeCheckpoint() {
  return std::make_unique<CheckpointCommand>();
}

}  // namespace plog

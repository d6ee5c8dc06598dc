#include "ledger/anchor/key.h"

#include <fmt/format.h>

#include "cli/commands/commands.h"

namespace plog {
namespace {

// The private half goes to a file only, the public half to stdout.
class KeyGenerateCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Text("--name", "NAME",
                  "the key's name, for example audit.example.org/plog", &name_);
    options->Text("-o,--out", "FILE",
                  "the private key (PKCS#8 PEM, mode 0600); an existing file "
                  "is kept",
                  &out_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (!name_ || !out_) {
      return Fail(ErrorKind::kUsage, "--name and --out are needed");
    }
    const auto key = SigningKey::Generate(*name_);
    if (!key) return tl::make_unexpected(key.error());
    if (Status written = key->Write(*out_); !written) {
      return tl::make_unexpected(written.error());
    }
    run.console.Out(VerifierKeyText(key->verifier()) + '\n');
    run.console.Summary(
        fmt::format("wrote {}; the verifier key is for everybody else", *out_));
    return ExitStatus::kDone;
  }

 private:
  std::optional<std::string> name_;
  std::optional<std::string> out_;
};

class KeyShowCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("KEY", "a file with a private key", &path_, true);
    options->Text("--name", "NAME", "its name, where the file has none",
                  &name_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto key = SigningKey::Read(*path_, name_.value_or(std::string()));
    if (!key) return tl::make_unexpected(key.error());
    run.console.Out(VerifierKeyText(key->verifier()) + '\n');
    return ExitStatus::kDone;
  }

 private:
  std::optional<std::string> path_;
  std::optional<std::string> name_;
};

}  // namespace

std::unique_ptr<Command> MakeKeyGenerate() {
  return std::make_unique<KeyGenerateCommand>();
}
std::unique_ptr<Command> MakeKeyShow() {
  return std::make_unique<KeyShowCommand>();
}

}  // namespace plog

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/proof_result.h"
#include "ledger/anchor/proof_file.h"
#include "ledger/json/hash_profile.h"

namespace plog {
namespace {

constexpr size_t kMaxProof = 2000000;
constexpr size_t kMaxEvent = size_t{64} << 20;

std::vector<std::string> ProfileNames() {
  std::vector<std::string> names;
  for (const HashProfile& one : HashProfiles()) names.emplace_back(one.name);
  return names;
}

// An error about a file that was read, with its name in front.
tl::unexpected<Error> About(const std::string& path, const Error& error) {
  return Fail(
      error.kind,
      fmt::format("{}: {}", path == "-" ? "stdin" : path, error.message),
      error.hint);
}

// Why the event is not the one that its hash was made of.
void CompareContent(ProofResult* result) {
  const auto& fitting = result->event->profiles;
  const bool fits = std::find(fitting.begin(), fitting.end(),
                              result->hash_profile) != fitting.end();
  if (fits) return;
  result->fault = fmt::format(
      "the event's hash is not that of its content under the hash profile {}",
      result->hash_profile);
  if (fitting.empty()) return;
  result->hint = fmt::format(
      "under {} it is: name that with --profile if the event's producer used "
      "it",
      fmt::join(fitting, ", "));
}

class ProofVerifyCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("PROOF", "the proof; - is stdin", &proof_, true);
    options->Text("--event", "FILE",
                  "the event that a proof of inclusion is about, as JSON; - is "
                  "stdin",
                  &event_);
    options->Text("--old", "NOTE",
                  "the older checkpoint that a proof of consistency is about",
                  &old_);
    options->Texts("--verifier-key", "KEY",
                   "the key that must have signed the checkpoints: "
                   "name+id+base64, or a file that holds that",
                   &anchors_.keys);
    options->Text("--origin", "NAME",
                  "the origin they must have (default: the key's name)",
                  &anchors_.origin);
    options->Choice("--profile",
                    "the hash profile of the event's chain (default jcs)",
                    ProfileNames(), &profile_);
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (anchors_.keys.empty()) {
      return Fail(ErrorKind::kUsage, "--verifier-key is missing",
                  "a proof cannot vouch for itself");
    }
    if (proof_ == "-" && event_ == "-") {
      return Fail(ErrorKind::kUsage,
                  "the proof and the event cannot both come from stdin");
    }
    const auto keys = anchors_.VerifierKeys();
    if (!keys) return tl::make_unexpected(keys.error());
    const auto text = ReadWholeFile(*proof_, kMaxProof);
    if (!text) return tl::make_unexpected(text.error());
    const auto result = IsInclusionFile(*text) ? Inclusion(*text, *keys)
                                               : Consistency(*text, *keys);
    if (!result) return tl::make_unexpected(result.error());
    return Conclude(run, *result);
  }

 private:
  using Keys = std::vector<VerifierKey>;

  std::string origin() const { return anchors_.origin.value_or(std::string()); }

  Result<VerifiedCheckpoint> Open(const std::string& path,
                                  const std::string& note,
                                  const Keys& keys) const {
    auto opened = OpenCheckpoint(note, keys, origin());
    if (!opened) return About(path, opened.error());
    return opened;
  }

  Result<ProofResult> Inclusion(const std::string& text, const Keys& keys) {
    if (!event_ || old_) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("{} proves the inclusion of an event", *proof_),
                  "--event FILE names it; --old is for proofs of consistency");
    }
    const auto file = ParseInclusionFile(text);
    if (!file) return About(*proof_, file.error());
    const auto opened = Open(*proof_, file->checkpoint, keys);
    if (!opened) return tl::make_unexpected(opened.error());
    const auto shown = ReadWholeFile(*event_, kMaxEvent);
    if (!shown) return tl::make_unexpected(shown.error());
    auto event = ReadPresentedEvent(*shown);
    if (!event) return About(*event_, event.error());
    ProofResult result{
        *opened, *std::move(event), file->index, profile_, {}, {}, {}};
    CompareContent(&result);
    if (!result.proven()) return result;
    const auto verified =
        VerifyInclusionFile(*file, result.event->leaf_hash, keys, origin());
    if (!verified) result.fault = verified.error().message;
    return result;
  }

  Result<ProofResult> Consistency(const std::string& text, const Keys& keys) {
    const auto file = ParseConsistencyFile(text);
    if (!file) {
      return Fail(ErrorKind::kInput,
                  fmt::format("{}: neither a proof of inclusion nor one of "
                              "consistency: {}",
                              *proof_, file.error().message),
                  "`plog proof inclusion` and `plog proof consistency` write "
                  "them");
    }
    if (!old_ || event_) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("{} proves that a checkpoint continues an older "
                              "one",
                              *proof_),
                  "--old NOTE names that; --event is for proofs of inclusion");
    }
    const auto opened = Open(*proof_, file->checkpoint, keys);
    if (!opened) return tl::make_unexpected(opened.error());
    const auto note = ReadNote(*old_);
    if (!note) return tl::make_unexpected(note.error());
    const auto old = Open(*old_, *note, keys);
    if (!old) return tl::make_unexpected(old.error());
    ProofResult result{*opened, {}, 0, {}, *old, {}, {}};
    const auto verified =
        VerifyConsistencyFile(*file, old->checkpoint, keys, origin());
    if (verified) return result;
    result.fault = verified.error().message;
    result.hint =
        "keep both notes: if no proof joins them, history was rewritten";
    return result;
  }

  Result<ExitStatus> Conclude(const Invocation& run,
                              const ProofResult& result) {
    run.console.Out(run.ResolveFormat(format_) == "text"
                        ? ProofText(result, run.console.out_color())
                        : ProofJson(result));
    if (result.proven()) {
      run.console.Summary(fmt::format("{}: proven", *proof_));
      return ExitStatus::kDone;
    }
    run.console.Summary(
        fmt::format("{}: not proven: {}", *proof_, result.fault));
    if (!result.hint.empty()) {
      run.console.Summary(fmt::format("hint: {}", result.hint));
    }
    return ExitStatus::kFindings;
  }

  std::optional<std::string> proof_;
  std::optional<std::string> event_;
  std::optional<std::string> old_;
  AnchorOptions anchors_;
  std::string profile_ = std::string(NativeProfile().name);
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakeProofVerify() {
  return std::make_unique<ProofVerifyCommand>();
}

}  // namespace plog

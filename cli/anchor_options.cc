#include "cli/anchor_options.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/output.h"

namespace plog {
namespace {

constexpr size_t kMaxNote = size_t{1} << 20;

// A verifier key is public, so it may stand on the command line.
Result<VerifierKey> ReadVerifierKey(const std::string& text) {
  std::error_code fault;
  if (!std::filesystem::is_regular_file(text, fault)) {
    return ParseVerifierKey(text);
  }
  auto content = ReadWholeFile(text, kMaxNote);
  if (!content) return tl::make_unexpected(content.error());
  content->erase(content->find_last_not_of(" \r\n") + 1);
  return ParseVerifierKey(*content);
}

}  // namespace

void AnchorOptions::Declare(OptionSet* options) {
  options->Texts("--checkpoint", "NOTE",
                 "a signed checkpoint that the ledger must agree with", &notes);
  options->Texts("--verifier-key", "KEY",
                 "the key that must have signed it: name+id+base64, or a file "
                 "that holds that",
                 &keys);
  options->Text("--origin", "NAME",
                "the origin it must have (default: the key's name)", &origin);
}

Result<std::string> ReadNote(const std::string& path) {
  return ReadWholeFile(path, kMaxNote);
}

Result<std::vector<VerifierKey>> AnchorOptions::VerifierKeys() const {
  std::vector<VerifierKey> parsed;
  for (const std::string& text : keys) {
    auto key = ReadVerifierKey(text);
    if (!key) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("--verifier-key: {}", key.error().message));
    }
    parsed.push_back(std::move(*key));
  }
  return parsed;
}

Result<std::vector<VerifiedCheckpoint>> AnchorOptions::OpenCheckpoints() const {
  if (!notes.empty() && keys.empty()) {
    return Fail(ErrorKind::kUsage, "--checkpoint needs --verifier-key",
                "a note cannot vouch for itself");
  }
  if (notes.empty() && !keys.empty()) {
    return Fail(ErrorKind::kUsage, "--verifier-key needs --checkpoint",
                "a key verifies nothing without a note that it signed");
  }
  const auto verifiers = VerifierKeys();
  if (!verifiers) return tl::make_unexpected(verifiers.error());
  std::vector<VerifiedCheckpoint> opened;
  for (const std::string& path : notes) {
    const auto note = ReadNote(path);
    if (!note) return tl::make_unexpected(note.error());
    auto checkpoint =
        OpenCheckpoint(*note, *verifiers, origin.value_or(std::string()));
    if (!checkpoint) {
      return Fail(checkpoint.error().kind,
                  fmt::format("{}: {}", path, checkpoint.error().message),
                  checkpoint.error().hint);
    }
    opened.push_back(std::move(*checkpoint));
  }
  return opened;
}

}  // namespace plog

#include "ledger/anchor/note.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ledger/anchor/base64.h"
#include "ledger/base/text.h"

namespace plog {

namespace {

constexpr size_t kMaxNote = 1000000;
constexpr size_t kMaxSignatures = 100;
constexpr size_t kKeyIdSize = 4;
constexpr std::string_view kSignaturePrefix = "\xE2\x80\x94 ";  // em dash

tl::unexpected<NoteFault> Fault(NoteFault::Code code, std::string message) {
  return tl::make_unexpected(NoteFault{code, std::move(message)});
}

tl::unexpected<NoteFault> Malformed(std::string message) {
  return Fault(NoteFault::Code::kMalformed, std::move(message));
}

// Why `bytes` cannot be part of a note, or nullptr.
const char* CharacterFault(std::string_view bytes) {
  if (bytes.size() > kMaxNote) return "it is larger than 1 MB";
  if (!IsValidUtf8(bytes)) return "it is not UTF-8";
  const bool controls = std::any_of(
      bytes.begin(), bytes.end(),
      [](unsigned char byte) { return byte < 0x20 && byte != '\n'; });
  return controls ? "it contains control characters" : nullptr;
}

// "— NAME BASE64", without its newline.
std::optional<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (!line.starts_with(kSignaturePrefix)) return std::nullopt;
  line.remove_prefix(kSignaturePrefix.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos || !IsKeyName(line.substr(0, space))) {
    return std::nullopt;
  }
  const auto payload = FromBase64(line.substr(space + 1));
  if (!payload || payload->size() <= kKeyIdSize) return std::nullopt;
  NoteSignature signature;
  signature.key_name = line.substr(0, space);
  for (size_t i = 0; i < kKeyIdSize; ++i) {
    signature.key_id =
        signature.key_id << 8 | static_cast<unsigned char>((*payload)[i]);
  }
  signature.signature = payload->substr(kKeyIdSize);
  return signature;
}

std::string SignatureLine(const NoteSignature& signature) {
  std::string payload;
  for (int shift = 24; shift >= 0; shift -= 8) {
    payload.push_back(static_cast<char>(signature.key_id >> shift & 0xff));
  }
  return fmt::format("{}{} {}\n", kSignaturePrefix, signature.key_name,
                     ToBase64(payload + signature.signature));
}

void AddOnce(const std::string& name, std::vector<std::string>* names) {
  if (std::find(names->begin(), names->end(), name) == names->end()) {
    names->push_back(name);
  }
}

}  // namespace

NoteResult<Note> ParseNote(std::string_view bytes) {
  if (const char* fault = CharacterFault(bytes)) return Malformed(fault);
  const size_t split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) {
    return Malformed("it has no empty line before its signatures");
  }
  Note note;
  note.text = bytes.substr(0, split + 1);
  std::string_view lines = bytes.substr(split + 2);
  if (!lines.ends_with('\n')) {
    return Malformed(lines.empty() ? "it has no signature line"
                                   : "its last line has no newline");
  }
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    auto signature = ParseSignatureLine(lines.substr(0, end));
    if (!signature) {
      return Malformed("a line after the text is not a signature line");
    }
    if (note.signatures.size() == kMaxSignatures) {
      return Malformed("it has more than 100 signature lines");
    }
    note.signatures.push_back(*std::move(signature));
    lines.remove_prefix(end + 1);
  }
  return note;
}

NoteResult<OpenedNote> OpenNote(std::string_view bytes,
                                std::span<const VerifierKey> keys) {
  auto note = ParseNote(bytes);
  if (!note) return tl::make_unexpected(note.error());
  OpenedNote opened;
  for (const NoteSignature& signature : note->signatures) {
    const auto key =
        std::find_if(keys.begin(), keys.end(), [&](const VerifierKey& k) {
          return k.name == signature.key_name && k.id == signature.key_id;
        });
    if (key == keys.end()) {
      AddOnce(signature.key_name, &opened.ignored_names);
    } else if (VerifyEd25519(key->key, note->text, signature.signature)) {
      AddOnce(signature.key_name, &opened.verified_names);
    } else {
      return Fault(NoteFault::Code::kBadSignature,
                   fmt::format("the signature of {} does not verify",
                               signature.key_name));
    }
  }
  if (opened.verified_names.empty()) {
    return Fault(NoteFault::Code::kNoKnownKey,
                 "none of its signatures is by a key that was given");
  }
  opened.text = std::move(note->text);
  return opened;
}

NoteResult<std::string> SignNote(std::string_view text, const SigningKey& key) {
  if (!text.ends_with('\n')) return Malformed("its text must end a line");
  const VerifierKey& signer = key.verifier();
  const NoteSignature signature{signer.name, signer.id, key.Sign(text)};
  std::string note = fmt::format("{}\n{}", text, SignatureLine(signature));
  if (const char* fault = CharacterFault(note)) return Malformed(fault);
  return note;
}

}  // namespace plog

#include "ledger/anchor/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "ledger/anchor/base64.h"
#include "ledger/anchor/note.h"

namespace plog {

namespace {

tl::unexpected<Error> NotACheckpoint(std::string_view why) {
  return Fail(ErrorKind::kInput, fmt::format("not a checkpoint: {}", why));
}

// The text's next line, taken off its front; nullopt if no line is left.
std::optional<std::string_view> TakeLine(std::string_view* text) {
  const size_t end = text->find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return line;
}

}  // namespace

std::optional<uint64_t> ParseTreeSize(std::string_view text) {
  uint64_t size = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), size);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  // One number has one spelling: no sign, no leading zero.
  if (!whole || std::to_string(size) != text) return std::nullopt;
  return size;
}

std::optional<Digest> DigestFromBase64(std::string_view text) {
  const auto bytes = FromBase64(text);
  if (!bytes || bytes->size() != sizeof(Digest)) return std::nullopt;
  Digest digest;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

std::string CheckpointText(const Checkpoint& checkpoint) {
  std::string text =
      fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size,
                  ToBase64(AsBytes(checkpoint.root)));
  for (const std::string& line : checkpoint.extensions) {
    text.append(line).append("\n");
  }
  return text;
}

Result<Checkpoint> ParseCheckpointText(std::string_view text) {
  Checkpoint checkpoint;
  const auto origin = TakeLine(&text);
  if (!origin || origin->empty()) return NotACheckpoint("it has no origin");
  checkpoint.origin = *origin;
  const auto size = ParseTreeSize(TakeLine(&text).value_or(""));
  if (!size) {
    return NotACheckpoint("its second line is not a decimal tree size");
  }
  checkpoint.size = *size;
  const auto root = DigestFromBase64(TakeLine(&text).value_or(""));
  if (!root) return NotACheckpoint("its third line is not base64 of 32 bytes");
  checkpoint.root = *root;
  while (const auto line = TakeLine(&text)) {
    if (line->empty()) return NotACheckpoint("it has an empty extension line");
    checkpoint.extensions.emplace_back(*line);
  }
  if (!text.empty()) return NotACheckpoint("its last line has no newline");
  return checkpoint;
}

Result<VerifiedCheckpoint> OpenCheckpoint(std::string_view note,
                                          std::span<const VerifierKey> keys,
                                          std::string_view origin) {
  const auto opened = OpenNote(note, keys);
  if (!opened) {
    return Fail(ErrorKind::kInput, fmt::format("the checkpoint is refused: {}",
                                               opened.error().message));
  }
  auto checkpoint = ParseCheckpointText(opened->text);
  if (!checkpoint) return tl::make_unexpected(checkpoint.error());
  const auto& names = opened->verified_names;
  const bool expected = origin.empty()
                            ? std::find(names.begin(), names.end(),
                                        checkpoint->origin) != names.end()
                            : checkpoint->origin == origin;
  if (!expected) {
    return Fail(ErrorKind::kInput,
                fmt::format("the checkpoint is about \"{}\", not about \"{}\"",
                            checkpoint->origin,
                            origin.empty() ? names.front() : origin),
                "name the ledger's origin with --origin, if it is not the "
                "name of the key");
  }
  return VerifiedCheckpoint{*std::move(checkpoint), names.front()};
}

Result<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                   const SigningKey& key) {
  std::string text = CheckpointText(checkpoint);
  // An origin with a line break would be signed as something else.
  if (auto parsed = ParseCheckpointText(text);
      !parsed || CheckpointText(*parsed) != text ||
      parsed->origin != checkpoint.origin ||
      parsed->extensions != checkpoint.extensions) {
    return Fail(ErrorKind::kUsage,
                fmt::format("\"{}\" cannot be the origin of a checkpoint",
                            checkpoint.origin));
  }
  auto note = SignNote(text, key);
  if (!note) {
    return Fail(ErrorKind::kUsage, fmt::format("cannot sign the checkpoint: {}",
                                               note.error().message));
  }
  return *std::move(note);
}

}  // namespace plog

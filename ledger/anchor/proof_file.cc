#include "ledger/anchor/proof_file.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/anchor/base64.h"
#include "ledger/tree/merkle.h"

namespace plog {

namespace {

constexpr std::string_view kInclusionHeader = "c2sp.org/tlog-proof@v1\n";
constexpr size_t kMaxFile = 2000000;  // a note of 1 MB and a large extra
constexpr size_t kMaxProofLines = 63;

tl::unexpected<Error> NotAProof(std::string_view why) {
  return Fail(ErrorKind::kInput, fmt::format("not a proof: {}", why));
}

std::string ProofLines(const std::vector<Digest>& proof) {
  std::string text;
  for (const Digest& hash : proof) {
    text.append(ToBase64(AsBytes(hash))).append("\n");
  }
  return text;
}

// The value of a line "NAME VALUE" at the front of `text`, which is taken off;
// nullopt if the line is another one.
std::optional<std::string_view> TakeField(std::string_view name,
                                          std::string_view* text) {
  const size_t end = text->find('\n');
  std::string_view line = text->substr(0, end);
  if (end == std::string_view::npos || !line.starts_with(name)) {
    return std::nullopt;
  }
  line.remove_prefix(name.size());
  if (!line.starts_with(' ')) return std::nullopt;
  text->remove_prefix(end + 1);
  return line.substr(1);
}

// Takes the proof lines and the empty line after them off `text`.
Result<std::vector<Digest>> TakeProof(std::string_view* text) {
  std::vector<Digest> proof;
  while (true) {
    const size_t end = text->find('\n');
    if (end == std::string_view::npos) {
      return NotAProof("it has no empty line before the checkpoint");
    }
    const std::string_view line = text->substr(0, end);
    text->remove_prefix(end + 1);
    if (line.empty()) return proof;
    const auto hash = DigestFromBase64(line);
    if (!hash) return NotAProof("a proof line is not base64 of 32 bytes");
    if (proof.size() == kMaxProofLines) {
      return NotAProof("it has more lines than a tree can need");
    }
    proof.push_back(*hash);
  }
}

// Why the tree of `checkpoint` does not continue that of `old`, or nothing.
std::string ConsistencyFault(const ConsistencyFile& file, const Checkpoint& old,
                             const Checkpoint& checkpoint) {
  if (old.origin != checkpoint.origin) {
    return fmt::format(
        "the old checkpoint is about \"{}\", the new about \"{}\"", old.origin,
        checkpoint.origin);
  }
  if (file.old_size != old.size) {
    return fmt::format("the proof is about an old checkpoint at {}, not at {}",
                       file.old_size, old.size);
  }
  if (old.size > checkpoint.size) {
    return fmt::format(
        "the old checkpoint, at {}, is larger than the new at {}", old.size,
        checkpoint.size);
  }
  if (old.size == checkpoint.size && old.root != checkpoint.root) {
    return fmt::format(
        "both checkpoints are at {} with different roots: one of "
        "them is of a rewritten ledger",
        old.size);
  }
  // Every ledger continues the empty one, and no proof says so.
  const bool from_empty =
      old.size == 0 && file.proof.empty() && old.root == CompactRange().Root();
  if (from_empty || VerifyConsistency(old.size, checkpoint.size, file.proof,
                                      old.root, checkpoint.root)) {
    return {};
  }
  return fmt::format(
      "the proof does not show that the ledger of {} events continues that of "
      "{}",
      checkpoint.size, old.size);
}

}  // namespace

std::string InclusionFileText(const InclusionFile& file) {
  std::string text(kInclusionHeader);
  if (file.extra) text += fmt::format("extra {}\n", ToBase64(*file.extra));
  text += fmt::format("index {}\n", file.index);
  return text + ProofLines(file.proof) + "\n" + file.checkpoint;
}

std::string ConsistencyFileText(const ConsistencyFile& file) {
  return fmt::format("old {}\n{}\n{}", file.old_size, ProofLines(file.proof),
                     file.checkpoint);
}

bool IsInclusionFile(std::string_view text) {
  return text.starts_with(kInclusionHeader);
}

Result<InclusionFile> ParseInclusionFile(std::string_view text) {
  if (text.size() > kMaxFile) return NotAProof("it is too large");
  if (!IsInclusionFile(text)) {
    return NotAProof("it does not begin with c2sp.org/tlog-proof@v1");
  }
  text.remove_prefix(kInclusionHeader.size());
  InclusionFile file;
  if (const auto extra = TakeField("extra", &text)) {
    file.extra = FromBase64(*extra);
    if (!file.extra) return NotAProof("its extra data is not base64");
  }
  const auto index = ParseTreeSize(TakeField("index", &text).value_or(""));
  if (!index) return NotAProof("it has no decimal leaf index");
  file.index = *index;
  auto proof = TakeProof(&text);
  if (!proof) return tl::make_unexpected(proof.error());
  file.proof = *std::move(proof);
  file.checkpoint = text;
  return file;
}

Result<ConsistencyFile> ParseConsistencyFile(std::string_view text) {
  if (text.size() > kMaxFile) return NotAProof("it is too large");
  ConsistencyFile file;
  const auto old_size = ParseTreeSize(TakeField("old", &text).value_or(""));
  if (!old_size) return NotAProof("it does not begin with an old tree size");
  file.old_size = *old_size;
  auto proof = TakeProof(&text);
  if (!proof) return tl::make_unexpected(proof.error());
  file.proof = *std::move(proof);
  file.checkpoint = text;
  return file;
}

Result<VerifiedCheckpoint> VerifyInclusionFile(
    const InclusionFile& file, const Digest& leaf_hash,
    std::span<const VerifierKey> keys, std::string_view origin) {
  auto opened = OpenCheckpoint(file.checkpoint, keys, origin);
  if (!opened) return opened;
  const Checkpoint& checkpoint = opened->checkpoint;
  if (VerifyInclusion(file.index, checkpoint.size, leaf_hash, file.proof,
                      checkpoint.root)) {
    return opened;
  }
  return Fail(
      ErrorKind::kInput,
      fmt::format("the proof does not show the event at index {} of {} leaves",
                  file.index, checkpoint.size));
}

Result<VerifiedCheckpoint> VerifyConsistencyFile(
    const ConsistencyFile& file, const Checkpoint& old,
    std::span<const VerifierKey> keys, std::string_view origin) {
  auto opened = OpenCheckpoint(file.checkpoint, keys, origin);
  if (!opened) return opened;
  const std::string fault = ConsistencyFault(file, old, opened->checkpoint);
  if (fault.empty()) return opened;
  return Fail(ErrorKind::kInput, fault);
}

}  // namespace plog

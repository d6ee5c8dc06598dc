#include "ledger/ingest/profile_detection.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/crypto/hex.h"

namespace plog {
namespace {

// The text to canonicalise again: the line where it was kept; the content
// otherwise, which reads back as the same value.
Result<std::string> TextOf(const LedgerReader& reader, uint64_t index) {
  Result<EventCursor> cursor = reader.Scan(index, index);
  if (!cursor) return tl::make_unexpected(cursor.error());
  StoredEvent row;
  const Result<bool> found = cursor->Next(&row);
  if (!found) return tl::make_unexpected(found.error());
  if (!*found) {
    return Fail(ErrorKind::kUnreadable,
                fmt::format("ledger is damaged: event {} is missing", index));
  }
  if (row.original && !row.original->empty()) return std::string(*row.original);
  ContentParser parser;
  EventContent content;
  if (const auto fault = parser.Parse(row.content, &content)) {
    return Fail(ErrorKind::kUnreadable,
                fmt::format("ledger is damaged: event {}: {}", index, *fault));
  }
  return ContentAsInput(content, row.content);
}

Status Recanonicalise(LedgerWriter* writer, uint64_t index,
                      const HashProfile& profile, EventLineParser* parser) {
  const Result<std::string> text = TextOf(writer->reader(), index);
  if (!text) return tl::make_unexpected(text.error());
  ParsedEvent parsed;
  if (const auto reject = parser->Parse(*text, &parsed)) {
    return Fail(
        ErrorKind::kUnreadable,
        fmt::format("ledger is damaged: event {}: {}", index, reject->message));
  }
  std::string content;
  AppendContent(parsed.event, *text, profile, &content);
  return writer->ReplaceContent(index, content);
}

}  // namespace

Digest ContentHash(std::string_view content, const Digest& prev_hash,
                   const HashProfile& profile, Sha256* sha) {
  sha->Reset();
  sha->Update(content);
  return CompleteHash(prev_hash, profile, sha);
}

Digest CompleteHash(const Digest& prev_hash, const HashProfile& profile,
                    Sha256* fed) {
  if (profile.raw_prev) {
    fed->Update(AsBytes(prev_hash));
  } else {
    fed->Update(AsText(HexDigitsOf(prev_hash)));
  }
  return fed->Finish();
}

ProfileDetector::ProfileDetector() : verified_(HashProfiles().size(), 0) {}

void ProfileDetector::Add(std::string_view line) {
  if (parser_.Parse(line, &event_) || !event_.link) return;
  ++events_;
  for (size_t i = 0; i < verified_.size(); ++i) {
    const HashProfile& profile = HashProfiles()[i];
    content_.clear();
    AppendContent(event_.event, line, profile, &content_);
    const Digest hash =
        ContentHash(content_, event_.link->prev_hash, profile, &sha_);
    if (hash == event_.link->hash) ++verified_[i];
  }
}

DetectedProfile ProfileDetector::Decide() const {
  DetectedProfile detected;
  detected.events = events_;
  detected.verified = verified_;
  const uint64_t best = *std::max_element(verified_.begin(), verified_.end());
  if (events_ == 0 || best * 3 < events_ * 2) return detected;
  for (size_t i = 0; i < verified_.size(); ++i) {
    if (verified_[i] != best) continue;
    const HashProfile& profile = HashProfiles()[i];
    if (detected.profile == nullptr) {
      detected.profile = &profile;
    } else {
      detected.equivalents.emplace_back(profile.name);
    }
  }
  return detected;
}

Result<DetectedProfile> DetectChainProfile(LedgerWriter* writer, uint32_t agent,
                                           const std::vector<uint64_t>& indices,
                                           bool settled) {
  if (Status stored = writer->Flush(); !stored) {
    return tl::make_unexpected(stored.error());
  }
  ProfileDetector detector;
  for (const uint64_t index : indices) {
    const Result<std::string> text = TextOf(writer->reader(), index);
    if (!text) return tl::make_unexpected(text.error());
    detector.Add(*text);
  }
  DetectedProfile detected = detector.Decide();
  const HashProfile& storing =
      detected.profile == nullptr ? NativeProfile() : *detected.profile;
  EventLineParser parser;
  for (const uint64_t index : indices) {
    Status done = Recanonicalise(writer, index, storing, &parser);
    if (!done) return tl::make_unexpected(done.error());
  }
  Status set =
      writer->SetProfile(agent, detected.profile == nullptr ? "" : storing.name,
                         detected.equivalents, settled);
  if (!set) return tl::make_unexpected(set.error());
  return detected;
}

Status NameChainProfile(LedgerWriter* writer, const AgentRow& agent,
                        const HashProfile& profile) {
  if (agent.kind == ChainKind::kSealed) {
    return Fail(ErrorKind::kUsage,
                fmt::format("the chain of {} was sealed by plog: its profile "
                            "is {}",
                            agent.agent_id, agent.hash_profile));
  }
  const Result<std::vector<uint64_t>> indices =
      writer->RecordedEvents(agent.key);
  if (!indices) return tl::make_unexpected(indices.error());
  EventLineParser parser;
  for (const uint64_t index : *indices) {
    if (Status done = Recanonicalise(writer, index, profile, &parser); !done) {
      return done;
    }
  }
  return writer->SetProfile(agent.key, profile.name, {}, true);
}

}  // namespace plog

#include "ledger/audit/presented_event.h"

#include <fmt/format.h>

#include "ledger/event/line_parser.h"
#include "ledger/ingest/profile_detection.h"
#include "ledger/tree/merkle.h"

namespace plog {

namespace {

std::vector<std::string> MemberNames(std::string_view object) {
  std::vector<std::string> names;
  JsonDocument document;
  if (object.empty() || JsonParser().Parse(object, {}, &document)) return names;
  for (JsonView name = document.root().First(); name.valid();
       name = document.root().After(name.Value())) {
    names.emplace_back(name.AsString());
  }
  return names;
}

std::vector<std::string> FittingProfiles(const ParsedEvent& parsed,
                                         std::string_view text) {
  std::vector<std::string> fitting;
  std::string content;
  Sha256 sha;
  for (const HashProfile& profile : HashProfiles()) {
    content.clear();
    AppendContent(parsed.event, text, profile, &content);
    const Digest hash =
        ContentHash(content, parsed.link->prev_hash, profile, &sha);
    if (hash == parsed.link->hash) fitting.emplace_back(profile.name);
  }
  return fitting;
}

}  // namespace

Result<PresentedEvent> ReadPresentedEvent(std::string_view text) {
  EventLineParser parser;
  ParsedEvent parsed;
  if (const auto reject = parser.Parse(text, &parsed)) {
    return Fail(ErrorKind::kInput,
                fmt::format("not an event: byte {}: {} ({})", reject->column,
                            reject->message, Name(reject->code)));
  }
  if (!parsed.link) {
    return Fail(ErrorKind::kInput,
                "the event has no sequence, hash and prev_hash",
                "`plog proof inclusion ID --write-event FILE` writes it as "
                "the ledger has it");
  }
  PresentedEvent event;
  event.agent_id = parsed.event.agent_id();
  event.id = parsed.event.id();
  event.sequence = parsed.link->sequence;
  event.hash = parsed.link->hash;
  event.profiles = FittingProfiles(parsed, text);
  event.unhashed = MemberNames(parsed.unhashed);
  std::string leaf;
  AppendLeafData(event.agent_id, parsed.link->hash, parsed.link->prev_hash,
                 parsed.link->sequence, &leaf);
  Sha256 sha;
  event.leaf_hash = LeafHash(&sha, leaf);
  return event;
}

}  // namespace plog

#include "ledger/ingest/record_preparer.h"

#include <utility>

#include "ledger/ingest/profile_detection.h"
#include "ledger/store/id_table.h"

namespace plog {

void ProfileHints::Set(const std::string& agent_id,
                       const HashProfile* profile) {
  const std::lock_guard lock(mutex_);
  profiles_[agent_id] = profile;
}

const HashProfile* ProfileHints::Get(const std::string& agent_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = profiles_.find(agent_id);
  return found == profiles_.end() ? &NativeProfile() : found->second;
}

RecordPreparer::RecordPreparer(SealedIds* ids, const ProfileHints* hints)
    : ids_(ids), hints_(hints) {}

void RecordPreparer::Prepare(PreparedBatch* batch) {
  for (size_t i = 0; i < batch->used; ++i) {
    PreparedRecord* record = &batch->records[i];
    if (!record->reject) PrepareEvent(record, batch);
  }
}

void RecordPreparer::Run(BatchCircuit* circuit) {
  try {
    while (BatchCircuit::Batch batch = circuit->TakeCollected()) {
      Prepare(batch.get());
      circuit->PutPrepared(std::move(batch));
    }
  } catch (...) {
    circuit->Stop();
    throw;
  }
}

void RecordPreparer::PrepareEvent(PreparedRecord* out, PreparedBatch* batch) {
  out->profile = nullptr;
  if (auto reject = parser_.Parse(out->text, &parsed_)) {
    out->raw_sha256 = sha_.Of(out->text);
    return Refuse(std::move(*reject), out);
  }
  const EventContent& event = parsed_.event;
  for (const Warning& warning : parsed_.warnings) {
    CountOne(warning.code, &batch->warnings);
  }
  out->agent_id = event.agent_id();
  out->id = event.id();
  out->id_given = event.Get(Member::kId).valid();
  out->action_type = event.Text(Member::kActionType).value_or("");
  out->session = event.Text(Member::kSessionId);
  out->time_seconds.reset();
  if (event.timestamp()) out->time_seconds = event.timestamp()->seconds;
  out->link = parsed_.link;
  out->unhashed = parsed_.unhashed;
  out->sealed_time_size = 0;
  if (out->link) {
    CheckRecorded(out, &batch->texts);
  } else {
    SealContent(batch->collected_at, out, &batch->texts);
  }
  out->id_key = IdKey(out->id, &sha_);
}

void RecordPreparer::CheckRecorded(PreparedRecord* out, TextArena* texts) {
  out->profile = hints_->Get(out->agent_id);
  writer_.Clear();
  WriteContent(parsed_.event, out->text, *out->profile, &writer_);
  out->content = texts->Keep(writer_.text());
  out->verifies = ContentHash(out->content, out->link->prev_hash, *out->profile,
                              &sha_) == out->link->hash;
}

// The native canonical form with the sealed members in their places: kMembers
// is in the order of the canonical form.
void RecordPreparer::SealContent(const Instant& now, PreparedRecord* out,
                                 TextArena* texts) {
  out->profile = &NativeProfile();
  if (!out->id_given) out->id = ids_->Of(out->record, out->nth);
  std::string time;
  writer_.Clear();
  writer_.Raw('{');
  for (size_t i = 0; i < kHashedMembers; ++i) {
    const auto member = static_cast<Member>(i);
    const JsonView given = parsed_.event.Get(member);
    std::string_view sealed;
    if (!given.valid()) {
      if (member == Member::kId) sealed = out->id;
      if (member == Member::kSchemaVersion) sealed = "1.0";
      if (member == Member::kSource) sealed = "cli";
      if (member == Member::kCaptureMethod) sealed = "cli-ingest";
      if (member == Member::kTimestamp) {
        out->time_seconds = now.seconds;
        time = FormatRfc3339(now);
        sealed = time;
      }
      if (sealed.empty()) continue;
    }
    if (writer_.size() > 1) writer_.Raw(',');
    writer_.Raw(QuotedName(member));
    if (given.valid()) {
      writer_.Value(given, NativeProfile());
      continue;
    }
    const size_t at = writer_.size();
    writer_.String(sealed, NativeProfile());
    if (member != Member::kTimestamp) continue;
    out->sealed_time_at = at;
    out->sealed_time_size = writer_.size() - at;
  }
  writer_.Raw('}');
  out->content = texts->Keep(writer_.text());
  out->content_hash.Reset();
  out->content_hash.Update(out->content);
}

}  // namespace plog

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

RecordPreparer::RecordPreparer(SealedIds* ids, const ProfileHints* hints,
                               const MakeNoteTaker& note_taker)
    : ids_(ids),
      hints_(hints),
      note_taker_(note_taker ? note_taker() : nullptr) {}

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
  out->note.clear();
  out->link = parsed_.link;
  out->unhashed = parsed_.unhashed;
  out->sealed_time_size = 0;
  if (out->link) {
    CheckRecorded(out, &batch->texts);
  } else {
    SealContent(batch->collected_at, out, &batch->texts);
    if (note_taker_ && out->unhashed.empty()) TakeNote(out);
  }
  out->time_seconds.reset();
  if (const auto time = event.timestamp()) {
    out->time_seconds = time->seconds;
    out->time_nanos = time->nanos;
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

// Puts in what sealing adds where the input has nothing.
void RecordPreparer::Complete(const Instant& now, PreparedRecord* out) {
  EventContent& event = parsed_.event;
  const auto add = [&event](Member member, const auto& text) {
    if (!event.Get(member).valid()) event.Complete(member, text());
  };
  add(Member::kId, [&] { return out->id = ids_->Of(out->record, out->nth); });
  add(Member::kSchemaVersion, [] { return "1.0"; });
  add(Member::kSource, [] { return "cli"; });
  add(Member::kCaptureMethod, [] { return "cli-ingest"; });
  add(Member::kTimestamp, [&] { return FormatRfc3339(now); });
}

// The native canonical form: kMembers is in its order.
void RecordPreparer::SealContent(const Instant& now, PreparedRecord* out,
                                 TextArena* texts) {
  out->profile = &NativeProfile();
  const bool has_time = parsed_.event.Get(Member::kTimestamp).valid();
  Complete(now, out);
  writer_.Clear();
  writer_.Raw('{');
  for (size_t i = 0; i < kHashedMembers; ++i) {
    const auto member = static_cast<Member>(i);
    const JsonView value = parsed_.event.Get(member);
    if (!value.valid()) continue;
    if (writer_.size() > 1) writer_.Raw(',');
    writer_.Raw(QuotedName(member));
    const size_t at = writer_.size();
    writer_.Value(value, NativeProfile());
    if (member != Member::kTimestamp || has_time) continue;
    out->sealed_time_at = at;
    out->sealed_time_size = writer_.size() - at;
  }
  writer_.Raw('}');
  out->content = texts->Keep(writer_.text());
  out->content_hash.Reset();
  out->content_hash.Update(out->content);
}

void RecordPreparer::TakeNote(PreparedRecord* out) {
  parsed_.event.KeepHashed();
  note_taker_->Note(parsed_.event, &out->note);
}

}  // namespace plog

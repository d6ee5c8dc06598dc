#include "ledger/ingest/record_preparer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ledger/ingest/line_splitter.h"
#include "ledger/ingest/profile_detection.h"
#include "ledger/json/canonical.h"
#include "ledger/store/id_table.h"

namespace plog {
namespace {

// A buffer that one huge record has blown up is not kept for the small ones.
constexpr size_t kKeptCapacity = 256 * 1024;
// Distinct notes per batch; a hostile source could invent a new one per line.
constexpr size_t kMaxNotes = 100;

void Reuse(std::string* buffer) {
  if (buffer->capacity() > kKeptCapacity) std::string().swap(*buffer);
  buffer->clear();
}

void Count(std::string_view key,
           std::map<std::string, uint64_t, std::less<>>* counts) {
  const auto found = counts->find(key);
  if (found != counts->end()) {
    ++found->second;
  } else {
    counts->emplace(key, 1);
  }
}

// A text that was cut off has one of these faults; others are the author's.
bool ComesFromCut(RejectCode code) {
  return code == RejectCode::kNotJson || code == RejectCode::kInvalidUtf8 ||
         code == RejectCode::kLoneSurrogate;
}

}  // namespace

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

RecordPreparer::RecordPreparer(Seal seal, const ProfileHints* hints)
    : seal_(std::move(seal)), hints_(hints) {}

PreparedRecord* RecordPreparer::Next(const InputRecord& record) {
  if (record.record != last_record_) nth_ = 0;
  last_record_ = std::max(last_record_, record.record);
  if (record.record != 0 && record.record <= skip_to_) return nullptr;
  if (batch_->used == batch_->records.size()) batch_->records.emplace_back();
  PreparedRecord* out = &batch_->records[batch_->used++];
  batch_->text_bytes += record.json.size();
  out->record = record.record;
  out->line = record.line;
  out->column = record.column;
  Reuse(&out->text);
  out->text = record.json;
  out->reject.reset();
  out->profile = nullptr;
  return out;
}

void RecordPreparer::Event(const InputRecord& record) {
  PreparedRecord* out = Next(record);
  if (out == nullptr) return;
  if (auto reject = parser_.Parse(record.json, &parsed_)) {
    out->raw_sha256 = sha_.Of(record.json);
    return DescribeReject(std::move(*reject), out);
  }
  const EventContent& event = parsed_.event;
  for (const Warning& warning : parsed_.warnings) {
    Count(warning.code, &batch_->warnings);
  }
  out->agent_id = event.agent_id();
  out->id = event.id();
  out->id_given = event.Get(Member::kId).valid();
  out->action_type = event.Text(Member::kActionType).value_or("");
  out->session = event.Text(Member::kSessionId);
  out->time_seconds.reset();
  if (event.timestamp()) out->time_seconds = event.timestamp()->seconds;
  out->link = parsed_.link;
  Reuse(&out->unhashed);
  out->unhashed = parsed_.unhashed;
  Reuse(&out->content);
  out->sealed_time_size = 0;
  if (out->link) {
    CheckRecorded(out);
  } else {
    SealContent(out);
  }
  out->id_key = IdKey(out->id, &sha_);
  ++nth_;
}

void RecordPreparer::CheckRecorded(PreparedRecord* out) {
  out->profile = hints_->Get(out->agent_id);
  AppendContent(parsed_.event, out->text, *out->profile, &out->content);
  out->verifies = ContentHash(out->content, out->link->prev_hash, *out->profile,
                              &sha_) == out->link->hash;
}

// The native canonical form with the sealed members in their places: kMembers
// is in the order of the canonical form.
void RecordPreparer::SealContent(PreparedRecord* out) {
  out->profile = &NativeProfile();
  if (!out->id_given) out->id = seal_.id(out->record, nth_);
  std::string& content = out->content;
  std::string time;
  content = '{';
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
        const Instant now = seal_.now();
        out->time_seconds = now.seconds;
        time = FormatRfc3339(now);
        sealed = time;
      }
      if (sealed.empty()) continue;
    }
    if (content.size() > 1) content += ',';
    content += QuotedName(member);
    const size_t at = content.size();
    if (given.valid()) {
      AppendCanonical(given, NativeProfile(), &content);
      continue;
    }
    AppendJsonString(sealed, NativeProfile(), &content);
    if (member != Member::kTimestamp) continue;
    out->sealed_time_at = at;
    out->sealed_time_size = content.size() - at;
  }
  content += '}';
  out->content_hash.Reset();
  out->content_hash.Update(content);
}

void RecordPreparer::DescribeReject(Reject reject, PreparedRecord* out) {
  if (torn_at_ && ComesFromCut(reject.code)) {
    saw_torn_ = true;
    reject.message = fmt::format(
        "the last line, at byte offset {}, has no end and is not "
        "valid: {}",
        *torn_at_, reject.message);
    reject.code = RejectCode::kTornLine;
  }
  // An element of a document may stretch over lines.
  const std::string_view before(out->text.data(),
                                std::min(out->text.size(), reject.column - 1));
  const auto newlines =
      static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n'));
  if (newlines > 0) {
    out->line += newlines;
    out->column = before.size() - before.rfind('\n');
  } else {
    out->column += reject.column - 1;
  }
  out->text.resize(std::min(out->text.size(), kMaxRejectBytes));
  out->reject = std::move(reject);
}

void RecordPreparer::Refuse(const InputRecord& record, const Reject& reject) {
  PreparedRecord* out = Next(record);
  if (out == nullptr) return;
  out->raw_sha256 = sha_.Of(record.json);
  DescribeReject(reject, out);
}

void RecordPreparer::RefuseLong(const InputRecord& record, const Digest& sha256,
                                const Reject& reject) {
  PreparedRecord* out = Next(record);
  if (out == nullptr) return;
  out->raw_sha256 = sha256;
  DescribeReject(reject, out);
}

void RecordPreparer::Note(std::string_view code, std::string_view detail) {
  std::string key = fmt::format("{}: {}", code, detail.substr(0, 200));
  if (batch_->notes.size() >= kMaxNotes && !batch_->notes.contains(key)) {
    key = fmt::format("{}: others", code);
  }
  Count(key, &batch_->notes);
}

}  // namespace plog

#include "checker/engine/scope_rows.h"

#include <string>
#include <string_view>

#include "checker/spill/big_endian.h"

namespace plog {
namespace {

//   u32 instance  u64 seconds, sign flipped  u32 nanos
//   u32 rank of the agent  u64 sequence  u32 ordinal      all big endian
// The answers follow.
constexpr size_t kInstanceAt = 0;
constexpr size_t kSecondsAt = 4;
constexpr size_t kNanosAt = 12;
constexpr size_t kAgentAt = 16;
constexpr size_t kOrdinalAt = 28;
constexpr size_t kKeyBytes = 32;
constexpr uint64_t kSign = uint64_t{1} << 63;

void Keep(const AskedAnswers& asked, const Answers& all, Answers* kept) {
  kept->Clear();
  for (const uint32_t predicate : all.holding) {
    if (asked.predicates[predicate]) kept->holding.push_back(predicate);
  }
  for (const TakenKey& key : all.keys) {
    if (asked.extractors[key.extractor]) kept->keys.push_back(key);
  }
}

}  // namespace

AskedAnswers AskedOf(const Plan& plan, Scope scope) {
  AskedAnswers asked;
  asked.predicates.resize(plan.predicates().size(), false);
  asked.extractors.resize(plan.extractors().size(), false);
  for (const Plan::PlannedRule& rule : plan.rules()) {
    if (!rule.rule->body->IsScoped() || rule.rule->scope != scope) continue;
    if (rule.label_filter) asked.predicates[*rule.label_filter] = true;
    for (const uint32_t role : rule.roles) asked.predicates[role] = true;
    for (const uint32_t id : rule.extractor_ids) asked.extractors[id] = true;
  }
  return asked;
}

Result<SortedRows> SortByScope(const Facts& facts, const InstanceKeys& keys,
                               const AskedAnswers& asked,
                               const SpillOptions& options,
                               const std::vector<bool>* wanted) {
  const Ranking agents = RankAgents(facts);
  RowSorter sorter(kKeyBytes, options);
  Answers kept;
  std::string row;
  for (FactLog::Cursor event(*facts.log, false, true); event.Next();) {
    const EventRecord& record = event.record();
    const size_t instance = keys.Of(record);
    if (wanted != nullptr && !(*wanted)[instance]) continue;
    const Instant time = record.time();
    row.clear();
    AppendBigEndian(static_cast<uint32_t>(instance), &row);
    AppendBigEndian(static_cast<uint64_t>(time.seconds) ^ kSign, &row);
    AppendBigEndian(static_cast<uint32_t>(time.nanos), &row);
    AppendBigEndian(agents.rank_of[record.agent], &row);
    AppendBigEndian(record.sequence, &row);
    AppendBigEndian(event.ordinal(), &row);
    Keep(asked, event.answers(), &kept);
    AppendAnswers(kept, &row);
    sorter.Add(row);
  }
  if (Status read = facts.log->status(); !read) {
    return tl::make_unexpected(read.error());
  }
  return sorter.Finish();
}

bool ScopeRowReader::Next(Row* row) {
  std::string_view bytes;
  if (!status_ || !TakeRow(&reader_, &bytes)) {
    if (status_) status_ = reader_.status();
    return false;
  }
  const bool whole =
      bytes.size() > kKeyBytes &&
      ReadBigEndian<uint32_t>(bytes, kAgentAt) < agents_.at_rank.size() &&
      ReadAnswers(bytes.substr(kKeyBytes), plan_.predicates().size(),
                  plan_.extractors().size(), &row->answers);
  if (!whole) {
    status_ = Fail(ErrorKind::kDefect, "a temporary file was changed");
    return false;
  }
  row->instance = ReadBigEndian<uint32_t>(bytes, kInstanceAt);
  row->time = {
      static_cast<int64_t>(ReadBigEndian<uint64_t>(bytes, kSecondsAt) ^ kSign),
      static_cast<int32_t>(ReadBigEndian<uint32_t>(bytes, kNanosAt))};
  row->agent = agents_.at_rank[ReadBigEndian<uint32_t>(bytes, kAgentAt)];
  row->ordinal = ReadBigEndian<uint32_t>(bytes, kOrdinalAt);
  return true;
}

}  // namespace plog

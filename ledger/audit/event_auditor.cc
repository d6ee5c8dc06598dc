#include <fmt/format.h>

#include <utility>

#include "ledger/audit/audit.h"
#include "ledger/audit/find_agent.h"
#include "ledger/base/text.h"
#include "ledger/crypto/hex.h"
#include "ledger/json/json.h"
#include "ledger/store/id_table.h"
#include "ledger/tree/merkle.h"

namespace plog {

namespace {

constexpr size_t kMaxQuoted = 256;

// Log content in a finding: as it is, unless it is too long or not UTF-8.
std::string Quoted(std::string_view text) {
  if (text.size() <= kMaxQuoted && IsValidUtf8(text)) return std::string(text);
  return SanitizeForTerminal(text, kMaxQuoted);
}

std::string QuotedOrNone(const std::optional<std::string_view>& text) {
  return text ? Quoted(*text) : "(none)";
}

std::string QuotedOrNone(const std::optional<int64_t>& number) {
  return number ? std::to_string(*number) : "(none)";
}

// Collects the findings of one row.
class RowFindings {
 public:
  RowFindings(std::string_view agent_id, const StoredEvent& row,
              const EventContent& content, std::vector<AuditFinding>* out)
      : agent_id_(agent_id), row_(row), content_(content), out_(out) {}

  void Add(FindingCode code, std::string message, std::string expected,
           std::string actual) {
    AuditFinding finding;
    finding.code = code;
    finding.agent_id = agent_id_;
    finding.sequence = row_.sequence;
    if (const std::string_view id = content_.id(); !id.empty()) {
      finding.event_id = std::string(id);
    }
    finding.ingest_index = row_.index;
    finding.message = std::move(message);
    finding.expected = std::move(expected);
    finding.actual = std::move(actual);
    out_->push_back(std::move(finding));
  }

  template <class T>
  void Compare(const char* column, const T& hashed, const T& stored) {
    if (hashed == stored) return;
    Add(FindingCode::kColumnMismatch,
        fmt::format("the column `{}` differs from the hashed content", column),
        QuotedOrNone(hashed), QuotedOrNone(stored));
  }

 private:
  std::string_view agent_id_;
  const StoredEvent& row_;
  const EventContent& content_;
  std::vector<AuditFinding>* out_;
};

void CompareColumns(const StoredEvent& row, const EventContent& content,
                    std::string_view agent_id, RowFindings* findings) {
  findings->Compare("agent", content.agent_id(), agent_id);
  findings->Compare("session", content.Text(Member::kSessionId), row.session);
  findings->Compare("action_type",
                    content.Text(Member::kActionType).value_or(""),
                    row.action_type);
  const std::optional<Instant> time = content.timestamp();
  findings->Compare("time", time ? std::optional(time->seconds) : std::nullopt,
                    row.time_seconds);
}

void CheckColumns(const StoredEvent& row, const EventContent& content,
                  const std::optional<std::string>& fault,
                  std::string_view agent_id, RowFindings* findings) {
  if (fault) {
    findings->Add(FindingCode::kColumnMismatch,
                  "the hashed content is not an event: " + *fault, "an event",
                  Quoted(row.content));
  } else {
    CompareColumns(row, content, agent_id, findings);
  }
  if (row.sequence != 0) return;
  findings->Add(FindingCode::kColumnMismatch,
                "the column `sequence` is not a sequence number", "at least 1",
                "0");
}

void CheckKind(const StoredEvent& row, ChainKind kind, RowFindings* findings) {
  const bool recorded = row.original.has_value();
  if (recorded == (kind == ChainKind::kRecorded)) return;
  findings->Add(FindingCode::kColumnMismatch,
                "the event and its chain are not of the same kind",
                recorded ? "a sealed chain's event, without original"
                         : "a recorded chain's event, with original",
                recorded ? "an original" : "none");
}

AuditedEvent Begin(const StoredEvent& row) {
  AuditedEvent out;
  out.index = row.index;
  out.agent = row.agent;
  out.sequence = row.sequence;
  out.hash = row.hash;
  out.prev_hash = row.prev_hash;
  return out;
}

}  // namespace

struct EventAuditor::Impl {
  std::span<const AgentRow> agents;
  // By position in `agents`; null while the profile is unknown.
  std::vector<const HashProfile*> profiles;
  ContentParser content_parser;
  JsonParser unhashed_parser;
  JsonDocument unhashed;
  Sha256 sha;
  std::string leaf_data;

  bool CheckHash(const StoredEvent& row, const HashProfile* profile,
                 RowFindings* findings);
  void CheckForm(const StoredEvent& row, const EventContent& content,
                 const HashProfile& profile, RowFindings* findings);
  void CheckUnhashed(const StoredEvent& row, RowFindings* findings);
  Digest Leaf(const StoredEvent& row, std::string_view agent_id);
};

// Whether the hash is that of the content under the profile.
bool EventAuditor::Impl::CheckHash(const StoredEvent& row,
                                   const HashProfile* profile,
                                   RowFindings* findings) {
  // Without a profile every hash would differ; that is one finding about the
  // chain, not one per event.
  if (profile == nullptr) return false;
  if (row.hashed_here) return true;
  const Digest computed =
      profile->raw_prev
          ? sha.Of(row.content, AsBytes(row.prev_hash))
          : sha.Of(row.content, AsText(HexDigitsOf(row.prev_hash)));
  if (computed == row.hash) return true;
  findings->Add(FindingCode::kHashMismatch,
                "the recorded hash is not that of the event's content",
                ToHex(computed), ToHex(row.hash));
  return false;
}

// The stored content verifies by itself: that it is the form which the chain's
// profile names is looked at where the chain begins.
void EventAuditor::Impl::CheckForm(const StoredEvent& row,
                                   const EventContent& content,
                                   const HashProfile& profile,
                                   RowFindings* findings) {
  if (row.sequence != 1) return;
  std::string form;
  AppendContent(content, row.content, profile, &form);
  if (form == row.content) return;
  findings->Add(FindingCode::kColumnMismatch,
                "the hashed content is not in the form of the chain's hash "
                "profile",
                std::string(profile.name), "another form");
}

void EventAuditor::Impl::CheckUnhashed(const StoredEvent& row,
                                       RowFindings* findings) {
  if (row.unhashed.empty()) return;
  const auto fault = unhashed_parser.Parse(row.unhashed, {}, &unhashed);
  if (fault || !unhashed.root().is(JsonType::kObject)) {
    findings->Add(FindingCode::kColumnMismatch,
                  "the unhashed members are not a JSON object", "an object",
                  Quoted(row.unhashed));
    return;
  }
  const JsonView root = unhashed.root();
  std::string names;
  for (JsonView name = root.First(); name.valid();
       name = root.After(name.Value())) {
    if (name.AsString() == Info(Member::kValidationWarnings).name) continue;
    if (names.size() > kMaxQuoted) break;
    if (!names.empty()) names += ", ";
    names += name.AsString();
  }
  if (names.empty()) return;
  findings->Add(FindingCode::kUnhashedField,
                "the event has members that no hash covers: anyone could have "
                "added them",
                "no unhashed members", Quoted(names));
}

Digest EventAuditor::Impl::Leaf(const StoredEvent& row,
                                std::string_view agent_id) {
  leaf_data.clear();
  AppendLeafData(agent_id, row.hash, row.prev_hash, row.sequence, &leaf_data);
  return LeafHash(&sha, leaf_data);
}

EventAuditor::EventAuditor(std::span<const AgentRow> agents)
    : impl_(std::make_unique<Impl>()) {
  impl_->agents = agents;
  for (const AgentRow& agent : agents) {
    impl_->profiles.push_back(FindHashProfile(agent.hash_profile));
  }
}

EventAuditor::~EventAuditor() = default;

AuditedEvent EventAuditor::AuditNoted(const StoredEvent& row) {
  AuditedEvent out = Begin(row);
  const auto agent = static_cast<size_t>(row.agent);
  out.leaf = impl_->Leaf(row, impl_->agents[agent].agent_id);
  if (row.time_seconds) out.time = {*row.time_seconds, row.time_nanos};
  out.id_key = row.id_key;
  return out;
}

AuditedEvent EventAuditor::Audit(const StoredEvent& row,
                                 EventContent* content) {
  AuditedEvent out = Begin(row);
  const auto fault = impl_->content_parser.Parse(row.content, content);
  const std::optional<size_t> agent = FindAgent(impl_->agents, row.agent);
  const std::string_view agent_id =
      agent ? std::string_view(impl_->agents[*agent].agent_id)
            : content->agent_id();
  RowFindings findings(agent_id, row, *content, &out.findings);

  const HashProfile* profile = agent ? impl_->profiles[*agent] : nullptr;
  const bool verifies = impl_->CheckHash(row, profile, &findings);
  if (verifies && !fault) impl_->CheckForm(row, *content, *profile, &findings);
  if (!agent) {
    findings.Add(FindingCode::kColumnMismatch,
                 "the column `agent` names no agent of the ledger",
                 "the key of an agent", std::to_string(row.agent));
  }
  CheckColumns(row, *content, fault, agent_id, &findings);
  if (agent) CheckKind(row, impl_->agents[*agent].kind, &findings);
  impl_->CheckUnhashed(row, &findings);

  // The leaf is that of the event, so it follows the hashed agent.
  out.leaf = impl_->Leaf(row, fault ? agent_id : content->agent_id());
  out.time = content->timestamp();
  out.id_key = IdKey(content->id(), &impl_->sha);
  return out;
}

}  // namespace plog

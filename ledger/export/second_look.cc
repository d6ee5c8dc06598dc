#include "ledger/export/second_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "ledger/export/export_reader.h"
#include "ledger/export/exported_event_check.h"

namespace plog {

namespace {

class SecondLook {
 public:
  SecondLook(const ExportHead& head, const OpenQuestions& open,
             const ReportFinding& report)
      : open_(open), report_(report), check_(head) {
    for (const auto& [agent, chain] : *open.chains) {
      if (chain.whole || chain.events == 0) continue;
      walks_.try_emplace(agent, head.interrupted, chain.in_order,
                         [this, name = agent](AuditFinding finding) {
                           finding.agent_id = name;
                           report_(std::move(finding));
                         });
    }
  }

  void Event(const ExportedEvent& event) {
    const RecordedLink& link = *event.event.link;
    const EventContent& content = event.event.event;
    const auto walk = walks_.find(content.agent_id());
    if (walk != walks_.end()) {
      walk->second.Add({event.ingest_index(), link.sequence, link.hash,
                        link.prev_hash, content.timestamp()});
    }
    if (std::binary_search(open_.repeated_ids.begin(), open_.repeated_ids.end(),
                           event.number)) {
      CheckId(event);
    }
    if (open_.leaves_out_of_order) CheckLeaf(event);
  }

  void Finish() {
    for (auto& [agent, walk] : walks_) walk.Finish();
  }

 private:
  void CheckId(const ExportedEvent& event) {
    const auto [first, is_first] =
        ids_.emplace(Sha256Of(event.event.event.id()), event.ingest_index());
    if (is_first) return;
    Report(event, FindingCode::kDuplicateId, "an earlier event has the same id",
           "an id of its own",
           fmt::format("also the id of the event at ingest index {}",
                       first->second));
  }

  void CheckLeaf(const ExportedEvent& event) {
    const Digest leaf = check_.Leaf(event);
    if (check_.ProofFault(event, leaf) != nullptr) return;
    if (leaves_.insert(event.proof->leaf_index).second) return;
    Report(event, FindingCode::kTreeMismatch,
           "another event of the file is the same leaf", ToHex(leaf),
           ToHex(event.proof->leaf_hash));
  }

  void Report(const ExportedEvent& event, FindingCode code, std::string message,
              std::string expected, std::string actual) {
    AuditFinding finding;
    finding.code = code;
    finding.agent_id = event.event.event.agent_id();
    finding.sequence = event.event.link->sequence;
    finding.ingest_index = event.ingest_index();
    finding.message = std::move(message);
    finding.expected = std::move(expected);
    finding.actual = std::move(actual);
    report_(std::move(finding));
  }

  const OpenQuestions& open_;
  const ReportFinding& report_;
  ExportedEventCheck check_;
  std::map<std::string, ExportChainWalk, std::less<>> walks_;
  std::map<Digest, uint64_t> ids_;  // to ingest index
  std::set<uint64_t> leaves_;
};

// Calls `visit` for every recorded event.
Status ForEveryEvent(const ReadBytesAt& bytes, const ExportHead& head,
                     size_t max_value,
                     const std::function<void(const ExportedEvent&)>& visit) {
  ExportReader reader(bytes, head, max_value);
  ExportedEvent event;
  while (true) {
    const auto more = reader.Next(&event);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return {};
    if (event.recorded()) visit(event);
  }
}

// What tells an event from its namesakes in a finding about it.
std::tuple<uint64_t, std::string, uint64_t> PlaceOf(
    const AuditFinding& finding) {
  return {finding.ingest_index.value_or(0), finding.agent_id,
          finding.sequence.value_or(0)};
}

}  // namespace

bool OpenQuestions::any() const {
  return leaves_out_of_order || !repeated_ids.empty() ||
         std::any_of(chains->begin(), chains->end(),
                     [](const auto& chain) { return !chain.second.whole; });
}

Status LookAgain(const ReadBytesAt& bytes, const ExportHead& head,
                 size_t max_value, const OpenQuestions& open,
                 const ReportFinding& report) {
  SecondLook look(head, open, report);
  Status read =
      ForEveryEvent(bytes, head, max_value,
                    [&look](const ExportedEvent& event) { look.Event(event); });
  if (read) look.Finish();
  return read;
}

Status NameExportedEvents(const ReadBytesAt& bytes, const ExportHead& head,
                          size_t max_value,
                          std::vector<AuditFinding>* findings) {
  std::multimap<std::tuple<uint64_t, std::string, uint64_t>, AuditFinding*>
      nameless;
  for (AuditFinding& finding : *findings) {
    if (finding.ingest_index && finding.sequence && !finding.event_id) {
      nameless.emplace(PlaceOf(finding), &finding);
    }
  }
  if (nameless.empty()) return {};
  return ForEveryEvent(
      bytes, head, max_value, [&nameless](const ExportedEvent& event) {
        const EventContent& content = event.event.event;
        if (content.id().empty()) return;
        const auto [begin, end] = nameless.equal_range(
            {event.ingest_index(), std::string(content.agent_id()),
             event.event.link->sequence});
        for (auto it = begin; it != end; ++it) {
          if (!it->second->event_id) {
            it->second->event_id = std::string(content.id());
          }
        }
      });
}

}  // namespace plog

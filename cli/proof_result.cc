#include "cli/proof_result.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/text_table.h"
#include "ledger/base/text.h"
#include "ledger/base/versions.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

std::string_view Verdict(const ProofResult& result) {
  return result.proven() ? "PROVEN" : "NOT-PROVEN";
}

std::string CheckpointLine(std::string_view title,
                           const VerifiedCheckpoint& one) {
  return fmt::format("{:<11} {} at {}, signed by {}\n", title,
                     SanitizeForTerminal(one.checkpoint.origin, 300),
                     Counted(one.checkpoint.size, "event"),
                     SanitizeForTerminal(one.key_name, 300));
}

std::string EventLines(const ProofResult& result) {
  const PresentedEvent& event = *result.event;
  std::string out = fmt::format(
      "event       {}\nhash        {} ({})\nleaf        index {} of {} "
      "leaves\n",
      SanitizeForTerminal(
          fmt::format("{}#{} ({})", event.agent_id, event.sequence, event.id),
          600),
      ToHex(event.hash), result.hash_profile, result.leaf_index,
      result.checkpoint.checkpoint.size);
  if (!event.unhashed.empty()) {
    out += fmt::format(
        "unhashed    {}: anybody may have added or changed it\n",
        SanitizeForTerminal(fmt::format("{}", fmt::join(event.unhashed, ", ")),
                            600));
  }
  return out;
}

std::string_view Meaning(const ProofResult& result) {
  return result.event ? "the event is in the ledger of the checkpoint"
                      : "the newer ledger begins with the older one";
}

void WriteCheckpoint(std::string_view name,
                     const std::optional<VerifiedCheckpoint>& one,
                     JsonWriter* w) {
  w->Name(name);
  if (!one) return w->Null();
  w->BeginObject();
  w->Member("origin", one->checkpoint.origin);
  w->Member("size", one->checkpoint.size);
  w->Member("root", ToHex(one->checkpoint.root));
  w->Member("key_name", one->key_name);
  w->EndObject();
}

void WriteNames(std::string_view name, const std::vector<std::string>& names,
                JsonWriter* w) {
  w->Name(name);
  w->BeginArray();
  for (const std::string& one : names) w->String(one);
  w->EndArray();
}

void WriteEvent(const ProofResult& result, JsonWriter* w) {
  w->Name("event");
  if (!result.event) return w->Null();
  const PresentedEvent& event = *result.event;
  w->BeginObject();
  w->Member("agent_id", event.agent_id);
  w->Member("id", event.id);
  w->Member("sequence", event.sequence);
  w->Member("hash", ToHex(event.hash));
  w->Member("hash_profile", result.hash_profile);
  WriteNames("fitting_profiles", event.profiles, w);
  w->Member("leaf_hash", ToHex(event.leaf_hash));
  w->Member("leaf_index", result.leaf_index);
  WriteNames("unhashed", event.unhashed, w);
  w->EndObject();
}

}  // namespace

std::string ProofText(const ProofResult& result, bool color) {
  std::string out;
  if (result.event) out += EventLines(result);
  if (result.old) out += CheckpointLine("old", *result.old);
  out += CheckpointLine("checkpoint", result.checkpoint);
  out +=
      fmt::format("root        {}\n", ToHex(result.checkpoint.checkpoint.root));
  const std::string_view verdict = Verdict(result);
  const std::string painted =
      color ? fmt::format("\x1b[1;{}m{}\x1b[0m", result.proven() ? 32 : 31,
                          verdict)
            : std::string(verdict);
  return out + fmt::format("verdict     {} ({})\n", painted,
                           result.proven()
                               ? std::string(Meaning(result))
                               : SanitizeForTerminal(result.fault, 600));
}

std::string ProofJson(const ProofResult& result) {
  std::string out;
  JsonWriter w(&out, 2);
  w.BeginObject();
  w.Member("schema_version", "1.0");
  w.Name("tool");
  w.BeginObject();
  w.Member("name", "plog");
  w.Member("version", PlogVersion());
  w.EndObject();
  w.Member("proof", result.event ? "inclusion" : "consistency");
  w.Member("verdict", Verdict(result));
  w.Member("reason",
           result.proven() ? std::nullopt : std::optional(result.fault));
  WriteEvent(result, &w);
  WriteCheckpoint("old_checkpoint", result.old, &w);
  WriteCheckpoint("checkpoint", result.checkpoint, &w);
  w.EndObject();
  return out + '\n';
}

}  // namespace plog

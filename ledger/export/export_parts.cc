#include "ledger/export/export_parts.h"

#include <fmt/format.h>

#include <set>

#include "ledger/export/json_slices.h"

namespace plog {

namespace {

std::optional<uint64_t> Unsigned(JsonView value) {
  if (!value.is(JsonType::kInteger) || value.AsInteger() < 0) {
    return std::nullopt;
  }
  return static_cast<uint64_t>(value.AsInteger());
}

std::optional<Digest> HexDigest(JsonView value) {
  if (!value.is_string()) return std::nullopt;
  return DigestFromHex(value.AsString());
}

std::string_view TextOr(JsonView value, std::string_view otherwise) {
  return value.is_string() ? value.AsString() : otherwise;
}

void ReadProfile(JsonView value, ExportHead* head) {
  if (value.is_string()) head->profile = value.AsString();
  if (!value.is(JsonType::kObject)) return;
  for (JsonView name = value.First(); name.valid();
       name = value.After(name.Value())) {
    head->profiles.emplace(name.AsString(), TextOr(name.Value(), ""));
  }
}

// One of the small members; false if it is not what an export has there.
bool ReadMember(std::string_view name, JsonView value, ExportHead* head) {
  if (name == "merkle_root") {
    const auto root = HexDigest(value);
    head->root = root.value_or(kZeroDigest);
    return root.has_value();
  }
  if (name == "tree_size") {
    const auto size = Unsigned(value);
    head->tree_size = size.value_or(0);
    return size.has_value();
  }
  if (name == "filter") {
    head->interval =
        value.Find("since").present() || value.Find("until").present();
  }
  if (name == "hash_profile") ReadProfile(value, head);
  return true;
}

}  // namespace

tl::unexpected<Error> NotAnExport(std::string_view why) {
  return Fail(ErrorKind::kUnreadable, fmt::format("not an export: {}", why));
}

const HashProfile* ExportHead::ProfileOf(std::string_view agent) const {
  const auto found = profiles.find(agent);
  return FindHashProfile(found == profiles.end() ? profile : found->second);
}

Result<ExportHead> ReadExportHead(std::string_view text) {
  const auto members = SliceObject(text);
  if (!members) return NotAnExport("it is not one JSON object");
  ExportHead head;
  std::set<std::string_view> seen;
  JsonParser parser;
  JsonDocument document;
  for (const JsonSlice& member : *members) {
    seen.insert(member.name);
    if (member.name == "events") {
      head.events = member.value;
    } else if (member.name == "merkle_proofs") {
      head.proofs = member.value;
    } else if (parser.Parse(member.value, {}, &document) ||
               !ReadMember(member.name, document.root(), &head)) {
      return NotAnExport(fmt::format("its member {} is damaged", member.name));
    }
  }
  for (const char* name :
       {"version", "merkle_root", "tree_size", "events", "merkle_proofs"}) {
    if (!seen.contains(name)) {
      return NotAnExport(fmt::format("it has no member {}", name));
    }
  }
  return head;
}

std::optional<ExportProof> ReadExportProof(JsonView root) {
  const JsonView proof = root.Find("proof");
  const auto leaf_hash = HexDigest(proof.Find("leaf_hash"));
  const auto leaf_index = Unsigned(proof.Find("leaf_index"));
  const auto tree_size = Unsigned(proof.Find("tree_size"));
  const JsonView siblings = proof.Find("siblings");
  if (!leaf_hash || !leaf_index || !tree_size ||
      !siblings.is(JsonType::kArray)) {
    return std::nullopt;
  }
  ExportProof out{std::string(TextOr(root.Find("event_id"), "")),
                  *leaf_hash,
                  *leaf_index,
                  *tree_size,
                  {}};
  for (JsonView s = siblings.First(); s.valid(); s = siblings.After(s)) {
    const auto hash = HexDigest(s);
    if (!hash) return std::nullopt;
    out.siblings.push_back(*hash);
  }
  return out;
}

}  // namespace plog

#include "ledger/export/export_parts.h"

#include <fmt/format.h>

#include <set>
#include <utility>

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
    // An interval takes a stretch of every chain, the others take any event.
    for (const char* part : {"session_id", "labels"}) {
      head->interrupted = head->interrupted || value.Find(part).present();
    }
    head->whole = value.is(JsonType::kObject);
    for (JsonView part = value.First(); part.valid();
         part = value.After(part.Value())) {
      head->whole = head->whole && part.Value().is_null();
    }
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

namespace {

// Nobody's export has more, and a hostile one shall not fill the memory with
// names.
constexpr size_t kMaxMembers = 1000;

class HeadReader {
 public:
  HeadReader(const ReadBytesAt& bytes, size_t max_value)
      : text_(&bytes, 0, max_value) {}

  Result<ExportHead> Read() {
    Status done = ReadMembers();
    if (!text_.status()) done = text_.status();
    if (!done) return tl::make_unexpected(done.error());
    for (const char* name :
         {"version", "merkle_root", "tree_size", "events", "merkle_proofs"}) {
      if (!seen_.contains(name)) {
        return NotAnExport(fmt::format("it has no member {}", name));
      }
    }
    return std::move(head_);
  }

 private:
  Status ReadMembers() {
    if (!text_.Take('{')) return NotAnExport(kNoObject);
    while (!text_.Take('}')) {
      if (!seen_.empty() && !text_.Take(',')) return NotAnExport(kNoObject);
      if (Status done = ReadOneMember(); !done) return done;
    }
    if (!text_.AtEnd()) return NotAnExport("something follows its JSON object");
    return {};
  }

  // A name with an escape is none that plog writes, and could be one of ours in
  // disguise.
  Status ReadOneMember() {
    const auto quoted = text_.Value();
    if (!quoted || quoted->size() < 2 || !quoted->starts_with('"') ||
        quoted->find('\\') != std::string_view::npos) {
      return NotAnExport(kNoObject);
    }
    const std::string name(quoted->substr(1, quoted->size() - 2));
    if (!text_.Take(':')) return NotAnExport(kNoObject);
    if (!seen_.insert(name).second) {
      return NotAnExport(fmt::format("it has two members {}", name));
    }
    if (seen_.size() > kMaxMembers)
      return NotAnExport("it has too many members");
    if (name == "events") return PassArray(&head_.events);
    if (name == "merkle_proofs") return PassArray(&head_.proofs);
    const auto value = text_.Value();
    if (!value) return NotAnExport(kNoObject);
    if (parser_.Parse(*value, {}, &document_) ||
        !ReadMember(name, document_.root(), &head_)) {
      return NotAnExport(fmt::format("its member {} is damaged", name));
    }
    return {};
  }

  Status PassArray(ExportHead::Extent* extent) {
    const auto begin = text_.PassValue();
    if (!begin) return NotAnExport(kNoObject);
    *extent = {*begin, text_.position()};
    return {};
  }

  static constexpr std::string_view kNoObject = "it is not one JSON object";

  JsonStream text_;
  JsonParser parser_;
  JsonDocument document_;
  std::set<std::string, std::less<>> seen_;
  ExportHead head_;
};

}  // namespace

Result<ExportHead> ReadExportHead(const ReadBytesAt& bytes, size_t max_value) {
  return HeadReader(bytes, max_value).Read();
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

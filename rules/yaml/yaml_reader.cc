#include "rules/yaml/yaml_reader.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <deque>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "ledger/base/text.h"
#include "rules/diagnostics/characters.h"
#include "rules/yaml/yaml_faults.h"

namespace plog {
namespace {

// Ends the reading of a file whose fault has been reported. Thrown through
// yaml-cpp, which offers no other way out, and caught in ReadYaml.
struct Abandon {};

// Bytes of the quoted scalar that `text` begins with, quotes included; 0 if it
// is not closed.
size_t QuotedSize(std::string_view text) {
  const char quote = text.front();
  for (size_t at = 1; at < text.size(); ++at) {
    const bool pair =
        quote == '"' ? text[at] == '\\' : text.substr(at).starts_with("''");
    if (pair) {
      ++at;
    } else if (text[at] == quote) {
      return at + 1;
    }
  }
  return 0;
}

// Builds our tree from yaml-cpp's events. A slot is the node that the next
// value fills; containers that are open form the stack.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const SourceText& source) : source_(source) {}

  YamlNode TakeRoot() { return std::move(root_); }
  // Whether the first document was read to its end.
  bool complete() const { return documents_ > 0 && open_.empty(); }
  // Faulty keys are reported last: a bracket that is not closed looks like one.
  void ReportBadKeys() const {
    for (const SourcePlace& place : bad_keys_) {
      source_.Add("bad-key", place,
                  "a key must be a text, not a list, a mapping or nothing");
    }
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ == 0) return;
    source_.Add("several-documents", PlaceOf(mark),
                "a policy file holds a single YAML document",
                "put every policy into the one list `policies:`");
    throw Abandon();
  }
  void OnDocumentEnd() override {}

  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    RefuseSharing(mark, fmt::format("the anchor `&{}` is not allowed", name));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    RefuseSharing(mark, "an alias is not allowed");
    if (AtKey()) {
      open_.back().at_key = false;
      open_.back().key_usable = false;
      return;
    }
    NextSlot();  // stays invalid
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (AtKey()) {
      BadKey(mark);
      return;
    }
    const SourcePlace key = KeyPlace();
    YamlNode* node = NextSlot();
    node->place = PlaceOf(mark);
    node->text = NullWordAt(mark);
    // The mark of a value that is not there is that of whatever follows.
    const bool beyond = key.line > 0 && node->place.line > key.line &&
                        node->place.column <= key.column;
    if (!node->text.empty() && !beyond) {
      node->kind = YamlNode::Kind::kScalar;
      node->place.width = node->text.size();
      return;
    }
    node->kind = YamlNode::Kind::kMissing;
    node->text.clear();
    if (key.line > 0) node->place = key;
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    CheckTag(mark, tag);
    const bool quoted = tag != "?";
    SourcePlace place = PlaceOf(mark);
    place.width = ScalarWidth(mark, value, quoted);
    if (AtKey()) {
      TakeKey(place, value, quoted);
      return;
    }
    YamlNode* node = NextSlot();
    node->kind = YamlNode::Kind::kScalar;
    node->quoted = quoted;
    node->text = value;
    node->place = place;
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t, YAML::EmitterStyle::value) override {
    Open(mark, tag, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag,
                  YAML::anchor_t, YAML::EmitterStyle::value) override {
    Open(mark, tag, YamlNode::Kind::kMapping);
  }
  void OnMapEnd() override {
    RefuseDuplicates(*open_.back().node);
    open_.pop_back();
  }

 private:
  struct OpenContainer {
    YamlNode* node;
    bool at_key;      // of a mapping: the next node is a key
    bool key_usable;  // of a mapping: the next value belongs to a real key
  };

  SourcePlace PlaceOf(const YAML::Mark& mark) const {
    return source_.PlaceOf(mark.pos < 0 ? 0 : static_cast<size_t>(mark.pos));
  }
  std::string_view TextAt(const YAML::Mark& mark) const {
    const size_t at = mark.pos < 0 ? 0 : static_cast<size_t>(mark.pos);
    return source_.text().substr(std::min(at, source_.text().size()));
  }
  std::string NullWordAt(const YAML::Mark& mark) const {
    const std::string_view text = TextAt(mark);
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
      if (text.starts_with(word)) return std::string(word);
    }
    return {};
  }

  bool AtKey() const {
    return !open_.empty() && open_.back().node->is(YamlNode::Kind::kMapping) &&
           open_.back().at_key;
  }
  // Of the key whose value comes next, line 0 if it is no mapping's.
  SourcePlace KeyPlace() const {
    if (open_.empty() || open_.back().node->members.empty()) return {};
    return open_.back().node->members.back().place;
  }

  YamlNode* NextSlot() {
    if (++nodes_ > kMaxYamlNodes) {
      source_.Add(
          "too-many-nodes", {},
          fmt::format("the file has more than {} values", kMaxYamlNodes),
          "split it");
      throw Abandon();
    }
    if (open_.empty()) return &root_;
    OpenContainer& parent = open_.back();
    if (parent.node->is(YamlNode::Kind::kList)) {
      return &parent.node->items.emplace_back();
    }
    const bool usable = !parent.at_key && parent.key_usable;
    if (parent.at_key) parent.key_usable = false;
    parent.at_key = !parent.at_key;
    if (usable) return &parent.node->members.back().value;
    return &discarded_.emplace_back();
  }

  void Open(const YAML::Mark& mark, const std::string& tag,
            YamlNode::Kind kind) {
    CheckTag(mark, tag);
    if (AtKey()) bad_keys_.push_back(PlaceOf(mark));
    if (open_.size() >= kMaxYamlDepth) {
      source_.Add(
          "too-deep", PlaceOf(mark),
          fmt::format("nesting is limited to {} levels", kMaxYamlDepth));
      throw Abandon();
    }
    YamlNode* node = NextSlot();
    node->kind = kind;
    node->place = PlaceOf(mark);
    open_.push_back({node, true, false});
  }

  void TakeKey(const SourcePlace& place, const std::string& name, bool quoted) {
    ++nodes_;
    OpenContainer& mapping = open_.back();
    mapping.at_key = false;
    mapping.key_usable = quoted || name != "<<";
    if (!mapping.key_usable) {
      source_.Add("anchor", place, "the merge key `<<` is not allowed",
                  "write the members out");
      return;
    }
    YamlMember& member = mapping.node->members.emplace_back();
    member.name = name;
    member.place = place;
  }

  void BadKey(const YAML::Mark& mark) {
    bad_keys_.push_back(PlaceOf(mark));
    open_.back().at_key = false;
    open_.back().key_usable = false;
  }

  void RefuseSharing(const YAML::Mark& mark, std::string message) {
    source_.Add("anchor", PlaceOf(mark), std::move(message),
                "write the value out: every rule then says all it means");
  }

  void CheckTag(const YAML::Mark& mark, const std::string& tag) {
    // Without a tag yaml-cpp says "?" for plain and "!" for quoted scalars;
    // a lone `!` can only be told by the text.
    const bool implicit = tag.empty() || tag == "?" || tag == "!";
    if (implicit && !TextAt(mark).starts_with('!')) return;
    source_.Add("tag", PlaceOf(mark), "explicit YAML tags are not allowed",
                "quote a value to make it a text");
  }

  void RefuseDuplicates(const YamlNode& mapping) {
    if (mapping.members.size() < 2) return;
    std::unordered_map<std::string_view, size_t> lines;
    for (const YamlMember& member : mapping.members) {
      const auto [first, added] = lines.emplace(member.name, member.place.line);
      if (added) continue;
      source_.Add("duplicate-key", member.place,
                  fmt::format("the key `{}` is here twice", member.name),
                  fmt::format("the first is on line {}", first->second));
    }
  }

  // Characters on the line of its mark.
  size_t ScalarWidth(const YAML::Mark& mark, std::string_view value,
                     bool quoted) const {
    if (!quoted) return CountCharacters(value.substr(0, value.find('\n')));
    std::string_view text = TextAt(mark);
    if (!text.starts_with('"') && !text.starts_with('\'')) return 1;
    const size_t size = QuotedSize(text);
    if (size == 0) {
      // yaml-cpp lets the end of the file close a quote.
      source_.Add("yaml-syntax", PlaceOf(mark), "a quoted text is not closed",
                  "the closing quote is missing");
      throw Abandon();
    }
    text = text.substr(0, size);
    return CountCharacters(text.substr(0, text.find('\n')));
  }

  const SourceText& source_;
  YamlNode root_;
  std::vector<OpenContainer> open_;
  std::vector<SourcePlace> bad_keys_;
  std::deque<YamlNode> discarded_;  // values of keys that are none
  size_t documents_ = 0;
  size_t nodes_ = 0;
};

// Before yaml-cpp sees the bytes: it would turn invalid UTF-8 into U+FFFD and
// take a NUL for a character.
bool HasSoundBytes(const SourceText& source) {
  const std::string_view text = source.text();
  if (text.size() > kMaxPolicyBytes) {
    source.Add("file-too-large", {}, "the file is larger than 1 MiB",
               "split it: --file may be given several times");
    return false;
  }
  if (!IsValidUtf8(text)) {
    source.Add("invalid-utf8", {}, "the file is not UTF-8");
    return false;
  }
  const auto control = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  });
  if (control == text.end()) return true;
  source.Add("control-character",
             source.PlaceOf(static_cast<size_t>(control - text.begin())),
             fmt::format("the character U+{:04X} is not allowed",
                         static_cast<unsigned>(*control)),
             "in double quotes it can be written as an escape");
  return false;
}

}  // namespace

YamlNode ReadYaml(const SourceText& source) {
  if (!HasSoundBytes(source)) return {};
  TreeBuilder builder(source);
  try {
    std::istringstream stream{std::string(source.text())};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Abandon&) {
    if (!builder.complete()) return {};
    builder.ReportBadKeys();
    return builder.TakeRoot();
  } catch (const YAML::Exception& fault) {
    ReportYamlFault(source, fault.msg,
                    fault.mark.is_null() ? source.text().size()
                                         : static_cast<size_t>(fault.mark.pos));
    return {};
  }
  builder.ReportBadKeys();
  YamlNode root = builder.TakeRoot();
  const bool blank = root.is(YamlNode::Kind::kMissing) ||
                     (root.is(YamlNode::Kind::kInvalid) && !source.reported());
  if (!blank) return root;
  source.Add("empty-file", {}, "the file has no content");
  return {};
}

}  // namespace plog

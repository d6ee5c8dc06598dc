#include "rules/mapping/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "rules/mapping/time_value_parser.h"
#include "rules/mapping/value_parser.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_reader.h"

namespace plog {
namespace {

using Kind = YamlNode::Kind;

constexpr bool kNeeded = true;
constexpr bool kAtWill = false;

constexpr MappingKey kKeys[] = {
    {"name", kNeeded, "text",
     "What the format is called: events carry it as map:NAME."},
    {"records", kAtWill, "lines | pointer",
     "lines (default): a record per line; else the array of records."},
    {"when", kAtWill, "filters",
     "Only records count for which all of them hold."},
    {"split", kAtWill, "call_and_result",
     "A record is a call and its result: it becomes two events."},
    {"agent_id", kNeeded, "value", "Who acted; without a value, map:NAME."},
    {"session_id", kAtWill, "value", "What belongs together."},
    {"action_type", kNeeded, "value",
     "TOOL_CALL, TOOL_RESULT, LLM_CALL, LLM_RESPONSE or CUSTOM."},
    {"action_name", kAtWill, "value", "The tool or the model."},
    {"action_input", kAtWill, "value", "What was asked for."},
    {"action_output", kAtWill, "value", "What came back."},
    {"status", kAtWill, "value", "success, error or timeout."},
    {"error_message", kAtWill, "value", "What went wrong."},
    {"timestamp", kAtWill, "time",
     "When; without a value, that of the record before."},
    {"end", kAtWill, "time", "With `split`, when the result came."},
    {"duration", kAtWill, "value, unit",
     "How long it took, in `unit`: ns, us, ms (default), s or m."},
    {"call_id", kAtWill, "value", "Ties results to calls, within a session."},
    {"id", kAtWill, "value", "The record's own id, kept as provenance."},
    {"labels", kAtWill, "values by name", "Labels of the event."},
    {"metadata", kAtWill, "values by name", "Further metadata of the event."},
};

struct ValueKey {
  std::string_view name;
  MappedValue RecordMapping::*member;
};
constexpr ValueKey kValueKeys[] = {
    {"agent_id", &RecordMapping::agent_id},
    {"session_id", &RecordMapping::session_id},
    {"action_type", &RecordMapping::action_type},
    {"action_name", &RecordMapping::action_name},
    {"action_input", &RecordMapping::input},
    {"action_output", &RecordMapping::output},
    {"status", &RecordMapping::status},
    {"error_message", &RecordMapping::error_message},
    {"call_id", &RecordMapping::call_id},
    {"id", &RecordMapping::id},
};

struct ListKey {
  std::string_view name;
  std::vector<std::pair<std::string, MappedValue>> RecordMapping::*member;
};
constexpr ListKey kListKeys[] = {
    {"labels", &RecordMapping::labels},
    {"metadata", &RecordMapping::metadata},
};

struct DurationUnit {
  std::string_view name;
  double milliseconds;
};
constexpr DurationUnit kDurationUnits[] = {
    {"ns", 1e-6}, {"us", 1e-3}, {"ms", 1}, {"s", 1e3}, {"m", 6e4}};

// Members of `metadata` that importers set themselves.
constexpr std::array<std::string_view, 2> kReservedMetadata = {"call_id",
                                                               "import"};

class MappingParser {
 public:
  MappingParser(const SourceText& source, RecordMapping* mapping)
      : source_(source), mapping_(mapping), values_(source, mapping) {}

  void Read(const YamlNode& root) {
    std::vector<std::string_view> names;
    for (const MappingKey& key : kKeys) {
      names.push_back(key.name);
      if (key.required && root.Find(key.name) == nullptr) {
        source_.Add("missing-field", root.place,
                    fmt::format("the mapping has no `{}`", key.name),
                    std::string(key.doc));
      }
    }
    RefuseUnknownKeys(source_, root, "the mapping", names);
    ReadName(root.Find("name"));
    ReadRecords(root.Find("records"));
    ReadSplit(root);
    ReadFilters(root.Find("when"));
    for (const ValueKey& key : kValueKeys) {
      const YamlNode* node = root.Find(key.name);
      if (node == nullptr) continue;
      mapping_->*key.member = values_.Value(*node, Quoted(key.name));
    }
    const TimeValueParser times(source_, &values_);
    times.Read(root.Find("timestamp"), "`timestamp`", &mapping_->timestamp);
    times.Read(root.Find("end"), "`end`", &mapping_->end);
    ReadDuration(root.Find("duration"));
    for (const ListKey& key : kListKeys) ReadList(root.Find(key.name), key);
  }

 private:
  static std::string Quoted(std::string_view name) {
    return fmt::format("`{}`", name);
  }

  void ReadName(const YamlNode* node) {
    if (node == nullptr) return;
    const auto name = ExpectText(source_, *node, "`name`");
    if (!name) return;
    const bool plain = std::all_of(name->begin(), name->end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
             c == '_' || c == '.';
    });
    if (!plain) {
      source_.Add("bad-choice", node->place,
                  fmt::format("`name` cannot be `{}`", *name),
                  "it consists of a-z, 0-9, `-`, `_` and `.`");
    }
    mapping_->name = *name;
    mapping_->format_name = "map:" + *name;
  }

  void ReadRecords(const YamlNode* node) {
    if (node == nullptr) return;
    if (node->is(Kind::kScalar) && node->text == "lines") return;
    mapping_->records = values_.Pointer(*node, "`records`");
  }

  void ReadSplit(const YamlNode& root) {
    const YamlNode* node = root.Find("split");
    constexpr std::string_view kChoices[] = {"call_and_result"};
    if (node != nullptr) {
      mapping_->split =
          ExpectChoice(source_, *node, "`split`", kChoices).has_value();
      return;
    }
    const YamlNode* end = root.Find("end");
    if (end == nullptr) return;
    source_.Add("conflicting-fields", end->place,
                "`end` is the time of a result, and without `split` there is "
                "none",
                "add `split: call_and_result`");
  }

  void ReadFilters(const YamlNode* node) {
    if (node == nullptr || !ExpectMapping(source_, *node, "`when`")) return;
    for (const YamlMember& member : node->members) {
      YamlNode name;
      name.kind = Kind::kScalar;
      name.quoted = true;
      name.text = member.name;
      name.place = member.place;
      const auto pointer = values_.Pointer(name, "a filter");
      if (!pointer) continue;
      RecordFilter filter;
      filter.pointer = values_.Number(*pointer);
      if (ReadFilter(member.value, Quoted(member.name), &filter)) {
        mapping_->filters.push_back(std::move(filter));
      }
    }
  }

  bool ReadFilter(const YamlNode& node, const std::string& what,
                  RecordFilter* filter) {
    if (!node.is(Kind::kMapping)) return ReadTexts(node, what, filter);
    constexpr std::string_view kOperators[] = {"exists", "not"};
    RefuseUnknownKeys(source_, node, what, kOperators);
    const YamlNode* exists = node.Find("exists");
    const YamlNode* none = node.Find("not");
    if ((exists == nullptr) == (none == nullptr)) {
      source_.Add("conflicting-fields", node.place,
                  fmt::format("{} takes one of `exists` and `not`", what));
      return false;
    }
    if (none != nullptr) {
      filter->kind = RecordFilter::Kind::kNoneOf;
      return ReadTexts(*none, what, filter);
    }
    const auto wanted = ExpectBool(source_, *exists, "`exists`");
    if (!wanted) return false;
    filter->kind =
        *wanted ? RecordFilter::Kind::kExists : RecordFilter::Kind::kAbsent;
    return true;
  }

  bool ReadTexts(const YamlNode& node, const std::string& what,
                 RecordFilter* filter) {
    const std::span<const YamlNode> items =
        node.is(Kind::kList) ? std::span<const YamlNode>(node.items)
                             : std::span<const YamlNode>(&node, 1);
    for (const YamlNode& item : items) {
      const auto text = values_.Scalar(item, what);
      if (!text) return false;
      filter->texts.push_back(*text);
    }
    return true;
  }

  void ReadDuration(const YamlNode* node) {
    if (node == nullptr) return;
    constexpr std::string_view kExtra[] = {"unit"};
    mapping_->duration = values_.Value(*node, "`duration`", kExtra);
    const YamlNode* unit = node->Find("unit");
    if (unit == nullptr) return;
    std::vector<std::string_view> names;
    for (const DurationUnit& known : kDurationUnits) {
      names.push_back(known.name);
    }
    const auto chosen = ExpectChoice(source_, *unit, "`unit`", names);
    if (chosen) {
      mapping_->milliseconds_per_unit = kDurationUnits[*chosen].milliseconds;
    }
  }

  void ReadList(const YamlNode* node, const ListKey& key) {
    if (node == nullptr || !ExpectMapping(source_, *node, Quoted(key.name))) {
      return;
    }
    for (const YamlMember& member : node->members) {
      const bool reserved =
          key.name == "metadata" &&
          std::find(kReservedMetadata.begin(), kReservedMetadata.end(),
                    member.name) != kReservedMetadata.end();
      if (reserved) {
        source_.Add("duplicate-name", member.place,
                    fmt::format("`metadata.{}` is set by plog", member.name),
                    member.name == "call_id" ? "use the key `call_id`" : "");
        continue;
      }
      const std::string what = fmt::format("`{}.{}`", key.name, member.name);
      (mapping_->*key.member)
          .emplace_back(member.name, values_.Value(member.value, what));
    }
  }

  const SourceText& source_;
  RecordMapping* mapping_;
  ValueParser values_;
};

}  // namespace

std::span<const MappingKey> MappingKeys() { return kKeys; }

std::unique_ptr<const RecordMapping> CompileMapping(std::string_view file,
                                                    std::string_view text,
                                                    Diagnostics* diagnostics) {
  const SourceText source(file, text, diagnostics);
  const YamlNode root = ReadYaml(source);
  auto mapping = std::make_unique<RecordMapping>();
  mapping->sha256_hex = ToHex(Sha256Of(text));
  if (ExpectMapping(source, root, "the mapping")) {
    MappingParser(source, mapping.get()).Read(root);
  }
  if (source.reported()) return nullptr;
  return mapping;
}

}  // namespace plog

#include "rules/yaml/yaml_json.h"

#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

void WriteScalar(const YamlNode& node, JsonWriter* writer) {
  switch (TypeOf(node)) {
    case ScalarType::kString:
      writer->String(node.text);
      return;
    case ScalarType::kBool:
      writer->Bool(*BoolOf(node));
      return;
    case ScalarType::kNumber:
      if (const auto text = NumberText(node)) {
        writer->Raw(*text);
        return;
      }
      break;
    case ScalarType::kNull:
    case ScalarType::kNotFinite:
      break;
  }
  writer->Null();
}

}  // namespace

void WriteJson(const YamlNode& node, JsonWriter* writer) {
  switch (node.kind) {
    case YamlNode::Kind::kScalar:
      WriteScalar(node, writer);
      return;
    case YamlNode::Kind::kList:
      writer->BeginArray();
      for (const YamlNode& item : node.items) WriteJson(item, writer);
      writer->EndArray();
      return;
    case YamlNode::Kind::kMapping:
      writer->BeginObject();
      for (const YamlMember& member : node.members) {
        writer->Name(member.name);
        WriteJson(member.value, writer);
      }
      writer->EndObject();
      return;
    case YamlNode::Kind::kInvalid:
    case YamlNode::Kind::kMissing:
      writer->Null();
      return;
  }
}

}  // namespace plog

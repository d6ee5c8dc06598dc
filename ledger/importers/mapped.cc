// Records of any format, read as a user's mapping says: one per line, or the
// elements of an array in a document. An array at the top, or in a member of
// the document, is read element by element; one that lies deeper is read
// together with the document's member that holds it.

#include "ledger/importers/document_importer.h"
#include "ledger/importers/line_importer.h"
#include "ledger/importers/record_mapper.h"

namespace plog {
namespace {

class MappedLines : public LineImporter {
 public:
  MappedLines(const RecordMapping* mapping, const SourceInfo& source)
      : LineImporter(mapping->format_name, source), mapper_(mapping, &out()) {
    out().SetProvenance("mapping_sha256", mapping->sha256_hex);
  }

 protected:
  void Record(JsonView record) override { mapper_.Map(record); }
  void End() override { mapper_.CountUnmatched(); }

 private:
  RecordMapper mapper_;
};

class MappedDocument : public DocumentImporter {
 public:
  MappedDocument(const RecordMapping* mapping, const SourceInfo& source)
      : DocumentImporter(mapping->format_name, source, Streamed(*mapping)),
        records_(*mapping->records),
        mapper_(mapping, &out()) {
    out().SetProvenance("mapping_sha256", mapping->sha256_hex);
  }

 protected:
  void Record(JsonView record, const Context& context) override {
    const bool whole = records_.size() == 0;
    if (whole ? context.in_array : !context.member.empty()) {
      return mapper_.Map(record);
    }
    // Of a document whose records were cut out, the array is left, empty.
    const JsonView all = whole ? JsonView() : records_.Resolve(record);
    if (!all.is(JsonType::kArray)) {
      return out().Unknown("a document without an array at `" +
                           records_.text() + "`");
    }
    for (JsonView r = all.First(); r.valid(); r = all.After(r)) mapper_.Map(r);
  }
  void End() override { mapper_.CountUnmatched(); }

 private:
  static std::vector<std::string_view> Streamed(const RecordMapping& mapping) {
    if (mapping.records->size() != 1) return {};
    return {mapping.records->first()};
  }

  const JsonPointer& records_;
  RecordMapper mapper_;
};

}  // namespace

InputFormat MappedFormat(const RecordMapping* mapping) {
  InputFormat format;
  format.name = mapping->format_name;
  format.summary = "as a mapping says";
  format.needs_digest = true;
  if (!mapping->records) {
    format.unit = InputFormat::Unit::kLines;
    format.make = [mapping](const SourceInfo& source) {
      return std::unique_ptr<InputDecoder>(
          std::make_unique<MappedLines>(mapping, source));
    };
    return format;
  }
  format.unit = InputFormat::Unit::kBytes;
  format.make = [mapping](const SourceInfo& source) {
    return std::unique_ptr<InputDecoder>(
        std::make_unique<MappedDocument>(mapping, source));
  };
  return format;
}

}  // namespace plog

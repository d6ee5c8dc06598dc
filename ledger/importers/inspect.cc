// Inspect AI logs in JSON: one document whose `samples` are read one by one.

#include "ledger/importers/document_importer.h"
#include "ledger/importers/inspect_sample.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "inspect";

class InspectImporter : public DocumentImporter {
 public:
  explicit InspectImporter(const SourceInfo& source)
      : DocumentImporter(kFormat, source, {"samples"}) {}

 protected:
  void Record(JsonView record, const Context& context) override {
    if (context.member.empty()) {
      if (!record.Find("eval").valid()) out().Unknown("a value without eval");
      return;
    }
    if (!mapper_.SetLog(context.document)) {
      return out().Refuse({RejectCode::kNotObject, 1,
                           "`eval` does not stand before `samples`: whose run "
                           "this sample is, is not known"});
    }
    mapper_.Map(record);
  }

 private:
  InspectSampleMapper mapper_{&out()};
};

std::optional<std::string> Detect(const InputHead& head) {
  if (head.HasName("eval") && head.HasName("version") &&
      head.HasName("status")) {
    return "an object with version, status and eval";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kInspectFormat;
const InputFormat kInspectFormat = {
    .name = kFormat,
    .summary = "Inspect AI logs (.json)",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<InspectImporter>(source);
    }};

}  // namespace plog

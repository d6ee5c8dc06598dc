// Inspect AI logs as ZIP archives (.eval): header.json, or _journal/start.json
// of a run that did not finish, and one member per sample. A ZIP's directory
// stands at its end, so the archive is collected first, up to max_record bytes.

#include <fmt/format.h>

#include <functional>

#include "ledger/importers/foreign_json.h"
#include "ledger/importers/inspect_sample.h"
#include "ledger/importers/zip_archive.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "inspect-eval";
constexpr std::string_view kHeader = "header.json";
constexpr std::string_view kStart = "_journal/start.json";

bool IsSample(std::string_view name) {
  return name.starts_with("samples/") && name.ends_with(".json");
}

class InspectArchiveImporter : public InputDecoder {
 public:
  explicit InspectArchiveImporter(const SourceInfo& source)
      : emitter_(kFormat, source) {}

  void Chunk(std::string_view bytes, RecordSink* /*sink*/) override {
    size_ += bytes.size();
    if (size_ <= emitter_.source().max_record) archive_ += bytes;
  }

  void Finish(RecordSink* sink) override {
    emitter_.SetSink(sink);
    emitter_.SetPlace({record_, 1, 1, {}});
    if (size_ == 0) return;
    if (size_ > emitter_.source().max_record) {
      return emitter_.Refuse(
          {RejectCode::kLineTooLong, 1,
           fmt::format("the archive has {} bytes, more than {} (--max-line)",
                       size_, emitter_.source().max_record)});
    }
    if (ReadLog()) Read(&IsSample, &InspectArchiveImporter::Sample);
    emitter_.CountUnanswered();
  }

 private:
  using Visit = void (InspectArchiveImporter::*)(std::string_view name,
                                                 JsonView value);

  // The header of a finished run says more than its first journal entry.
  bool ReadLog() {
    for (const std::string_view name : {kHeader, kStart}) {
      if (has_log_) break;
      Read([name](std::string_view member) { return member == name; },
           &InspectArchiveImporter::Log);
    }
    if (!has_log_) {
      emitter_.Refuse({RejectCode::kNotObject, 1,
                       "the archive has no header.json with `eval`"});
    }
    return has_log_;
  }

  void Log(std::string_view /*name*/, JsonView value) {
    has_log_ = mapper_.SetLog(value);
  }

  void Sample(std::string_view /*name*/, JsonView value) { mapper_.Map(value); }

  // Every chosen member is a record.
  void Read(const std::function<bool(std::string_view)>& wanted, Visit visit) {
    const Status read = ReadZip(
        archive_, emitter_.source().max_record, wanted,
        [this, visit](std::string_view name, std::string_view bytes,
                      bool whole) {
          emitter_.SetPlace({++record_, 1, 1, bytes});
          if (!whole) {
            return emitter_.Refuse(
                {RejectCode::kLineTooLong, 1,
                 fmt::format("{} is too large (--max-line)", name)});
          }
          if (std::optional<Reject> reject = json_.Parse(bytes)) {
            reject->message = fmt::format("{}: {}", name, reject->message);
            return emitter_.Refuse(*reject);
          }
          (this->*visit)(name, json_.root());
        });
    if (read) return;
    emitter_.SetPlace({++record_, 1, 1, {}});
    emitter_.Refuse({RejectCode::kNotJson, 1, read.error().message});
  }

  EventEmitter emitter_;
  InspectSampleMapper mapper_{&emitter_};
  ForeignJson json_;
  std::string archive_;
  uint64_t size_ = 0;
  uint64_t record_ = 0;
  bool has_log_ = false;
};

std::optional<std::string> Detect(const InputHead& head) {
  if (!head.bytes.starts_with("PK\x03\x04")) return std::nullopt;
  for (const std::string_view name : {kHeader, kStart}) {
    if (head.bytes.find(name) != std::string_view::npos) {
      return fmt::format("a ZIP archive with {}", name);
    }
  }
  if (head.bytes.find("samples/") == std::string_view::npos) {
    return std::nullopt;
  }
  return "a ZIP archive with samples";
}

}  // namespace

extern const InputFormat kInspectArchiveFormat;
const InputFormat kInspectArchiveFormat = {
    .name = kFormat,
    .summary = "Inspect AI logs (.eval archives)",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<InspectArchiveImporter>(source);
    }};

}  // namespace plog

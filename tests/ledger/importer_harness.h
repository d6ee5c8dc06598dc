#ifndef PLOG_TESTS_LEDGER_IMPORTER_HARNESS_H_
#define PLOG_TESTS_LEDGER_IMPORTER_HARNESS_H_

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/event/line_parser.h"
#include "ledger/ingest/input_format.h"
#include "ledger/json/json.h"

namespace plog {

// What an importer made of a source, before any ledger sees it. Every event
// went through the strict parser of native events.
class Imported : public RecordSink {
 public:
  struct Item {
    std::string json;
    uint64_t record = 0;
    uint64_t line = 0;
  };

  void Event(const InputRecord& record) override {
    ParsedEvent parsed;
    const std::optional<Reject> reject = parser_.Parse(record.json, &parsed);
    EXPECT_FALSE(reject) << reject->message << "\n" << record.json;
    events.push_back({std::string(record.json), record.record, record.line});
  }
  void Refuse(const InputRecord& record, const Reject& reject) override {
    rejects.push_back(reject);
    reject_places.push_back({std::string(), record.record, record.line});
  }
  void Note(std::string_view code, std::string_view detail) override {
    ++notes[std::string(code)];
    ++details[std::string(code) + ": " + std::string(detail)];
  }

  // Calls `visit` with every event.
  template <class Visit>
  void Each(const Visit& visit) const {
    JsonParser parser;
    JsonDocument document;
    for (const Item& item : events) {
      EXPECT_FALSE(parser.Parse(item.json, JsonLimits{}, &document));
      visit(document.root());
    }
  }
  // One line per event: "TYPE name status duration".
  std::string Sketch() const {
    std::string sketch;
    Each([&sketch](JsonView event) {
      for (const std::string_view name :
           {"action_type", "action_name", "action_status", "duration_ms"}) {
        const JsonView value = event.Find(name);
        if (!sketch.empty() && sketch.back() != '\n') sketch += ' ';
        if (!value.valid()) sketch += '-';
        if (value.is_string()) sketch += value.AsString();
        if (value.is_number()) sketch += std::to_string(value.AsInteger());
      }
      sketch += '\n';
    });
    return sketch;
  }

  std::vector<Item> events;
  std::vector<Reject> rejects;
  std::vector<Item> reject_places;
  std::map<std::string, int> notes;
  std::map<std::string, int> details;

 private:
  EventLineParser parser_;
};

inline std::string SlurpFile(const std::string& path) {
  std::stringstream all;
  all << std::ifstream(path, std::ios::binary).rdbuf();
  return all.str();
}

// Feeds `bytes` to the importer as ingest would, chunks of `chunk` bytes.
inline Imported Import(const InputFormat& format, const std::string& bytes,
                       const std::string& name = "folder/file.jsonl",
                       size_t chunk = 4096, size_t max_record = 16 << 20) {
  Imported imported;
  const SourceInfo source{name, ToHex(Sha256Of(bytes)), max_record};
  const std::unique_ptr<InputDecoder> decoder = format.make(source);
  if (format.unit == InputFormat::Unit::kBytes) {
    for (size_t at = 0; at < bytes.size(); at += chunk) {
      decoder->Chunk(std::string_view(bytes).substr(at, chunk), &imported);
    }
  } else {
    uint64_t number = 0;
    std::istringstream lines(bytes);
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      decoder->Line({line, number}, &imported);
    }
  }
  decoder->Finish(&imported);
  return imported;
}

inline std::string FormatOf(const std::string& bytes) {
  const InputHead head(std::string_view(bytes).substr(0, InputHead::kBytes),
                       bytes.size() <= InputHead::kBytes);
  const auto detected = DetectInputFormat(head, "source");
  return detected ? std::string(detected->format->name)
                  : detected.error().message;
}

// By name, or by content if the name is empty.
inline Imported ImportAs(const std::string& format, const std::string& bytes,
                         const std::string& name = "folder/file.jsonl") {
  const std::string chosen = format.empty() ? FormatOf(bytes) : format;
  const InputFormat* found = FindInputFormat(chosen);
  EXPECT_NE(found, nullptr) << chosen;
  if (found == nullptr) return {};
  return Import(*found, bytes, name);
}

}  // namespace plog

#endif  // PLOG_TESTS_LEDGER_IMPORTER_HARNESS_H_

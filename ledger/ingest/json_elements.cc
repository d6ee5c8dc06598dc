// Events as the elements of a JSON array: the whole document, or the member
// `events` of a .plog export. Elements are cut out of the stream by brackets
// and strings, so that memory is bounded by the largest of them.

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ledger/ingest/input_format.h"
#include "ledger/ingest/json_text_scanner.h"
#include "ledger/json/json_value_end.h"

namespace plog {
namespace {

bool IsSpace(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

class ElementDecoder : public InputDecoder {
 public:
  // `member` is the name of the top-level member that holds the array; empty
  // if the document is the array.
  ElementDecoder(std::string_view member, size_t max_record)
      : member_(member), max_record_(max_record) {}

  void Chunk(std::string_view bytes, RecordSink* sink) override {
    while (!bytes.empty() && state_ != State::kFailed) {
      const size_t passed = Pass(bytes, sink);
      Advance(bytes.substr(0, passed));
      bytes.remove_prefix(passed);
    }
  }

  void Finish(RecordSink* sink) override {
    if (state_ == State::kFailed || state_ == State::kAfterAll) return;
    if (state_ == State::kBegin && !seen_any_) return;  // an empty source
    Refuse(sink, RejectCode::kTornLine, "the document ends before its end");
  }

 private:
  enum class State {
    kBegin,         // before the document
    kName,          // in the object, before a name or the closing brace
    kInName,        // inside a name
    kColon,         // after a name
    kValue,         // before the value of a member
    kSkip,          // inside a value that is not ours
    kAfterMember,   // after a value
    kFirstElement,  // after the opening bracket
    kElement,       // after a comma
    kInElement,     // inside an element
    kAfterElement,  // after an element
    kAfterAll,      // after the document
    kFailed,
  };

  // Takes something from the front and says how much: nothing if only the
  // state has changed.
  size_t Pass(std::string_view bytes, RecordSink* sink) {
    if (state_ == State::kInElement) return InElement(bytes, sink);
    if (state_ == State::kSkip) return Skip(bytes);
    const State before = state_;
    Next(bytes.front(), sink);
    // The first byte of a value is looked at again as part of it.
    const bool begins = state_ != before &&
                        (state_ == State::kInElement || state_ == State::kSkip);
    return begins ? 0 : 1;
  }

  void Advance(std::string_view passed) {
    for (size_t end = passed.find('\n'); end != std::string_view::npos;
         end = passed.find('\n')) {
      ++line_;
      column_ = 1;
      passed.remove_prefix(end + 1);
    }
    column_ += passed.size();
  }

  void Next(char byte, RecordSink* sink) {
    if (state_ == State::kInName) return InName(byte, sink);
    if (IsSpace(byte)) return;
    seen_any_ = true;
    switch (state_) {
      case State::kBegin:
        if (byte == (member_.empty() ? '[' : '{')) {
          return Go(member_.empty() ? State::kFirstElement : State::kName);
        }
        break;
      case State::kFirstElement:
        if (byte == ']') return EndArray();
        return BeginElement();
      case State::kElement:
        if (byte == ']') break;
        return BeginElement();
      case State::kAfterElement:
        if (byte == ',') return Go(State::kElement);
        if (byte == ']') return EndArray();
        break;
      default:
        return NextOfObject(byte, sink);
    }
    Unexpected(byte, sink);
  }

  void NextOfObject(char byte, RecordSink* sink) {
    switch (state_) {
      case State::kName:
        if (byte == '}') return Go(State::kAfterAll);
        if (byte != '"') break;
        name_.clear();
        scanner_ = JsonTextScanner();
        scanner_.Next(byte);
        return Go(State::kInName);
      case State::kColon:
        if (byte == ':') return Go(State::kValue);
        break;
      case State::kValue:
        if (name_ == member_ && byte == '[') {
          if (found_) break;  // a second list of events
          found_ = true;
          return Go(State::kFirstElement);
        }
        value_ = JsonValueEnd();
        return Go(State::kSkip);
      case State::kAfterMember:
        if (byte == ',') return Go(State::kName);
        if (byte == '}') return Go(State::kAfterAll);
        break;
      default:
        break;
    }
    Unexpected(byte, sink);
  }

  void InName(char byte, RecordSink* sink) {
    constexpr size_t kLongestName = 1024;
    scanner_.Next(byte);
    if (!scanner_.in_string()) return Go(State::kColon);
    if (name_.size() == kLongestName) return Unexpected(byte, sink);
    name_ += byte;
  }

  size_t Skip(std::string_view bytes) {
    const size_t passed = value_.Feed(bytes);
    if (value_.found()) Go(State::kAfterMember);
    return passed;
  }

  void BeginElement() {
    value_ = JsonValueEnd();
    element_.clear();
    element_line_ = line_;
    element_column_ = column_;
    too_long_ = false;
    Go(State::kInElement);
  }

  size_t InElement(std::string_view bytes, RecordSink* sink) {
    const size_t passed = value_.Feed(bytes);
    const size_t kept = std::min(passed, max_record_ - element_.size());
    element_ += bytes.substr(0, kept);
    too_long_ = too_long_ || kept < passed;
    if (value_.found()) EndElement(sink);
    return passed;
  }

  void EndElement(RecordSink* sink) {
    Go(State::kAfterElement);
    const InputRecord record{element_, ++records_, element_line_,
                             element_column_};
    if (too_long_) {
      sink->Refuse(
          record, {RejectCode::kLineTooLong, 1,
                   fmt::format("an event of more than {} bytes", max_record_)});
    } else {
      sink->Event(record);
    }
    if (element_.capacity() > (size_t{1} << 20)) std::string().swap(element_);
  }

  void EndArray() {
    Go(member_.empty() ? State::kAfterAll : State::kAfterMember);
  }

  void Unexpected(char byte, RecordSink* sink) {
    const auto code = static_cast<unsigned char>(byte);
    Refuse(sink, RejectCode::kNotJson,
           code >= 0x20 && code < 0x7f
               ? fmt::format("unexpected `{}`: the rest is not read", byte)
               : fmt::format("unexpected byte 0x{:02x}: the rest is not read",
                             code));
  }

  // A fault of the document, not of an element: it has no number, so that the
  // document can still grow.
  void Refuse(RecordSink* sink, RejectCode code, std::string message) {
    const bool inside = state_ == State::kInElement;
    sink->Refuse(
        {inside ? std::string_view(element_) : std::string_view(), uint64_t{0},
         inside ? element_line_ : line_, inside ? element_column_ : column_},
        {code, 1, std::move(message)});
    state_ = State::kFailed;
  }

  void Go(State state) { state_ = state; }

  const std::string member_;
  const size_t max_record_;
  State state_ = State::kBegin;
  JsonTextScanner scanner_;  // of a name
  JsonValueEnd value_;       // of an element, or of a value that is skipped
  std::string name_;
  bool found_ = false;
  bool seen_any_ = false;
  std::string element_;
  bool too_long_ = false;
  uint64_t element_line_ = 1;
  uint64_t element_column_ = 1;
  uint64_t records_ = 0;
  uint64_t line_ = 1;
  uint64_t column_ = 1;
};

// The first element, if the head shows all of it, is an object with agent_id.
std::optional<std::string> DetectArray(const InputHead& head) {
  if (!head.first_line.starts_with('[')) return std::nullopt;
  const size_t begin = head.bytes.find('[') + 1;
  JsonTextScanner scanner;
  for (size_t i = begin; i < head.bytes.size(); ++i) {
    scanner.Next(head.bytes[i]);
    if (head.bytes[i] != '}' || scanner.in_string() || scanner.depth() > 0) {
      continue;
    }
    JsonParser parser;
    JsonDocument document;
    if (parser.Parse(head.bytes.substr(begin, i + 1 - begin), JsonLimits{},
                     &document) ||
        !document.root().Find("agent_id").is_string()) {
      return std::nullopt;
    }
    return "an array whose first element is an object with agent_id";
  }
  return std::nullopt;
}

std::optional<std::string> DetectExport(const InputHead& head) {
  const bool plog = head.HasName("exported_at") ||
                    head.HasName("merkle_root") ||
                    head.HasName("merkle_proofs");
  if (!head.HasName("events") || head.HasName("agent_id")) return std::nullopt;
  if (!plog && !head.HasName("version")) return std::nullopt;
  return "an object with events and version, exported_at or merkle_root";
}

}  // namespace

extern const InputFormat kJsonArrayFormat;
const InputFormat kJsonArrayFormat = {
    .name = "json-array",
    .summary = "events as the elements of one JSON array",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = false,
    .stateless = false,
    .detect = &DetectArray,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<ElementDecoder>("", source.max_record);
    }};

extern const InputFormat kPlogExportFormat;
const InputFormat kPlogExportFormat = {
    .name = "plog",
    .summary = "a .plog export, the events of its member `events`",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = false,
    .stateless = false,
    .detect = &DetectExport,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<ElementDecoder>("events", source.max_record);
    }};

}  // namespace plog

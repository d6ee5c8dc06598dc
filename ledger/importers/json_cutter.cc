#include "ledger/importers/json_cutter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plog {
namespace {

bool IsSpace(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

}  // namespace

void JsonCutter::Feed(std::string_view bytes) {
  for (const char byte : bytes) {
    if (state_ == State::kFailed) return;
    while (!Next(byte)) {
    }
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else {
      ++column_;
    }
  }
}

bool JsonCutter::Next(char byte) {
  switch (state_) {
    case State::kOutside:
      return Outside(byte);
    case State::kObject:
      return Object(byte);
    case State::kGap:
      return Gap(byte);
    case State::kElement:
      return Element(byte);
    case State::kJunk:
      return Junk(byte);
    case State::kFailed:
      return true;
  }
  return true;
}

bool JsonCutter::Outside(char byte) {
  if (IsSpace(byte)) return true;
  in_object_ = false;
  if (byte == '[') {
    need_comma_ = after_comma_ = false;
    state_ = State::kGap;
    object_place_ = {records_, line_, column_};
    return true;
  }
  BeginPiece(byte == '{' ? State::kObject : State::kJunk);
  return false;
}

void JsonCutter::BeginPiece(State state) {
  state_ = state;
  too_long_ = false;
  scalar_ = false;
  if (state == State::kObject) {
    object_.clear();
    head_.clear();
    name_.clear();
    last_ = '\0';
    object_scanner_ = {};
    object_place_ = {0, line_, column_};
    in_object_ = true;
  } else {
    piece_.clear();
    piece_scanner_ = {};
    piece_place_ = {0, line_, column_};
  }
}

void JsonCutter::Keep(char byte, std::string* piece) {
  if (piece->size() < max_piece_) {
    *piece += byte;
  } else {
    too_long_ = true;
  }
}

bool JsonCutter::Object(char byte) {
  // An object at the beginning of a line, inside one that began on an earlier
  // line together with its first member: that line was torn.
  const bool new_line = column_ == 1 && line_ > object_place_.line;
  if (new_line && byte == '{' && !object_.starts_with("{\n") &&
      !object_.starts_with("{\r") && last_ != '[' && last_ != ':' &&
      object_scanner_.depth() > 0 && !object_scanner_.in_string() &&
      !(last_ == ',' && object_scanner_.depth() > 1)) {
    Fault(object_, NewPlace(),
          {RejectCode::kNotJson, 1, "the record ends inside a value"});
    state_ = State::kOutside;
    return false;
  }
  if (byte == '\n' && (lines_ || object_scanner_.in_string())) {
    Torn();
    return true;
  }
  Keep(byte, &object_);
  FollowNames(byte);
  if (object_scanner_.depth() == 0) {
    EndObject();
  } else if (IsStreamed() && last_ == '[' && object_scanner_.depth() == 2 &&
             byte == '[') {
    need_comma_ = after_comma_ = false;
    head_ = object_ + "]}";
    state_ = State::kGap;
  }
  return true;
}

void JsonCutter::FollowNames(char byte) {
  const bool was_in_string = object_scanner_.in_string();
  object_scanner_.Next(byte);
  if (object_scanner_.in_string()) {
    if (!was_in_string) {
      text_.clear();
    } else if (object_scanner_.depth() == 1 && text_.size() < 64) {
      text_ += byte;
    }
    return;
  }
  if (IsSpace(byte)) return;
  if (object_scanner_.depth() == 1 && byte == ':') name_ = text_;
  // Only the bracket that follows the colon opens the member's own array.
  if (byte == '[' && last_ != ':') name_.clear();
  last_ = byte;
}

bool JsonCutter::IsStreamed() const {
  return !name_.empty() && std::find(streamed_.begin(), streamed_.end(),
                                     name_) != streamed_.end();
}

void JsonCutter::EndObject() {
  state_ = State::kOutside;
  lines_ = lines_ || object_place_.line == line_;
  const Place place = NewPlace();
  if (too_long_) {
    return Fault(object_, place,
                 {RejectCode::kLineTooLong, 1,
                  fmt::format("the record has more than {} bytes (--max-line)",
                              max_piece_)});
  }
  handler_->OnValue(object_,
                    {place.record, object_place_.line, object_place_.column});
}

bool JsonCutter::Gap(char byte) {
  if (IsSpace(byte)) return true;
  if (byte == ']' && !after_comma_) {
    if (!in_object_) {
      handler_->OnArrayEnd();
      state_ = State::kOutside;
      return true;
    }
    state_ = State::kObject;
    name_.clear();
    return false;
  }
  if (byte == ',' && need_comma_) {
    need_comma_ = false;
    after_comma_ = true;
    return true;
  }
  if (byte == ',' || byte == ']' || byte == '}' || need_comma_) {
    Fail(fmt::format("unexpected `{}`: the rest is not read", byte));
    return true;
  }
  after_comma_ = false;
  BeginPiece(State::kElement);
  scalar_ = byte != '{' && byte != '[';
  return false;
}

bool JsonCutter::Element(char byte) {
  if (byte == '\n' && piece_scanner_.in_string()) {
    Torn();
    return true;
  }
  const bool outside_string = !piece_scanner_.in_string();
  if (scalar_ && outside_string &&
      (byte == ',' || byte == ']' || byte == '}' || IsSpace(byte))) {
    EndElement();
    return false;
  }
  Keep(byte, &piece_);
  piece_scanner_.Next(byte);
  if (!scalar_ && piece_scanner_.depth() == 0) EndElement();
  return true;
}

void JsonCutter::EndElement() {
  state_ = State::kGap;
  need_comma_ = true;
  const Place place{NewPlace().record, piece_place_.line, piece_place_.column};
  if (too_long_) {
    return Fault(piece_, place,
                 {RejectCode::kLineTooLong, 1,
                  fmt::format("the record has more than {} bytes (--max-line)",
                              max_piece_)});
  }
  handler_->OnElement(
      in_object_ ? std::string_view(name_) : std::string_view(), piece_,
      in_object_ ? std::string_view(head_) : std::string_view(), place);
}

bool JsonCutter::Junk(char byte) {
  if (byte != '\n') {
    Keep(byte, &piece_);
    return true;
  }
  state_ = State::kOutside;
  Fault(piece_, {NewPlace().record, piece_place_.line, piece_place_.column},
        {RejectCode::kNotJson, 1, "neither an object nor an array"});
  return true;
}

void JsonCutter::Torn() {
  const bool element = state_ == State::kElement;
  const Place begin = element ? piece_place_ : object_place_;
  const std::string& text = element ? piece_ : object_;
  const uint64_t record = NewPlace().record;
  Fault(
      text, {record, begin.line, begin.column},
      {RejectCode::kNotJson, text.size() + 1, "the line ends inside a value"});
  const Place value = object_place_;
  state_ = value.line == line_ ? State::kOutside : State::kFailed;
}

void JsonCutter::Fail(std::string message) {
  Fault({}, {records_, line_, column_},
        {RejectCode::kNotJson, 1, std::move(message)});
  state_ = State::kFailed;
}

void JsonCutter::Fault(std::string_view text, const Place& place,
                       const Reject& reject) {
  handler_->OnFault(text, place, reject);
}

JsonCutter::Place JsonCutter::NewPlace() {
  return {++records_, object_place_.line, object_place_.column};
}

// What is missing at the end may still come: it has no number of its own.
void JsonCutter::Finish() {
  if (state_ == State::kFailed || state_ == State::kOutside) return;
  const bool object = state_ == State::kObject;
  const bool piece = state_ == State::kElement || state_ == State::kJunk;
  Place place = piece ? piece_place_ : object_place_;
  place.record = records_;
  Fault(object  ? std::string_view(object_)
        : piece ? std::string_view(piece_)
                : std::string_view(),
        place,
        {RejectCode::kTornLine, 1, "the source ends inside a JSON value"});
  state_ = State::kFailed;
}

}  // namespace plog

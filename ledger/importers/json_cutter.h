#ifndef PLOG_LEDGER_IMPORTERS_JSON_CUTTER_H_
#define PLOG_LEDGER_IMPORTERS_JSON_CUTTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/line_parser.h"
#include "ledger/ingest/json_text_scanner.h"

namespace plog {

// Cuts JSON text, fed in chunks, into pieces small enough to be parsed one by
// one: top-level values, one after another (JSON Lines, or one document over
// many lines), the elements of a top-level array, and the elements of those
// members of a top-level object that are named as streamed.
//
//   {"eval":{…},"samples":[ {…}, {…} ],"stats":{…}}
//                           ^^^  ^^^ elements of `samples`; then the value
//                                    {"eval":{…},"samples":[],"stats":{…}}
//
// Memory: one piece, and the rest of one value. A line that is torn is refused
// and the next one goes on; a document that is broken is refused from there.
class JsonCutter {
 public:
  struct Place {
    uint64_t record = 0;  // pieces so far; a fault at the end has none
    uint64_t line = 1;
    uint64_t column = 1;
  };

  class Handler {
   public:
    virtual ~Handler() = default;
    // A top-level object (or a scalar), without the streamed elements.
    virtual void OnValue(std::string_view text, const Place& place) = 0;
    // `member` is empty for an element of a top-level array. `head` is the
    // object as far as it was read, closed; empty for an array.
    virtual void OnElement(std::string_view member, std::string_view text,
                           std::string_view head, const Place& place) = 0;
    virtual void OnArrayEnd() = 0;
    virtual void OnFault(std::string_view text, const Place& place,
                         const Reject& reject) = 0;
  };

  JsonCutter(std::vector<std::string_view> streamed, size_t max_piece,
             Handler* handler)
      : streamed_(std::move(streamed)),
        max_piece_(max_piece),
        handler_(handler) {}

  void Feed(std::string_view bytes);
  void Finish();

 private:
  enum class State {
    kOutside,  // between top-level values
    kObject,   // in a top-level object
    kGap,      // in an array whose elements are cut out, between them
    kElement,  // in such an element
    kJunk,     // in a line that is no JSON
    kFailed,
  };

  // False: the byte is to be looked at again in the new state.
  bool Next(char byte);
  bool Outside(char byte);
  bool Object(char byte);
  bool Gap(char byte);
  bool Element(char byte);
  bool Junk(char byte);

  void BeginPiece(State state);
  void Keep(char byte, std::string* piece);
  void FollowNames(char byte);
  bool IsStreamed() const;
  void EndObject();
  void EndElement();
  // A piece that cannot go on. Resumes with the next line if the piece began on
  // this one.
  void Torn();
  void Fail(std::string message);
  void Fault(std::string_view text, const Place& place, const Reject& reject);
  Place NewPlace();

  const std::vector<std::string_view> streamed_;
  const size_t max_piece_;
  Handler* handler_;

  State state_ = State::kOutside;
  std::string object_;  // the top-level object, streamed elements left out
  std::string piece_;   // an element, or a line of junk
  std::string head_;
  bool too_long_ = false;  // the piece; what is beyond the limit was dropped
  bool in_object_ = false;
  bool lines_ = false;  // a value stood on one line: others do, too
  JsonTextScanner object_scanner_;
  JsonTextScanner piece_scanner_;
  bool scalar_ = false;       // the element is neither object nor array
  bool need_comma_ = false;   // in a gap, after an element
  bool after_comma_ = false;  // in a gap, after a comma
  // Names of the top-level object's members.
  std::string text_;
  std::string name_;
  char last_ = '\0';  // last byte that was not white space, outside strings

  uint64_t records_ = 0;
  uint64_t line_ = 1;
  uint64_t column_ = 1;
  Place object_place_;
  Place piece_place_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_JSON_CUTTER_H_

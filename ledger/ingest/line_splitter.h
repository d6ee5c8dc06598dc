#ifndef PLOG_LEDGER_INGEST_LINE_SPLITTER_H_
#define PLOG_LEDGER_INGEST_LINE_SPLITTER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "ledger/crypto/sha256.h"

namespace plog {

// Of a rejected line at most so much is kept.
inline constexpr size_t kMaxRejectBytes = 64 * 1024;

// A line cut out of a stream; `text` lives for the call.
struct SplitLine {
  std::string_view text;  // without the newline; if too long, its beginning
  uint64_t size = 0;      // bytes of the whole line, without the newline
  bool too_long = false;
  bool complete = true;  // ended by a newline, not by the end of the stream
  Digest sha256{};       // of the whole line, only if too long
};

// Cuts a stream into lines with bounded memory and keeps the digest of the
// bytes it is past: those of all complete lines, and of an incomplete last line
// once Accept() says so.
class LineSplitter {
 public:
  using OnLine = std::function<void(const SplitLine&)>;
  // Without `hashes` the digest is zeros.
  explicit LineSplitter(size_t max_line, bool hashes = true)
      : max_line_(max_line), hashes_(hashes) {}

  void Feed(std::string_view chunk, const OnLine& on_line);
  // The last line, if it has no newline.
  void Finish(const OnLine& on_line);
  // Counts bytes that come before what will be fed.
  void PassKnown(std::string_view bytes) { Pass(bytes); }
  // Counts the incomplete last line as passed.
  void AcceptLast();

  uint64_t passed_bytes() const { return passed_; }
  Digest PassedDigest() const { return hashes_ ? digest_.SoFar() : Digest{}; }

 private:
  void Pass(std::string_view bytes);
  void Emit(std::string_view text, bool complete, const OnLine& on_line);
  void Collect(std::string_view part);

  const size_t max_line_;
  const bool hashes_;
  std::string partial_;  // the beginning of a line that goes on
  uint64_t size_ = 0;    // of that line
  bool too_long_ = false;
  Sha256 line_digest_;  // of a line that is too long
  Sha256 digest_;
  uint64_t passed_ = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_LINE_SPLITTER_H_

#include "ledger/ingest/line_splitter.h"

#include <algorithm>

namespace plog {

void LineSplitter::Pass(std::string_view bytes) {
  if (hashes_) digest_.Update(bytes);
  passed_ += bytes.size();
}

// A line that is too long is hashed as it goes by and never held.
void LineSplitter::Collect(std::string_view part) {
  size_ += part.size();
  if (!too_long_ && size_ > max_line_) {
    too_long_ = true;
    line_digest_.Reset();
    line_digest_.Update(partial_);
    Pass(partial_);
    partial_.resize(std::min(partial_.size(), kMaxRejectBytes));
  }
  if (too_long_) {
    line_digest_.Update(part);
    Pass(part);
    part = part.substr(
        0, kMaxRejectBytes - std::min(partial_.size(), kMaxRejectBytes));
  }
  partial_ += part;
}

void LineSplitter::Emit(std::string_view text, bool complete,
                        const OnLine& on_line) {
  SplitLine line{
      text, too_long_ ? size_ : text.size(), too_long_, complete, {}};
  if (too_long_) line.sha256 = line_digest_.Finish();
  if (complete) {
    if (!too_long_) Pass(text);
    Pass("\n");
  }
  on_line(line);
}

void LineSplitter::Feed(std::string_view chunk, const OnLine& on_line) {
  while (!chunk.empty()) {
    const size_t end = chunk.find('\n');
    const bool whole = end != std::string_view::npos;
    const std::string_view part = chunk.substr(0, end);
    chunk.remove_prefix(whole ? end + 1 : chunk.size());
    if (whole && size_ == 0 && part.size() <= max_line_) {
      // The usual case copies nothing, and passes the line with its newline.
      Pass({part.data(), part.size() + 1});
      on_line({part, part.size(), false, true, {}});
      continue;
    }
    Collect(part);
    if (!whole) continue;
    Emit(partial_, true, on_line);
    partial_.clear();
    size_ = 0;
    too_long_ = false;
  }
}

void LineSplitter::Finish(const OnLine& on_line) {
  if (size_ > 0) Emit(partial_, false, on_line);
}

void LineSplitter::AcceptLast() {
  if (!too_long_) Pass(partial_);
  partial_.clear();
  size_ = 0;
}

}  // namespace plog

#include "checker/spill/file_stream.h"

#include <algorithm>
#include <cstring>

namespace plog {

void FileWriter::Append(std::string_view bytes) {
  if (!status_) return;
  pending_.append(bytes);
  if (pending_.size() >= buffer_bytes_) static_cast<void>(Flush());
}

Status FileWriter::Flush() {
  if (!status_) return status_;
  status_ = file_.Write(at_, pending_);
  at_ += pending_.size();
  pending_.clear();
  return status_;
}

bool FileReader::Fill(size_t size) {
  if (!status_) return false;
  buffer_.erase(0, at_);
  at_ = 0;
  const size_t kept = buffer_.size();
  const uint64_t left = end_ - next_;
  const auto more = static_cast<size_t>(
      std::min<uint64_t>(left, std::max(buffer_bytes_, size) - kept));
  buffer_.resize(kept + more);
  status_ = file_->Read(next_, buffer_.data() + kept, more);
  next_ += more;
  if (status_ && buffer_.size() < size) {
    status_ = Fail(ErrorKind::kDefect, "a temporary file ends too early");
  }
  return status_.has_value();
}

std::string_view FileReader::Take(size_t size) {
  if (buffer_.size() - at_ < size && !Fill(size)) return {};
  const std::string_view bytes(buffer_.data() + at_, size);
  at_ += size;
  return bytes;
}

void AppendRow(std::string_view row, FileWriter* writer) {
  const auto size = static_cast<uint32_t>(row.size());
  char length[sizeof(size)];
  std::memcpy(length, &size, sizeof(size));
  writer->Append({length, sizeof(length)});
  writer->Append(row);
}

bool TakeRow(FileReader* reader, std::string_view* row) {
  if (reader->at_end()) return false;
  const std::string_view length = reader->Take(sizeof(uint32_t));
  if (length.empty()) return false;
  uint32_t size = 0;
  std::memcpy(&size, length.data(), sizeof(size));
  *row = reader->Take(size);
  return reader->status().has_value();
}

}  // namespace plog

#include "ledger/ingest/byte_source.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace plog {
namespace {

constexpr size_t kReadBytes = 256 * 1024;
// Below this a high ratio is harmless, and usual for very regular logs.
constexpr uint64_t kRatioFloor = 1 << 20;

struct ArchiveFree {
  void operator()(archive* a) const { archive_read_free(a); }
};

}  // namespace

struct ByteSource::Impl {
  std::string name;
  ByteLimits limits;
  int descriptor = -1;
  int64_t offset = -1;  // to read from; negative: where the file is
  std::vector<char> buffer = std::vector<char>(kReadBytes);
  uint64_t supplied = 0;  // compressed bytes given to libarchive
  int read_errno = 0;
  bool tail_has_data = false;
  uint64_t produced = 0;
  bool ended = false;
  std::unique_ptr<archive, ArchiveFree> reader;

  ssize_t Fill() {
    ssize_t got = -1;
    do {
      got = offset < 0 ? read(descriptor, buffer.data(), buffer.size())
                       : pread(descriptor, buffer.data(), buffer.size(),
                               static_cast<off_t>(offset));
    } while (got < 0 && errno == EINTR);
    if (got < 0) read_errno = errno;
    if (got > 0) supplied += static_cast<uint64_t>(got);
    if (got > 0 && offset >= 0) offset += got;
    return got;
  }

  tl::unexpected<Error> Fault() {
    if (read_errno != 0) {
      return Fail(ErrorKind::kIo, fmt::format("{}: cannot read: {}", name,
                                              std::strerror(read_errno)));
    }
    const char* why = archive_error_string(reader.get());
    return Fail(ErrorKind::kInput,
                fmt::format("{}: {} (after {} decompressed bytes)", name,
                            why == nullptr ? "damaged" : why, produced),
                "the compressed file is cut or damaged");
  }

  Status CheckLimits() const {
    if (produced > limits.max_bytes) {
      return Fail(ErrorKind::kInput,
                  fmt::format("{}: more than {} bytes", name, limits.max_bytes),
                  "raise --max-bytes if this is intended");
    }
    if (produced > kRatioFloor && produced / limits.max_ratio > supplied) {
      return Fail(
          ErrorKind::kInput,
          fmt::format("{}: expands more than {} times", name, limits.max_ratio),
          "decompress it yourself if this is intended");
    }
    return {};
  }

  // libarchive stops quietly where a compressed stream ends, whatever follows;
  // only zero padding may.
  Status CheckConsumed() {
    const int filters = archive_filter_count(reader.get());
    if (filters <= 1) return {};  // plain: read to its end by definition
    const auto consumed =
        static_cast<uint64_t>(archive_filter_bytes(reader.get(), -1));
    bool junk = false;
    // What libarchive was given but did not consume is the end of `buffer`.
    const uint64_t rest = supplied - std::min(consumed, supplied);
    const size_t last = last_fill;
    for (size_t i = rest < last ? last - static_cast<size_t>(rest) : 0;
         i < last; ++i) {
      junk = junk || buffer[i] != 0;
    }
    for (ssize_t got = Fill(); got > 0 && !junk; got = Fill()) {
      junk = std::any_of(buffer.begin(), buffer.begin() + got,
                         [](char byte) { return byte != 0; });
    }
    if (read_errno != 0) return Fault();
    if (!junk) return {};
    return Fail(ErrorKind::kInput,
                fmt::format("{}: bytes after the end of the compressed stream "
                            "(at offset {})",
                            name, consumed),
                "the file is damaged, or something was appended to it");
  }

  size_t last_fill = 0;

  static la_ssize_t OnRead(archive*, void* self, const void** data) {
    Impl* impl = static_cast<Impl*>(self);
    const ssize_t got = impl->Fill();
    if (got > 0) impl->last_fill = static_cast<size_t>(got);
    *data = impl->buffer.data();
    return got;
  }
};

ByteSource::ByteSource(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ByteSource::~ByteSource() = default;

Result<std::unique_ptr<ByteSource>> ByteSource::Open(const InputFile& file,
                                                     const std::string& name,
                                                     const ByteLimits& limits) {
  auto impl = std::make_unique<Impl>();
  impl->name = name;
  impl->limits = limits;
  impl->descriptor = file.descriptor();
  return Open(std::move(impl));
}

Result<std::unique_ptr<ByteSource>> ByteSource::OpenBeside(
    const InputFile& file, const std::string& name, const ByteLimits& limits) {
  auto impl = std::make_unique<Impl>();
  impl->name = name;
  impl->limits = limits;
  impl->descriptor = file.descriptor();
  impl->offset = file.begin();
  return Open(std::move(impl));
}

Result<std::unique_ptr<ByteSource>> ByteSource::Open(
    std::unique_ptr<Impl> impl) {
  impl->reader.reset(archive_read_new());
  archive* reader = impl->reader.get();
  if (reader == nullptr) return Fail(ErrorKind::kIo, "out of memory");
  archive_read_support_filter_gzip(reader);
  archive_read_support_filter_zstd(reader);
  archive_read_support_filter_xz(reader);
  archive_read_support_filter_bzip2(reader);
  archive_read_support_format_raw(reader);
  archive_read_support_format_empty(reader);
  if (archive_read_open(reader, impl.get(), nullptr, &Impl::OnRead, nullptr) !=
      ARCHIVE_OK) {
    return impl->Fault();
  }
  archive_entry* entry = nullptr;
  const int header = archive_read_next_header(reader, &entry);
  if (header == ARCHIVE_EOF) {
    impl->ended = true;
  } else if (header != ARCHIVE_OK) {
    return impl->Fault();
  }
  return std::unique_ptr<ByteSource>(new ByteSource(std::move(impl)));
}

Result<std::string_view> ByteSource::Read() {
  while (!impl_->ended) {
    const void* data = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    const int code =
        archive_read_data_block(impl_->reader.get(), &data, &size, &offset);
    if (code == ARCHIVE_EOF) {
      impl_->ended = true;
      const Status consumed = impl_->CheckConsumed();
      if (!consumed) return tl::make_unexpected(consumed.error());
      break;
    }
    if (code != ARCHIVE_OK) return impl_->Fault();
    impl_->produced += size;
    const Status allowed = impl_->CheckLimits();
    if (!allowed) return tl::make_unexpected(allowed.error());
    if (size > 0) {
      return std::string_view(static_cast<const char*>(data), size);
    }
  }
  return std::string_view();
}

std::string ByteSource::compression() const {
  archive* reader = impl_->reader.get();
  std::string names;
  // The last filter is the file itself.
  for (int i = 0; i + 1 < archive_filter_count(reader); ++i) {
    if (!names.empty()) names += '+';
    names += archive_filter_name(reader, i);
  }
  return names.empty() ? "plain" : names;
}

}  // namespace plog

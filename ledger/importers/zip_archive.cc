#include "ledger/importers/zip_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace plog {
namespace {

constexpr size_t kMaxRatio = 1000;
constexpr size_t kFreeExpansion = size_t{1} << 20;

using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;

tl::unexpected<Error> Damaged(const Reader& reader) {
  const char* why = archive_error_string(reader.get());
  return Fail(ErrorKind::kInput,
              fmt::format("the archive is damaged: {}",
                          why == nullptr ? "no reason given" : why));
}

// Reads the current member. `budget` shrinks by what it expands to.
Status ReadMember(const Reader& reader, size_t max_member, size_t* budget,
                  std::string* bytes, bool* whole) {
  std::array<char, 65536> block{};
  bytes->clear();
  *whole = true;
  while (true) {
    const la_ssize_t got =
        archive_read_data(reader.get(), block.data(), block.size());
    if (got < 0) return Damaged(reader);
    if (got == 0) return {};
    const auto size = static_cast<size_t>(got);
    if (size > *budget) {
      return Fail(ErrorKind::kInput,
                  "the archive expands to more than 1000 times its size");
    }
    *budget -= size;
    const size_t room = max_member - bytes->size();
    *whole = *whole && size <= room;
    bytes->append(block.data(), std::min(size, room));
  }
}

}  // namespace

Status ReadZip(
    std::string_view archive, size_t max_member,
    const std::function<bool(std::string_view name)>& wanted,
    const std::function<void(std::string_view name, std::string_view bytes,
                             bool whole)>& visit) {
  const Reader reader(archive_read_new(), &archive_read_free);
  if (reader == nullptr ||
      archive_read_support_format_zip_seekable(reader.get()) != ARCHIVE_OK ||
      archive_read_open_memory(reader.get(), archive.data(), archive.size()) !=
          ARCHIVE_OK) {
    return Damaged(reader);
  }
  size_t budget = archive.size() * kMaxRatio + kFreeExpansion;
  std::string bytes;
  archive_entry* entry = nullptr;
  while (true) {
    const int next = archive_read_next_header(reader.get(), &entry);
    if (next == ARCHIVE_EOF) return {};
    if (next != ARCHIVE_OK) return Damaged(reader);
    const char* given = archive_entry_pathname(entry);
    const std::string name = given == nullptr ? "" : given;
    if (!wanted(name)) continue;
    bool whole = true;
    Status read = ReadMember(reader, max_member, &budget, &bytes, &whole);
    if (!read) return read;
    visit(name, bytes, whole);
  }
}

}  // namespace plog

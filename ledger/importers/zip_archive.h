#ifndef PLOG_LEDGER_IMPORTERS_ZIP_ARCHIVE_H_
#define PLOG_LEDGER_IMPORTERS_ZIP_ARCHIVE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace plog {

// The members of a ZIP archive in memory, in the order of its directory.
// libarchive inside.
//
// `wanted(name)` chooses; `visit(name, bytes, whole)` gets each chosen member's
// bytes, at most `max_member` of them (`whole` is false then). All members
// together may expand to 1000 times the archive and a mebibyte. An archive that
// is damaged or expands beyond that is an error, after what could be read.
Status ReadZip(
    std::string_view archive, size_t max_member,
    const std::function<bool(std::string_view name)>& wanted,
    const std::function<void(std::string_view name, std::string_view bytes,
                             bool whole)>& visit);

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_ZIP_ARCHIVE_H_

#ifndef PLOG_LEDGER_EXPORT_VERIFY_EXPORT_H_
#define PLOG_LEDGER_EXPORT_VERIFY_EXPORT_H_

#include <span>
#include <string_view>

#include "ledger/anchor/checkpoint.h"
#include "ledger/audit/audit.h"
#include "ledger/base/result.h"

namespace plog {

// Verifies a `.plog` export (ledger/export/export.h) on its own: recomputes
// every hash and leaf from the events, requires of every event exactly one
// proof of exactly the right length, and walks the links inside the file.
//
// The first prev_hash of a chain in the file is asserted, not verified, and is
// listed as a kPartialChain warning; so is the first after a gap, if the file
// says that it holds only an interval of time. ingest_index of findings is the
// leaf index + 1. An export without `hash_profile` is read as `jcs`.
//
// The file carries its own root. Only a checkpoint of the same tree size makes
// it more than VERIFIED-UNANCHORED; one of another size cannot be compared and
// stays unverified. An error of kind kUnreadable: not an export.
//
// Elements are parsed one after the other; beyond `text`, which the caller
// bounds, it takes about 400 bytes and twice the id per event.
Result<AuditReport> VerifyExport(
    std::string_view text, std::span<const VerifiedCheckpoint> checkpoints,
    size_t max_findings);

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_VERIFY_EXPORT_H_

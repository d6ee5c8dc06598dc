#ifndef PLOG_LEDGER_EXPORT_VERIFY_EXPORT_H_
#define PLOG_LEDGER_EXPORT_VERIFY_EXPORT_H_

#include <span>
#include <string_view>

#include "ledger/anchor/checkpoint.h"
#include "ledger/audit/audit.h"
#include "ledger/base/result.h"
#include "ledger/export/json_stream.h"

namespace plog {

// Verifies a `.plog` export (ledger/export/export.h) on its own: recomputes
// every hash and leaf from the events, requires of every event exactly one
// proof of exactly the right length, and walks the links inside the file.
//
// A file whose filter leaves nothing out must hold every event of its tree:
// what was cut off its end, or a whole chain, is kTruncated. What an agent, an
// interval, a session or a label left out, nobody can tell.
//
// The first prev_hash of a chain in the file is asserted, not verified, and is
// listed as a kPartialChain warning; so is the first after a gap, if the file
// says that it holds only a session or a label. ingest_index of findings is the
// leaf index + 1. An export without `hash_profile` is read as `jcs`.
//
// The file carries its own root. Only a checkpoint of the same tree size makes
// it more than VERIFIED-UNANCHORED; one of another size cannot be compared and
// stays unverified. An error of kind kUnreadable: not an export.
//
// Memory: one event and one proof, twelve bytes per event (an id may occur
// twice, however far apart), about 400 bytes and the name per chain. Only where
// something is wrong the events are read again, and more is kept: see
// ledger/export/second_look.h.
struct VerifyExportOptions {
  std::span<const VerifiedCheckpoint> checkpoints;
  size_t max_findings = AuditOptions().max_findings;
  // Longest event, proof, or other part of the file. An event grows when it is
  // exported: large numbers are spelt out, and its hashes are in hexadecimal.
  size_t max_value = size_t{64} << 20;
};
Result<AuditReport> VerifyExport(const ReadBytesAt& bytes,
                                 const VerifyExportOptions& options);
// Of a small export in memory.
Result<AuditReport> VerifyExport(
    std::string_view text, std::span<const VerifiedCheckpoint> checkpoints,
    size_t max_findings);

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_VERIFY_EXPORT_H_

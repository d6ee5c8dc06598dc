#ifndef PLOG_LEDGER_EXPORT_EXPORTED_EVENT_CHECK_H_
#define PLOG_LEDGER_EXPORT_EXPORTED_EVENT_CHECK_H_

#include <optional>
#include <string>

#include "ledger/crypto/sha256.h"
#include "ledger/export/export_parts.h"
#include "ledger/export/export_reader.h"
#include "ledger/tree/merkle.h"

namespace plog {

// What one event of an export says about itself, against the head of the file.
// REQUIRES, for all calls: the event is a recorded one.
class ExportedEventCheck {
 public:
  explicit ExportedEventCheck(const ExportHead& head)
      : head_(head), proofs_(head.tree_size, head.root) {}

  // The hash of the content under the profile of its chain; nullopt if the
  // chain has none.
  std::optional<Digest> ContentHash(const ExportedEvent& event);
  Digest Leaf(const ExportedEvent& event);
  // Why the proof does not show the event as a leaf of the file's tree, or
  // nullptr.
  const char* ProofFault(const ExportedEvent& event, const Digest& leaf);

 private:
  const ExportHead& head_;
  InclusionVerifier proofs_;
  Sha256 sha_;
  std::string buffer_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_EXPORTED_EVENT_CHECK_H_

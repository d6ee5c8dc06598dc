#ifndef PLOG_LEDGER_AUDIT_PROVE_H_
#define PLOG_LEDGER_AUDIT_PROVE_H_

#include <span>
#include <string>
#include <string_view>

#include "ledger/anchor/checkpoint.h"
#include "ledger/anchor/proof_file.h"
#include "ledger/base/result.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// What a ledger can say about itself to somebody who does not have it. All of
// it is computed from the events, never from what the ledger stores about its
// tree.

struct CheckpointRequest {
  std::string origin;         // empty: the name of the key
  std::string previous_note;  // empty: none
  // Keys other than the signer's own that may have signed the previous note.
  std::vector<VerifierKey> previous_keys;
};

// A signed note of the ledger's tree as it is. Refuses, with kInput, to
// contradict the previous note and to sign a tree that is not the stored one.
// An origin that is no line, and a previous note by another key, is kUsage.
Result<std::string> SignLedgerTree(const LedgerReader& reader,
                                   const CheckpointRequest& request,
                                   const SigningKey& key, unsigned jobs);

struct ProvenEvent {
  InclusionFile file;
  std::string event;         // in full, see EventTextWriter; without newline
  std::string hash_profile;  // of its chain; empty: none fits
};

// Proves that the first event with that id is in the tree of `note`, whose
// signatures are not looked at: who reads the proof checks them. kInput if
// there is no such event before the checkpoint, or if the ledger is not the
// one that the note describes.
Result<ProvenEvent> ProveInclusion(const LedgerReader& reader,
                                   std::string_view event_id,
                                   std::string_view note);
// Proves that the tree of `new_note` continues that of `old_note`.
Result<ConsistencyFile> ProveConsistency(const LedgerReader& reader,
                                         std::string_view old_note,
                                         std::string_view new_note);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_PROVE_H_

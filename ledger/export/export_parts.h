#ifndef PLOG_LEDGER_EXPORT_EXPORT_PARTS_H_
#define PLOG_LEDGER_EXPORT_EXPORT_PARTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/export/json_stream.h"
#include "ledger/json/hash_profile.h"
#include "ledger/json/json.h"

namespace plog {

// The parts of a `.plog` file as they are read back. Nothing in them is
// believed before it is verified.

// What the file says about all its events, and where they are.
struct ExportHead {
  // Of an array, brackets included.
  struct Extent {
    uint64_t begin = 0;
    uint64_t end = 0;
  };

  Digest root{};
  uint64_t tree_size = 0;
  bool interrupted = false;  // events may be missing inside of chains
  bool whole = false;        // its filter left nothing out, it says
  std::string profile = "jcs";
  std::map<std::string, std::string, std::less<>> profiles;  // by agent
  Extent events;
  Extent proofs;

  // nullptr if the file names none that exists.
  const HashProfile* ProfileOf(std::string_view agent) const;
};

// Passes over the whole file once, because members may stand in any order.
// kUnreadable if it is not an export; kInput if a member other than the arrays
// is longer than `max_value`.
Result<ExportHead> ReadExportHead(const ReadBytesAt& bytes, size_t max_value);

// The proof of one event, as the file has it.
struct ExportProof {
  std::string event_id;
  Digest leaf_hash{};
  uint64_t leaf_index = 0;
  uint64_t tree_size = 0;
  std::vector<Digest> siblings;
};

// nullopt if `root` is no element of `merkle_proofs`.
std::optional<ExportProof> ReadExportProof(JsonView root);

tl::unexpected<Error> NotAnExport(std::string_view why);

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_EXPORT_PARTS_H_

#ifndef PLOG_LEDGER_EXPORT_EXPORT_PARTS_H_
#define PLOG_LEDGER_EXPORT_EXPORT_PARTS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/json/hash_profile.h"
#include "ledger/json/json.h"

namespace plog {

// The parts of a `.plog` file as they are read back. Nothing in them is
// believed before it is verified.

// What the file says about all its events.
struct ExportHead {
  Digest root{};
  uint64_t tree_size = 0;
  bool interval = false;  // holds only a part of time
  std::string profile = "jcs";
  std::map<std::string, std::string, std::less<>> profiles;  // by agent
  std::string_view events;  // the arrays, as text of the file
  std::string_view proofs;

  // nullptr if the file names none that exists.
  const HashProfile* ProfileOf(std::string_view agent) const;
};

// kUnreadable if `text` is not an export. The views in the result are of
// `text`.
Result<ExportHead> ReadExportHead(std::string_view text);

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

#ifndef PLOG_RULES_MAPPING_MAPPING_H_
#define PLOG_RULES_MAPPING_MAPPING_H_

#include <memory>
#include <span>
#include <string_view>

#include "ledger/importers/record_mapping.h"
#include "rules/diagnostics/diagnostic.h"

namespace plog {

// A key of a mapping file. Compiler, `plog map types` and manual read the same
// table.
struct MappingKey {
  std::string_view name;
  bool required = false;
  std::string_view takes;  // "value", "time", "pointer | lines"
  std::string_view doc;
};
std::span<const MappingKey> MappingKeys();

// Compiles a mapping file (`plog ingest --map`). Every mistake goes to
// `diagnostics`; null if there is any. `file` names it in messages.
//
// This lives in rules/ because YAML with positions does; what it makes is plain
// data of the ledger, whose importer knows nothing of YAML.
std::unique_ptr<const RecordMapping> CompileMapping(std::string_view file,
                                                    std::string_view text,
                                                    Diagnostics* diagnostics);

}  // namespace plog

#endif  // PLOG_RULES_MAPPING_MAPPING_H_

#include "ledger/ingest/prepared_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/ingest/line_splitter.h"

namespace plog {

bool ComesFromCut(RejectCode code) {
  return code == RejectCode::kNotJson || code == RejectCode::kInvalidUtf8 ||
         code == RejectCode::kLoneSurrogate;
}

void Refuse(Reject reject, PreparedRecord* record) {
  if (record->torn_at && ComesFromCut(reject.code)) {
    reject.message = fmt::format(
        "the last line, at byte offset {}, has no end and is not "
        "valid: {}",
        *record->torn_at, reject.message);
    reject.code = RejectCode::kTornLine;
  }
  // An element of a document may stretch over lines.
  const std::string_view before(
      record->text.data(), std::min(record->text.size(), reject.column - 1));
  const auto newlines =
      static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n'));
  if (newlines > 0) {
    record->line += newlines;
    record->column = before.size() - before.rfind('\n');
  } else {
    record->column += reject.column - 1;
  }
  record->text = record->text.substr(0, kMaxRejectBytes);
  record->reject = std::move(reject);
}

void PreparedBatch::Clear() {
  used = 0;
  texts.Clear();
  text_bytes = 0;
  warnings.clear();
  notes.clear();
}

void CountOne(std::string_view key,
              std::map<std::string, uint64_t, std::less<>>* counts) {
  const auto found = counts->find(key);
  if (found != counts->end()) {
    ++found->second;
  } else {
    counts->emplace(key, 1);
  }
}

}  // namespace plog

// A signed note: what parses is what its parts say; nobody's key is known.

#include "ledger/anchor/checkpoint.h"
#include "ledger/anchor/note.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plog;
  const std::string_view bytes = AsText(data, size);
  Require(!OpenNote(bytes, {}));
  if (const auto note = ParseNote(bytes)) {
    Require(bytes.starts_with(note->text) && note->text.ends_with('\n'));
    if (const auto checkpoint = ParseCheckpointText(note->text)) {
      Require(CheckpointText(*checkpoint) == note->text);
    }
  }
  if (const auto key = ParseVerifierKey(bytes)) {
    Require(VerifierKeyText(*key) == bytes);
  }
  return 0;
}

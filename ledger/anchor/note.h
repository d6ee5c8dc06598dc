#ifndef PLOG_LEDGER_ANCHOR_NOTE_H_
#define PLOG_LEDGER_ANCHOR_NOTE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "ledger/anchor/key.h"

namespace plog {

// Signed notes (C2SP signed-note). Exact bytes:
//
//   text, ending in \n                  what is signed
//   \n                                  the last empty line of the note
//   — NAME BASE64(id[4] ‖ signature)\n  one to a hundred lines; U+2014, space
//
// At most 1 MB of valid UTF-8 without control characters other than \n.

struct NoteSignature {
  std::string key_name;
  uint32_t key_id = 0;
  std::string signature;  // without the key id
};

struct Note {
  std::string text;
  std::vector<NoteSignature> signatures;
};

struct NoteFault {
  enum class Code {
    kMalformed,
    kBadSignature,  // of a known key: the whole note is refused
    kNoKnownKey,    // none of the signatures is by a known key
  };
  Code code = Code::kMalformed;
  std::string message;
};

template <class T>
using NoteResult = tl::expected<T, NoteFault>;

// The parts of a note; says nothing about who signed it.
NoteResult<Note> ParseNote(std::string_view bytes);

struct OpenedNote {
  std::string text;
  // Each key once, in the order of the signature lines.
  std::vector<std::string> verified_names;
  std::vector<std::string> ignored_names;  // of keys that are not known
};

// Verifies a note against the keys that the caller trusts. A signature belongs
// to a key if name and id are the key's; all others are ignored.
NoteResult<OpenedNote> OpenNote(std::string_view bytes,
                                std::span<const VerifierKey> keys);

// The note's bytes. kMalformed if `text` cannot be the text of a note.
NoteResult<std::string> SignNote(std::string_view text, const SigningKey& key);

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_NOTE_H_

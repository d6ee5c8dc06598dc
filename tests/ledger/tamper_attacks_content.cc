// Attacks on what an event says, and lines that are refused.

#include <fmt/format.h>

#include <utility>

#include "tests/ledger/tamper_attacks.h"

namespace plog {
namespace {

// Refused lines: the event is gone, as if it had been deleted.
Attack Refused(const char* name, const char* code,
               std::function<std::string(const TrailEvent&)> line) {
  return {name,
          kOneOrMany,
          [line = std::move(line)](Trail* t, size_t n) {
            t->At(n).raw = line(t->At(n));
          },
          kLostFirst,
          kLostMiddle,
          kCut,
          kCut,
          code};
}

}  // namespace

std::vector<Attack> Edits() {
  return {
      {"1 edit a hashed member", kOneOrMany,
       [](Trail* t, size_t n) { t->At(n).query = "other"; }, kHash1, kHash4,
       kHash7, kNoProfile},
      {"1 edit the recorded hash", kOneOrMany,
       [](Trail* t, size_t n) { t->At(n).hash = Fake64('5'); },
       Want{"hash-mismatch a-1,link-mismatch a-2", "T", "T", "rewritten"},
       Want{"hash-mismatch a-4,link-mismatch a-5", "T", "T", "rewritten"},
       Want{"hash-mismatch a-7", "T", "T", "rewritten"},
       Want{kUnverifiable, "I", "T", "rewritten"}},
      {"1 edit the recorded prev_hash", kOneOrMany,
       [](Trail* t, size_t n) { t->At(n).prev_hash = Fake64('5'); },
       Want{"hash-mismatch a-1,bad-genesis a-1", "T", "T", "rewritten"},
       Want{"hash-mismatch a-4,link-mismatch a-4", "T", "T", "rewritten"},
       Want{"hash-mismatch a-7,link-mismatch a-7", "T", "T", "rewritten"},
       Want{"unverifiable-profile,bad-genesis a-1", "T", "T", "rewritten"}},
      {"2, 3 edit an event and its own hash", kOneOrMany,
       [](Trail* t, size_t n) {
         t->At(n).query = "other";
         t->At(n).Rehash();
       },
       Want{"link-mismatch a-2", "T", "T", "rewritten"},
       Want{"link-mismatch a-5", "T", "T", "rewritten"}, kUnseen, kUnseen},
      {"8 edit and hash all that follows anew", kOneOrMany,
       [](Trail* t, size_t n) {
         t->At(n).query = "other";
         t->Relink(n);
       },
       kUnseen, kUnseen, kUnseen, kUnseen},
      {"17 back-date when produced", kOneOrMany,
       [](Trail* t, size_t n) {
         t->At(n).seconds -= 86400;
         t->Relink(n);
       },
       kUnseen, Want{"time-regression a-4", "VU", "T", "rewritten"},
       Want{"time-regression a-7", "VU", "T", "rewritten"}, kUnseen},
      {"18 move an event to another agent", kMany,
       [](Trail* t, size_t n) { t->At(n).agent = "b"; },
       Want{"hash-mismatch a-1,fork b-1,bad-genesis a-2,sequence-gap a-2", "T",
            "T", "rewritten"},
       Want{"hash-mismatch a-4,link-mismatch a-4,fork b-4,"
            "link-mismatch a-5,sequence-gap a-5",
            "T", "T", "rewritten"},
       Want{"hash-mismatch a-7,link-mismatch a-7,fork b-7", "T", "T",
            "rewritten"},
       Want{"unverifiable-profile,fork b-1", "T", "T", "rewritten"}},
      {"19 move a value to another member", kOneOrMany,
       [](Trail* t, size_t n) { std::swap(t->At(n).query, t->At(n).session); },
       kHash1, kHash4, kHash7, kNoProfile},
      {"19 swap values between two events", kOneOrMany,
       [](Trail* t, size_t n) {
         const size_t other = n == 0 ? 1 : n - 1;
         std::swap(t->At(n).session, t->At(other).session);
       },
       Want{"hash-mismatch a-1,hash-mismatch a-2", "T", "T"},
       Want{"hash-mismatch a-3,hash-mismatch a-4", "T", "T"},
       Want{"hash-mismatch a-6,hash-mismatch a-7", "T", "T"}, std::nullopt},
      {"28 zero-width character in a member", kOneOrMany,
       [](Trail* t, size_t n) { t->At(n).session += "\u200b"; }, kHash1, kHash4,
       kHash7, kNoProfile},
      {"null for a value", kOneOrMany,
       [](Trail* t, size_t n) { t->At(n).status = "null"; }, kHash1, kHash4,
       kHash7, kNoProfile},
  };
}

std::vector<Attack> Unhashed() {
  return {
      {"21 unknown member", kOneOrMany,
       [](Trail* t, size_t n) { t->At(n).unhashed = R"(,"approved_by":"me")"; },
       Want{"unhashed-field a-1", "VU", "VA"},
       Want{"unhashed-field a-4", "VU", "VA"},
       Want{"unhashed-field a-7", "VU", "VA"},
       Want{"unhashed-field a-1", "VU", "VA"}},
      {"22 edit validation_warnings", kOneOrMany,
       [](Trail* t, size_t n) {
         t->At(n).unhashed = R"(,"validation_warnings":["fine"])";
       },
       kHarmless, kHarmless, kHarmless, kHarmless},
      {"25 other order of members, white space, escapes", kOneOrMany,
       [](Trail* t, size_t n) {
         const std::string line = t->At(n).Line();
         const size_t cut = line.find(",\"sequence\"");
         t->At(n).raw = "{ \t" + line.substr(cut + 1, line.size() - cut - 2) +
                        " , " +
                        Swapped(line.substr(1, cut - 1), "\"search\"",
                                R"("\u0073earch")") +
                        "}\r";
       },
       kHarmless, kHarmless, kHarmless, kHarmless},
      {"30 another spelling of the same number", kOneOrMany,
       [](Trail* t, size_t n) {
         t->At(n).raw = Swapped(t->At(n).Line(), ":150,", ":15.0e1,");
       },
       kHarmless, kHarmless, kHarmless, kHarmless},
  };
}

std::vector<Attack> RefusedLines() {
  using Event = TrailEvent;
  return {
      Refused("24 prev_hash of another length", "bad-digest",
              [](const Event& e) {
                return Swapped(e.Line(), R"("prev_hash":")",
                               R"("prev_hash":"0)");
              }),
      Refused("26 duplicate name", "duplicate-name",
              [](const Event& e) {
                return Swapped(e.Line(), "{\"query\"",
                               R"({"quer\u0079":"x","query")");
              }),
      Refused("27 case variant", "case-variant",
              [](const Event& e) {
                return Swapped(e.Line(), "\"agent_id\"",
                               R"("Agent_ID":"z","agent_id")");
              }),
      Refused("29 lone surrogate", "lone-surrogate",
              [](const Event& e) {
                return Swapped(e.Line(), "\"search\"", R"("\ud83d")");
              }),
      Refused("29 invalid UTF-8", "invalid-utf8",
              [](const Event& e) {
                return Swapped(e.Line(), "\"search\"", "\"\xff\"");
              }),
      Refused("31 integer above 2^53", "number-range",
              [](const Event& e) {
                return Swapped(e.Line(), ":150", ":9007199254740993");
              }),
      Refused("34 bytes after the document", "not-json",
              [](const Event& e) { return e.Line() + "{}"; }),
      Refused("34 byte order mark", "not-json",
              [](const Event& e) { return "\xef\xbb\xbf" + e.Line(); }),
      Refused("sequence 0", "wrong-type",
              [](const Event& e) {
                return Swapped(e.Line(),
                               fmt::format("\"sequence\":{}", e.sequence),
                               "\"sequence\":0");
              }),
      Refused("hash taken out", "partial-record",
              [](const Event& e) {
                return Swapped(e.Line(), ",\"hash\":\"" + e.hash + "\"", "");
              }),
      // (As the first event it would begin a sealed chain.)
      {"hashes taken out: a bare event in a recorded chain", kOneOrMany,
       [](Trail* t, size_t n) { t->At(n).raw = t->At(n).Content(); },
       std::nullopt, kLostMiddle, kCut, std::nullopt, "mixed-chain"},
  };
}

}  // namespace plog

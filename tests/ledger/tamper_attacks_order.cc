// Attacks on which events there are, and in which order.

#include <utility>

#include "tests/ledger/tamper_attacks.h"

namespace plog {
namespace {

// What an adversary puts after the nth event, linked to it.
TrailEvent Forged(const Trail& trail, size_t nth) {
  TrailEvent event = trail.events[trail.Of("a").at(nth)];
  event.prev_hash = event.hash;
  ++event.sequence;
  event.id = "forged";
  event.Rehash();
  return event;
}

// After the head of the chain there is room at the end of the file only: what
// comes there is growth.
void InsertAfter(Trail* trail, size_t nth, TrailEvent event) {
  const std::vector<size_t> chain = trail->Of("a");
  const bool head = nth + 1 == chain.size();
  trail->Insert(head ? trail->events.size() : chain.at(nth) + 1,
                std::move(event));
}

}  // namespace

std::vector<Attack> Removals() {
  return {
      {"4, 5 delete an event", kOneOrMany,
       [](Trail* t, size_t n) { t->Erase(t->Of("a")[n]); }, kLostFirst,
       kLostMiddle, kCut, kCut},
      {"4 delete an event and renumber", kOneOrMany,
       [](Trail* t, size_t n) {
         t->Erase(t->Of("a")[n]);
         for (const size_t i : t->Of("a")) {
           if (t->events[i].sequence > n) --t->events[i].sequence;
         }
       },
       Want{"bad-genesis a-2", "T", "T", "truncated"},
       Want{"link-mismatch a-5", "T", "T", "truncated"}, kCut, kCut},
      {"6 cut the tail", kOneOrMany,
       [](Trail* t, size_t n) {
         while (t->Of("a").size() > n) t->Erase(t->Of("a").back());
       },
       kCut, kCut, kCut, kCut},
      {"7 drop an agent", kMany,
       [](Trail* t, size_t) {
         while (!t->Of("a").empty()) t->Erase(t->Of("a").back());
       },
       kCut, std::nullopt, std::nullopt, kCut},
  };
}

std::vector<Attack> Insertions() {
  return {
      {"9, 10 insert a forged event that links", kOneOrMany,
       [](Trail* t, size_t n) { InsertAfter(t, n, Forged(*t, n)); },
       Want{"fork a-2", "T", "T", "rewritten"},
       Want{"fork a-5", "T", "T", "rewritten"}, kGrown, kGrown},
      {"9 insert an event that links to nothing", kOneOrMany,
       [](Trail* t, size_t n) {
         TrailEvent event = Forged(*t, n);
         event.prev_hash = Fake64('5');
         event.Rehash();
         InsertAfter(t, n, event);
       },
       Want{"link-mismatch forged,fork a-2", "T", "T", "rewritten"},
       Want{"link-mismatch forged,fork a-5", "T", "T", "rewritten"},
       Want{"link-mismatch forged", "T", "T"},
       Want{"link-mismatch forged", "T", "T"}},
      {"9 insert an event with a wrong hash", kOneOrMany,
       [](Trail* t, size_t n) {
         TrailEvent event = Forged(*t, n);
         event.hash = Fake64('5');
         InsertAfter(t, n, event);
       },
       Want{"hash-mismatch forged,fork a-2", "T", "T", "rewritten"},
       Want{"hash-mismatch forged,fork a-5", "T", "T", "rewritten"},
       Want{"hash-mismatch forged", "T", "T"},
       // One of two verifies: no profile.
       kNoProfile},
      {"13 fork: another event of the same sequence", kOneOrMany,
       [](Trail* t, size_t n) {
         TrailEvent event = t->At(n);
         event.id = "forged";
         event.Rehash();
         t->events.push_back(event);
       },
       Want{"fork forged", "T", "T"}, Want{"fork forged", "T", "T"},
       Want{"fork forged", "T", "T"}, Want{"fork forged", "T", "T"}},
      {"13 fork: the same prev_hash at the head", kOneOrMany,
       [](Trail* t, size_t n) {
         TrailEvent event = t->At(n);
         event.id = "forged";
         event.sequence = t->events[t->Of("a").back()].sequence + 1;
         event.seconds += 86400;
         event.Rehash();
         t->events.push_back(event);
       },
       Want{"link-mismatch forged,fork forged", "T", "T"},
       Want{"link-mismatch forged,fork forged", "T", "T"},
       Want{"link-mismatch forged,fork forged", "T", "T"},
       Want{"link-mismatch forged,fork forged", "T", "T"}},
      {"15 exact duplicate record", kOneOrMany,
       [](Trail* t, size_t n) { t->events.push_back(t->At(n)); }, kHarmless,
       kHarmless, kHarmless, kHarmless},
      {"15 duplicate id", kOneOrMany,
       [](Trail* t, size_t n) {
         const std::string id = t->At(n).id;
         t->Append("a").id = id;
         t->Relink(t->Of("a").size() - 1);
       },
       Want{"duplicate-id a-1", "T", "T"}, Want{"duplicate-id a-4", "T", "T"},
       Want{"duplicate-id a-7", "T", "T"}, Want{"duplicate-id a-1", "T", "T"}},
      {"15 duplicate id over agents", kOneOrMany,
       [](Trail* t, size_t n) {
         const std::string id = t->At(n).id;
         t->Append("z").id = id;
         t->Relink(0, "z");
       },
       Want{"duplicate-id a-1", "T", "T"}, Want{"duplicate-id a-4", "T", "T"},
       Want{"duplicate-id a-7", "T", "T"}, Want{"duplicate-id a-1", "T", "T"}},
      {"20 inject a fake agent", kOneOrMany,
       [](Trail* t, size_t) { t->Append("z"); }, kGrown, std::nullopt,
       std::nullopt, kGrown},
  };
}

std::vector<Attack> Reorderings() {
  return {
      {"11 swap the sequences of two events", kOneOrMany,
       [](Trail* t, size_t n) {
         const size_t other = n == 0 ? 1 : n - 1;
         std::swap(t->At(n).sequence, t->At(other).sequence);
       },
       Want{"link-mismatch a-1,time-regression a-1,bad-genesis a-2,"
            "link-mismatch a-3",
            "T", "T", "rewritten"},
       Want{"link-mismatch a-3,time-regression a-3,link-mismatch a-4,"
            "link-mismatch a-5",
            "T", "T", "rewritten"},
       Want{"link-mismatch a-6,time-regression a-6,link-mismatch a-7", "T", "T",
            "rewritten"},
       std::nullopt},
      {"12 reorder across agents", kMany,
       [](Trail* t, size_t n) {
         const size_t at = t->Of("a").at(n);
         std::swap(t->events[at], t->events[at + 1]);
       },
       kUnseen, kUnseen, kUnseen, kUnseen},
      {"16 shift the sequences", kOneOrMany,
       [](Trail* t, size_t n) {
         const std::vector<size_t> chain = t->Of("a");
         for (size_t i = n; i < chain.size(); ++i) {
           t->events[chain[i]].sequence += 10;
         }
       },
       Want{"sequence-gap a-1", "I", "T", "rewritten"},
       Want{"link-mismatch a-4,sequence-gap a-4", "T", "T", "rewritten"},
       Want{"link-mismatch a-7,sequence-gap a-7", "T", "T", "rewritten"},
       Want{"sequence-gap a-1", "I", "T", "rewritten"}},
      {"20 rename an agent and hash anew", kOneOrMany,
       [](Trail* t, size_t) {
         for (TrailEvent& e : t->events)
           e.agent = e.agent == "a" ? "z" : e.agent;
         t->Relink(0, "z");
       },
       kUnseen, std::nullopt, std::nullopt, kUnseen},
  };
}

}  // namespace plog

#include "checker/engine/fact_notes.h"

#include <memory>
#include <string>

#include "checker/engine/fact_taker.h"

namespace plog {
namespace {

// A note is one of these and then the answers.
constexpr char kLeftOut = 0;
constexpr char kSelected = 1;

class FactNoteTaker final : public NoteTaker {
 public:
  FactNoteTaker(const Plan& plan, const Selection& selection)
      : taker_(plan, selection) {}

  void Note(const EventContent& event, std::string* note) override {
    note->push_back(taker_.Take(event, &answers_) ? kSelected : kLeftOut);
    answers_.Sort();
    AppendAnswers(answers_, note);
  }

 private:
  FactTaker taker_;
  Answers answers_;
};

}  // namespace

MakeNoteTaker FactNotes::Maker() const {
  return [this] { return std::make_unique<FactNoteTaker>(plan_, selection_); };
}

bool ReadFactNote(std::string_view note, const Plan& plan, Answers* answers,
                  EventRecord* record) {
  answers->Clear();
  if (note.empty()) return false;
  record->selected = note.front() == kSelected;
  return ReadAnswers(note.substr(1), plan.predicates().size(),
                     plan.extractors().size(), answers);
}

}  // namespace plog

#include <fmt/format.h>

#include "checker/explain/partners.h"
#include "checker/explain/story.h"
#include "rules/types/prose.h"

namespace plog {
namespace {

class SequenceStory {
 public:
  SequenceStory(Scene* scene, size_t position)
      : scene_(*scene),
        position_(position),
        before_(scene->fields().HasChoice("order", "before")) {}

  std::vector<std::string> Tell() {
    if (scene_.HasRole(position_, kRoleX)) TellX();
    if (scene_.HasRole(position_, kRoleY)) before_ ? TellWitness() : TellY();
    return std::move(story_);
  }

 private:
  void Say(std::string sentence) { story_.push_back(std::move(sentence)); }

  std::string Apart(size_t other) const {
    return Spoken(scene_.Interval(position_, other));
  }

  void TellX() {
    Say(
        fmt::format("It matches `when`: {} event that matches `expect` must "
                    "come{}{}.",
                    before_ ? "an earlier" : "a later", LimitText(scene_),
                    before_ ? " before it" : ""));
    const Replay& replay = scene_.replay();
    const auto fulfilled = replay.fulfilled_at[position_];
    if (fulfilled && !before_) {
      Say(fmt::format("{} closed it, {} later.", scene_.NameOf(*fulfilled),
                      Apart(*fulfilled)));
    } else if (fulfilled) {
      TellEarlierWitness();
    } else if (replay.pending[position_]) {
      TellPending();
    } else {
      Say("Nothing fulfils it: this is a violation.");
      TellWhyNot();
    }
  }

  void TellEarlierWitness() {
    const Nearest nearest =
        FindNearest(&scene_, position_, kRoleY, Side::kBefore);
    if (!nearest.agreeing) return;
    Say(fmt::format("{}, {} earlier, fulfils it.",
                    scene_.NameOf(*nearest.agreeing),
                    Apart(*nearest.agreeing)));
  }

  void TellPending() {
    const auto within = scene_.fields().FindDuration("within");
    Say(fmt::format(
        "It is still open: its time runs out at {}, after the "
        "as-of {}.",
        FormatRfc3339(scene_.time(position_) + within.value_or(Duration())),
        FormatRfc3339(scene_.as_of())));
  }

  void TellWhyNot() {
    const Side side = before_ ? Side::kBefore : Side::kAfter;
    const Nearest nearest = FindNearest(&scene_, position_, kRoleY, side);
    if (nearest.agreeing) TellMissed(*nearest.agreeing);
    if (nearest.other) {
      Say(fmt::format("{} matches `expect` but is no partner: {}.",
                      scene_.NameOf(*nearest.other), nearest.disagreement));
    }
    if (!nearest.agreeing && !nearest.other) {
      Say(fmt::format("No {} event of {} matches `expect`.",
                      before_ ? "earlier" : "later", scene_.instance_name()));
    }
    const Nearest wrong = FindNearest(&scene_, position_, kRoleY,
                                      before_ ? Side::kAfter : Side::kBefore);
    if (nearest.agreeing || !wrong.agreeing) return;
    Say(fmt::format(
        "{} would be a partner but comes {} {}; only {} ones "
        "count.",
        scene_.NameOf(*wrong.agreeing), Apart(*wrong.agreeing),
        before_ ? "later" : "earlier", before_ ? "earlier" : "later"));
  }

  void TellMissed(size_t y) {
    const std::string excess = Excess(scene_, position_, y);
    if (!excess.empty()) {
      Say(fmt::format("The nearest partner, {}, is {} away: {} too {}.",
                      scene_.NameOf(y), Apart(y), excess,
                      before_ ? "early" : "late"));
      return;
    }
    const auto& taken = scene_.replay().fulfilled_in[y];
    if (taken.empty()) return;
    Say(
        fmt::format("The nearest partner, {}, comes {} later but answers {}, "
                    "which was open longer (`pairing: one_to_one`).",
                    scene_.NameOf(y), Apart(y), scene_.NameOf(taken.front())));
  }

  void TellY() {
    Say("It matches `expect`.");
    const auto& answered = scene_.replay().fulfilled_in[position_];
    for (size_t i = 0; i < answered.size() && i < kMaxListed; ++i) {
      Say(fmt::format("It closed the obligation of {}, {} earlier.",
                      scene_.NameOf(answered[i]), Apart(answered[i])));
    }
    if (answered.size() > kMaxListed) {
      Say(fmt::format("It closed {} more.", answered.size() - kMaxListed));
    }
    if (answered.empty()) TellIdle();
  }

  void TellIdle() {
    const Nearest nearest =
        FindNearest(&scene_, position_, kRoleX, Side::kBefore);
    if (!nearest.agreeing) {
      Say("It answers nothing: no earlier event is a partner.");
      if (nearest.other) {
        Say(fmt::format("{} matches `when` but is no partner: {}.",
                        scene_.NameOf(*nearest.other), nearest.disagreement));
      }
      return;
    }
    const size_t x = *nearest.agreeing;
    const auto closed = scene_.replay().fulfilled_at[x];
    const std::string excess = Excess(scene_, x, position_);
    if (closed && *closed < position_) {
      Say(fmt::format("It answers nothing: {} closed {} already.",
                      scene_.NameOf(*closed), scene_.NameOf(x)));
    } else if (!excess.empty()) {
      Say(fmt::format("It answers nothing: for {} it comes {} too late.",
                      scene_.NameOf(x), excess));
    } else {
      Say("It answers nothing.");
    }
  }

  // order: before. The X's behind it use it, if no later Y is nearer.
  void TellWitness() {
    Say("It matches `expect`: later events that match `when` may rely on it.");
    const Nearest nearest =
        FindNearest(&scene_, position_, kRoleX, Side::kAfter);
    if (!nearest.agreeing) {
      Say("None of them does.");
      return;
    }
    const std::string excess = Excess(scene_, position_, *nearest.agreeing);
    Say(fmt::format(
        "The next one, {}, comes {} later{}.", scene_.NameOf(*nearest.agreeing),
        Apart(*nearest.agreeing),
        excess.empty() ? "" : ": " + excess + " too late for that"));
  }

  static constexpr size_t kMaxListed = 10;

  Scene& scene_;
  size_t position_;
  bool before_;
  std::vector<std::string> story_;
};

}  // namespace

std::vector<std::string> TellSequence(Scene* scene, size_t position) {
  return SequenceStory(scene, position).Tell();
}

}  // namespace plog

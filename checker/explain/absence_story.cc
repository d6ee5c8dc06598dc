#include <fmt/format.h>

#include <algorithm>

#include "checker/explain/partners.h"
#include "checker/explain/story.h"
#include "rules/types/prose.h"

namespace plog {
namespace {

class AbsenceStory {
 public:
  AbsenceStory(Scene* scene, size_t position)
      : scene_(*scene),
        position_(position),
        before_(scene->fields().HasChoice("order", "before")) {}

  std::vector<std::string> Tell() {
    if (scene_.HasRole(position_, kRoleX)) before_ ? JudgeX() : TellX();
    if (scene_.HasRole(position_, kRoleY)) TellY();
    if (scene_.HasRole(position_, kRoleUntil)) TellUntil();
    return std::move(story_);
  }

 private:
  void Say(std::string sentence) { story_.push_back(std::move(sentence)); }

  std::string Apart(size_t other) const {
    return Spoken(scene_.Interval(position_, other));
  }

  bool has_until() const {
    return scene_.fields().FindMatcher("until") != nullptr;
  }

  // The partner of this event in a violation it is part of.
  std::optional<size_t> Condemned() const {
    for (const Scene::Found& found : scene_.found) {
      if (found.trigger == position_ && found.offending) return found.offending;
    }
    return std::nullopt;
  }
  std::optional<size_t> CondemnedBy() const {
    for (const Scene::Found& found : scene_.found) {
      if (found.offending == position_ && found.trigger) return found.trigger;
    }
    return std::nullopt;
  }

  void TellX() {
    Say(
        fmt::format("It matches `when`: from here on, what matches `deny` is "
                    "forbidden{}{}.",
                    LimitText(scene_),
                    has_until() ? ", until an event matches `until`" : ""));
    if (const auto y = Condemned()) {
      Say(fmt::format("{} came {} later: this is a violation.",
                      scene_.NameOf(*y), Apart(*y)));
      return;
    }
    const auto step = scene_.replay().fulfilled_at[position_];
    if (!step) {
      TellOvershadowed();
    } else if (*step == scene_.size()) {
      Say(fmt::format("Nothing that is forbidden followed in {}.",
                      scene_.instance_name()));
    } else if (scene_.HasRole(*step, kRoleUntil)) {
      Say(fmt::format("{} ended the prohibition {} later.",
                      scene_.NameOf(*step), Apart(*step)));
    } else {
      Say(fmt::format("{} came {} later, {} after the prohibition had ended.",
                      scene_.NameOf(*step), Apart(*step),
                      Excess(scene_, position_, *step)));
    }
  }

  // It condemns a Y, but a later X does so too, and is the trigger reported.
  void TellOvershadowed() {
    const Nearest nearest =
        FindNearest(&scene_, position_, kRoleY, Side::kAfter);
    if (!nearest.agreeing) return;
    Say(fmt::format(
        "{} came {} later: a violation, reported with a later "
        "event as its trigger.",
        scene_.NameOf(*nearest.agreeing), Apart(*nearest.agreeing)));
  }

  void JudgeX() {
    Say(
        fmt::format("It matches `when`: nothing that matches `deny` may come "
                    "before it{}.",
                    LimitText(scene_)));
    if (const auto y = Condemned()) {
      Say(fmt::format("{} came {} earlier: this is a violation.",
                      scene_.NameOf(*y), Apart(*y)));
      return;
    }
    const Nearest nearest =
        FindNearest(&scene_, position_, kRoleY, Side::kBefore);
    if (nearest.agreeing) {
      TellSpared(position_, *nearest.agreeing);
    } else {
      Say("No earlier event is a partner that matches `deny`.");
    }
  }

  void TellY() {
    Say("It matches `deny`.");
    const auto x = CondemnedBy();
    if (x) {
      Say(fmt::format("{}, {} {}, forbids it: this is a violation.",
                      scene_.NameOf(*x), Apart(*x),
                      before_ ? "later" : "earlier"));
      return;
    }
    const Nearest nearest = FindNearest(&scene_, position_, kRoleX,
                                        before_ ? Side::kAfter : Side::kBefore);
    if (nearest.agreeing) {
      TellSpared(*nearest.agreeing, position_);
      return;
    }
    Say(
        fmt::format("Nothing forbids it: no {} event is a partner that matches "
                    "`when`.",
                    before_ ? "later" : "earlier"));
    if (nearest.other) {
      Say(fmt::format("{} matches `when` but is no partner: {}.",
                      scene_.NameOf(*nearest.other), nearest.disagreement));
    }
  }

  // Why the nearest pair of partners is no violation.
  void TellSpared(size_t x, size_t y) {
    const size_t other = x == position_ ? y : x;
    const std::string excess = Excess(scene_, x, y);
    if (!excess.empty()) {
      Say(
          fmt::format("The nearest partner, {}, is {} away: {} beyond the "
                      "limit.",
                      scene_.NameOf(other), Apart(other), excess));
      return;
    }
    for (size_t i = std::min(x, y) + 1; i < std::max(x, y); ++i) {
      if (!scene_.HasRole(i, kRoleUntil)) continue;
      if (scene_.Disagreement(x, i, Scene::Compare::kXWithX)) continue;
      Say(
          fmt::format("The nearest partner is {}, {} away; {} lies between and "
                      "matches `until`.",
                      scene_.NameOf(other), Apart(other), scene_.NameOf(i)));
      return;
    }
    Say(
        fmt::format("The nearest partner is {}, {} away; the violation is "
                    "reported with a nearer pair.",
                    scene_.NameOf(other), Apart(other)));
  }

  void TellUntil() {
    Say("It matches `until`.");
    if (before_) return;
    const auto& closed = scene_.replay().fulfilled_in[position_];
    if (closed.empty()) {
      Say("There was no prohibition left to end that nothing had broken yet.");
      return;
    }
    Say(fmt::format("It ended the prohibition of {}, {} earlier{}.",
                    scene_.NameOf(closed.back()), Apart(closed.back()),
                    closed.size() == 1
                        ? std::string()
                        : fmt::format(", and of {} more", closed.size() - 1)));
  }

  Scene& scene_;
  size_t position_;
  bool before_;
  std::vector<std::string> story_;
};

}  // namespace

std::vector<std::string> TellAbsence(Scene* scene, size_t position) {
  return AbsenceStory(scene, position).Tell();
}

}  // namespace plog

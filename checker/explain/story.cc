#include "checker/explain/story.h"

#include <fmt/format.h>

#include "rules/enforcement/enforcement_rules.h"
#include "rules/types/prose.h"
#include "rules/types/single_event.h"

namespace plog {
namespace {

using Story = std::vector<std::string>;

std::optional<size_t> ViolationAt(const Scene& scene, size_t position) {
  for (size_t i = 0; i < scene.found.size(); ++i) {
    const Scene::Found& found = scene.found[i];
    if (found.trigger == position || found.offending == position) return i;
  }
  return std::nullopt;
}

// Violations that name the event.
void SayViolations(const Scene& scene, size_t position, Story* story) {
  for (const Scene::Found& found : scene.found) {
    if (found.trigger != position && found.offending != position) continue;
    story->push_back(
        fmt::format("This is a violation: {}.", found.violation.detail));
  }
}

// boundary, pattern, temporal, limit: the event is judged by itself.
Story TellSingle(Scene* scene, size_t position) {
  Story story;
  if (!scene->HasRole(position, kConcerned)) {
    story.push_back("The rule does not judge it.");
  } else if (ViolationAt(*scene, position)) {
    SayViolations(*scene, position, &story);
  } else if (scene->HasRole(position, kJudged)) {
    story.push_back("It was judged and is in order.");
  } else {
    story.push_back(
        "It could not be judged: what the rule looks at is "
        "absent, or not of a kind that can be judged.");
  }
  return story;
}

uint64_t CountUpTo(const Scene& scene, size_t position, uint32_t role) {
  uint64_t count = 0;
  for (size_t i = 0; i <= position; ++i) count += scene.HasRole(i, role);
  return count;
}

constexpr uint32_t kFirstRole = 1U << 0;
constexpr uint32_t kSecondRole = 1U << 1;

// "in session s-1", "within the 1h that end with it", "in its day (UTC)".
std::string CountedWhere(const Scene& scene) {
  const RuleFields& fields = scene.fields();
  if (const auto window = fields.FindDuration("window")) {
    return fmt::format("within the {} that end with it", Spoken(*window));
  }
  const auto calendar = fields.choices.find("calendar");
  if (calendar == fields.choices.end()) return "in " + scene.instance_name();
  const auto zone = fields.zones.find("timezone");
  return fmt::format("in its {} ({}) of {}", calendar->second,
                     zone == fields.zones.end() ? "UTC" : zone->second,
                     scene.instance_name());
}

Story TellRate(Scene* scene, size_t position) {
  if (!scene->HasRole(position, kFirstRole)) return {"It is not counted."};
  Story story;
  const RuleFields& fields = scene->fields();
  const std::string& max = fields.numbers.at("max").text;
  const RunningTotal total = scene->TotalAt(position).value_or(RunningTotal());
  const auto sum = fields.paths.find("sum");
  if (sum != fields.paths.end()) {
    story.push_back(fmt::format(
        "It is counted: up to and with it {} adds up to {} {}; at most {} "
        "allowed.",
        sum->second.text(), total.sum, CountedWhere(*scene), max));
  } else {
    const bool whole = !fields.durations.contains("window") &&
                       !fields.choices.contains("calendar");
    const std::string of =
        whole ? fmt::format("of {} ", scene->CountRole(kFirstRole)) : "";
    story.push_back(
        fmt::format("It is counted: number {} {}{}; at most {} allowed.",
                    total.count, of, CountedWhere(*scene), max));
  }
  SayViolations(*scene, position, &story);
  return story;
}

Story TellGap(Scene* scene, size_t position) {
  Story story;
  if (position > 0) {
    story.push_back(fmt::format(
        "The event before it, {}, is {} earlier.", scene->NameOf(position - 1),
        Spoken(scene->Interval(position - 1, position))));
  }
  if (position + 1 < scene->size()) {
    story.push_back(fmt::format(
        "The event after it, {}, is {} later.", scene->NameOf(position + 1),
        Spoken(scene->Interval(position, position + 1))));
  }
  story.push_back(fmt::format("At most {} is allowed between two events.",
                              Spoken(scene->fields().durations.at("max"))));
  SayViolations(*scene, position, &story);
  return story;
}

Story TellPresence(Scene* scene, size_t position) {
  Story story;
  if (scene->HasRole(position, kFirstRole)) {
    story.push_back(fmt::format("It matches `require`: number {} of {}.",
                                CountUpTo(*scene, position, kFirstRole),
                                scene->CountRole(kFirstRole)));
  }
  if (scene->HasRole(position, kSecondRole)) {
    story.push_back("It matches `when`: because of it the scope is judged.");
  }
  const Story whole = TellInstance(*scene);
  story.insert(story.end(), whole.begin(), whole.end());
  return story;
}

Story TellRatio(Scene* scene, size_t position) {
  Story story;
  const bool of = scene->HasRole(position, kFirstRole);
  const bool counted = of && scene->HasRole(position, kSecondRole);
  story.push_back(counted ? "It matches `of` and `count`."
                  : of    ? "It matches `of`, but not `count`."
                          : "It does not match `of`: it is no part of the "
                            "share.");
  const Story whole = TellInstance(*scene);
  story.insert(story.end(), whole.begin(), whole.end());
  return story;
}

// A rule of an enforcement policy.
Story TellEnforcement(Scene* scene, size_t position) {
  Story story;
  SayViolations(*scene, position, &story);
  if (!story.empty()) return story;
  story.push_back(scene->HasRole(position, kEnforcedCall)
                      ? "The rule does not object to the call."
                      : "It is not a call that the rule judges.");
  return story;
}

struct Teller {
  std::string_view type;
  Story (*tell)(Scene*, size_t);
};

constexpr Teller kTellers[] = {
    {"sequence", TellSequence},
    {"absence", TellAbsence},
    {"boundary", TellSingle},
    {"presence", TellPresence},
    {"rate", TellRate},
    {"pattern", TellSingle},
    {"temporal", TellSingle},
    {"gap", TellGap},
    {"ratio", TellRatio},
    {"limit", TellSingle},
    {"enforcement", TellEnforcement},
};

}  // namespace

Story TellInstance(const Scene& scene) {
  Story story;
  for (const Scene::Found& found : scene.found) {
    if (found.offending) continue;
    story.push_back(fmt::format("In {} the rule is violated: {}.",
                                scene.instance_name(), found.violation.detail));
  }
  if (scene.found.empty()) {
    story.push_back(
        fmt::format("In {} the rule is not violated.", scene.instance_name()));
  }
  return story;
}

Story TellStory(Scene* scene, size_t position) {
  for (const Teller& teller : kTellers) {
    if (teller.type == scene->rule().rule->type->name) {
      return teller.tell(scene, position);
    }
  }
  Story story;
  SayViolations(*scene, position, &story);
  return story;
}

}  // namespace plog

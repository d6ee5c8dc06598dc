#include "rules/types/prose.h"

#include <fmt/format.h>

namespace plog {
namespace {

// A name, the more telling first; nullopt if the matcher requires neither.
std::optional<std::string> RequiredName(const Matcher& matcher) {
  if (auto name = matcher.RequiredText(Member::kActionName)) return name;
  return matcher.RequiredText(Member::kActionType);
}

}  // namespace

std::string ExpectedEvent(const Matcher& matcher) {
  if (auto type = matcher.RequiredText(Member::kActionType)) return *type;
  if (auto name = matcher.RequiredText(Member::kActionName)) return *name;
  return matcher.text();
}

std::string NounOf(const Matcher& matcher) {
  if (auto name = RequiredName(matcher)) return *name;
  return matcher.empty() ? "event" : matcher.text();
}

std::string NounOf(const DescribedEvent* event) {
  if (event == nullptr || event->content == nullptr) return "event";
  for (Member member : {Member::kActionName, Member::kActionType}) {
    const auto text = event->content->Text(member);
    if (text && !text->empty()) return std::string(*text);
  }
  return "event";
}

std::string NounOf(const Matcher& matcher, const DescribedEvent* event) {
  if (auto name = RequiredName(matcher)) return *name;
  return NounOf(event);
}

std::string Located(std::string_view noun, const DescribedEvent* event) {
  if (event == nullptr) return std::string(noun);
  return fmt::format("{} at sequence {}", noun, event->sequence);
}

std::string Spoken(const Duration& duration) {
  if (duration.nanos == 0 && duration.seconds >= 0 && duration.seconds < 120) {
    return fmt::format("{}s", duration.seconds);
  }
  return FormatDuration(duration);
}

std::string Counted(uint64_t count, std::string_view one,
                    std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace plog

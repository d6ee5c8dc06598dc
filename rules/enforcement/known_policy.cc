#include "rules/enforcement/known_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "rules/types/predicates.h"
#include "rules/types/prose.h"
#include "rules/types/single_event.h"

namespace plog {
namespace {

constexpr RuleType kKnownPolicy = {
    "enforcement", "A decision was made by a policy of the run.", "", nullptr};

std::string_view DigestNamed(const EventContent& event) {
  if (event.Text(Member::kActionType) != "POLICY_DECISION") return {};
  const JsonView digest = event.Get(Member::kMetadata).Find("policy_digest");
  return digest.is_string() ? digest.AsString() : std::string_view();
}

class KnownPolicyBody final : public RuleBody {
 public:
  explicit KnownPolicyBody(std::span<const Digest> known) {
    for (const Digest& digest : known) known_.push_back(ToHex(digest));
  }

  void Declare(FieldVisitor&) override {}
  bool NeedsEveryEvent() const override { return false; }

  // In the order of single_event.h: concerned, judged, at fault.
  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    const auto names = MakePredicate(
        "names a policy digest",
        [](const EventContent& event) { return !DigestNamed(event).empty(); });
    const auto foreign = [known = known_](const EventContent& event) {
      std::string_view digest = DigestNamed(event);
      constexpr std::string_view kPrefix = "sha256:";
      if (digest.starts_with(kPrefix)) digest.remove_prefix(kPrefix.size());
      return !digest.empty() &&
             std::find(known.begin(), known.end(), digest) == known.end();
    };
    return {
        names, names,
        MakePredicate(fmt::format("names none of {}", fmt::join(known_, ",")),
                      foreign)};
  }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return NewSingleEventMonitor(false);
  }

  FindingText Describe(const Finding&, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const std::string_view digest = trigger == nullptr
                                        ? std::string_view()
                                        : DigestNamed(*trigger->content);
    return {"A decision was made by a policy that is not among the files",
            fmt::format("{}: the policy digest {} is of no file given",
                        Located(NounOf(trigger), trigger), digest),
            std::nullopt};
  }

 private:
  std::vector<std::string> known_;
};

}  // namespace

Rule KnownPolicyRule(std::span<const Digest> known, size_t line) {
  Rule rule;
  rule.name = "(unknown policy)";
  rule.type = &kKnownPolicy;
  rule.scope = Scope::kLedger;
  rule.line = line;
  rule.body = std::make_shared<KnownPolicyBody>(known);
  return rule;
}

}  // namespace plog

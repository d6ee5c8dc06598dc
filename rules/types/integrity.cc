// integrity: the hash chain is unbroken.
//
// Every error finding of verification is a violation. The audit of the chains
// runs anyway and finds them; the rule has no monitor and no predicates, and
// neither a scope nor a label filter makes sense. Which event and which finding
// it is about, verification says in its own words; the text here stands for
// findings that come without any.

#include <fmt/format.h>

#include "rules/types/bodies.h"
#include "rules/types/prose.h"

namespace plog {
namespace {

class Integrity final : public RuleBody {
 public:
  void Declare(FieldVisitor&) override {}
  bool IsScoped() const override { return false; }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    return {};
  }
  std::unique_ptr<Monitor> NewMonitor() const override { return nullptr; }

  FindingText Describe(const Finding&, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    if (trigger == nullptr) {
      return {"Hash chain is broken", "The ledger does not verify",
              std::nullopt};
    }
    return {
        "Hash chain is broken",
        fmt::format("{} does not verify", Located(NounOf(trigger), trigger)),
        std::nullopt};
  }
};

}  // namespace

std::unique_ptr<RuleBody> MakeIntegrity() {
  return std::make_unique<Integrity>();
}

}  // namespace plog

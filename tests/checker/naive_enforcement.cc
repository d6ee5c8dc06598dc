#include "tests/checker/naive_enforcement.h"

#include <algorithm>

namespace plog {
namespace {

using Kind = PlainRule::Kind;

class Recount {
 public:
  explicit Recount(const PlainPolicy& policy) : policy_(policy) {}

  std::string Judge(const PlainCall& call) {
    if (call.tool == policy_.hidden) return "deny hidden";
    if (policy_.default_deny && call.tool >= policy_.listed) {
      return "deny unlisted";
    }
    std::optional<size_t> asks;
    for (const bool wildcard : {false, true}) {
      for (size_t i = 0; i < policy_.rules.size(); ++i) {
        if (!Applies(i, call, wildcard)) continue;
        if (!Passes(policy_.rules[i], call)) return Deny(i);
        if (policy_.rules[i].kind == Kind::kApprove && !asks) asks = i;
      }
    }
    for (const bool wildcard : {false, true}) {
      for (size_t i = 0; i < policy_.rules.size(); ++i) {
        if (Applies(i, call, wildcard) && !Fits(i, call)) return Deny(i);
      }
    }
    through_.push_back(call);
    if (asks) return "require_approval " + std::to_string(*asks);
    return "allow";
  }

 private:
  static std::string Deny(size_t rule) {
    return "deny " + std::to_string(rule);
  }

  bool Applies(size_t rule, const PlainCall& call, bool wildcard) const {
    const int tool = policy_.rules[rule].tool;
    return wildcard ? tool == -1 : tool == call.tool;
  }

  bool Passes(const PlainRule& rule, const PlainCall& call) const {
    switch (rule.kind) {
      case Kind::kDeny:
        return false;
      case Kind::kMost:
        return call.halves && *call.halves <= 2 * rule.limit &&
               (!policy_.spend_form || *call.halves >= 0);
      case Kind::kWords:
        return call.word &&
               std::count(rule.words.begin(), rule.words.end(), *call.word) > 0;
      case Kind::kReads: {
        const int64_t now = Total(policy_.rules[rule.reads], call.at);
        return rule.at_least ? now >= 2 * rule.limit : now <= 2 * rule.limit;
      }
      case Kind::kCounter: {
        if (policy_.spend_form) return call.halves && *call.halves >= 0;
        const int64_t now = Total(rule, call.at);
        return rule.strict ? now < 2 * rule.limit : now <= 2 * rule.limit;
      }
      case Kind::kRate:
      case Kind::kApprove:
        return true;
    }
    return true;
  }

  bool Fits(size_t position, const PlainCall& call) const {
    const PlainRule& rule = policy_.rules[position];
    if (rule.kind != Kind::kRate && rule.kind != Kind::kCounter) return true;
    const auto amount = AmountOf(rule, call);
    if (!amount) return false;
    const int64_t limit = 2 * (rule.strict ? rule.limit - 1 : rule.limit);
    return Total(rule, call.at) + *amount <= limit;
  }

  // In halves; whole numbers where Intercept's counters are.
  std::optional<int64_t> AmountOf(const PlainRule& rule,
                                  const PlainCall& call) const {
    if (!rule.from_argument) return 2 * rule.increment;
    if (!call.halves || policy_.spend_form) return call.halves;
    return *call.halves / 2 * 2;
  }

  int64_t Total(const PlainRule& rule, int64_t at) const {
    int64_t total = 0;
    for (const PlainCall& one : through_) {
      const bool counted = rule.tool == -1 || rule.tool == one.tool;
      if (!counted || one.at / rule.window != at / rule.window) continue;
      total += AmountOf(rule, one).value_or(0);
    }
    return total;
  }

  const PlainPolicy& policy_;
  std::vector<PlainCall> through_;
};

}  // namespace

std::vector<std::string> NaiveDecisions(const PlainPolicy& policy,
                                        const std::vector<PlainCall>& calls) {
  Recount recount(policy);
  std::vector<std::string> decisions;
  for (const PlainCall& call : calls) decisions.push_back(recount.Judge(call));
  return decisions;
}

}  // namespace plog

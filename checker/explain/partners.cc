#include "checker/explain/partners.h"

#include <fmt/format.h>

#include "rules/types/prose.h"

namespace plog {
namespace {

// Comparing candidates reads them from the ledger.
constexpr size_t kMaxCandidates = 2000;

}  // namespace

Nearest FindNearest(Scene* scene, size_t position, uint32_t role, Side side) {
  Nearest nearest;
  size_t candidates = 0;
  size_t at = position;
  while (candidates < kMaxCandidates) {
    if (side == Side::kBefore ? at == 0 : at + 1 >= scene->size()) break;
    at = side == Side::kBefore ? at - 1 : at + 1;
    if (!scene->HasRole(at, role)) continue;
    ++candidates;
    const size_t x = role == kRoleY ? position : at;
    const size_t y = role == kRoleY ? at : position;
    auto disagreement = scene->Disagreement(x, y);
    if (!disagreement) {
      nearest.agreeing = at;
      break;
    }
    if (nearest.other) continue;
    nearest.other = at;
    nearest.disagreement = std::move(*disagreement);
  }
  return nearest;
}

std::string Excess(const Scene& scene, size_t a, size_t b) {
  const auto within = scene.fields().FindDuration("within");
  const Duration interval = scene.Interval(a, b);
  if (!within || interval <= *within) return {};
  // The difference of two lengths, by way of two instants.
  const Duration excess = (Instant() + interval) - (Instant() + *within);
  return Spoken(excess);
}

std::string LimitText(const Scene& scene) {
  const auto within = scene.fields().FindDuration("within");
  return within ? fmt::format(" within {}", Spoken(*within)) : std::string();
}

}  // namespace plog

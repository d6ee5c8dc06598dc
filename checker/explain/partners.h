#ifndef PLOG_CHECKER_EXPLAIN_PARTNERS_H_
#define PLOG_CHECKER_EXPLAIN_PARTNERS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "checker/explain/scene.h"

namespace plog {

// The roles of sequence and absence: the order of their predicates.
inline constexpr uint32_t kRoleX = 1U << 0;      // when
inline constexpr uint32_t kRoleY = 1U << 1;      // expect, deny
inline constexpr uint32_t kRoleUntil = 1U << 2;  // until

// The nearest events of a role on one side of a position.
struct Nearest {
  std::optional<size_t> agreeing;
  std::optional<size_t> other;  // the nearest that disagrees on `correlate`,
                                // if it is nearer than the agreeing one
  std::string disagreement;     // of `other`
};

enum class Side { kBefore, kAfter };

// Looks for a partner of the event at `position`, which is an X if `role` is
// kRoleY, and else a Y. Gives up after some thousand candidates.
Nearest FindNearest(Scene* scene, size_t position, uint32_t role, Side side);

// "15s too late" beyond the limit; empty within it.
std::string Excess(const Scene& scene, size_t a, size_t b);
// " within 60s", or empty without a limit.
std::string LimitText(const Scene& scene);

}  // namespace plog

#endif  // PLOG_CHECKER_EXPLAIN_PARTNERS_H_

#include "checker/report/report.h"

#include <array>

namespace plog {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 5> kStatusNames = {
    "pass", "warn", "fail", "not_applicable", "error"};

}  // namespace

std::string_view Name(ResultStatus status) {
  return kStatusNames[static_cast<size_t>(status)];
}

}  // namespace plog

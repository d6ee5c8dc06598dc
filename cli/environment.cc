#include "cli/environment.h"

#include <chrono>
#include <cstdlib>

namespace plog {
namespace {

std::optional<std::string> GetVariable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

Instant ClockNow() {
  using std::chrono::floor;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = floor<std::chrono::seconds>(now);
  const auto nanos =
      std::chrono::duration_cast<std::chrono::nanoseconds>(now - seconds);
  return {seconds.count(), static_cast<int32_t>(nanos.count())};
}

}  // namespace

Environment ProcessEnvironment() { return {GetVariable, ClockNow}; }

}  // namespace plog

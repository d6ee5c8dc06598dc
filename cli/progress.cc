#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/text_table.h"
#include "ledger/base/text.h"

namespace plog {
namespace {

constexpr Duration kRedraw{0, 100'000'000};
constexpr size_t kBarColumns = 20;
constexpr size_t kLabelBytes = 16;
constexpr uint64_t kMinute = 60;
constexpr uint64_t kHour = 60 * kMinute;

// For one terminal line; nobody compares it.
double Seconds(const Duration& time) {
  return static_cast<double>(time.seconds) + time.nanos / 1e9;
}

std::string TimeLeft(uint64_t seconds) {
  if (seconds < kMinute) return fmt::format("{}s", seconds);
  if (seconds < kHour) {
    return fmt::format("{}m{:02}s", seconds / kMinute, seconds % kMinute);
  }
  return fmt::format("{}h{:02}m", seconds / kHour, seconds % kHour / kMinute);
}

std::string Bar(double share) {
  const auto full = static_cast<size_t>(share * kBarColumns);
  return fmt::format("[{}{}] {:>3}% ", std::string(full, '#'),
                     std::string(kBarColumns - full, ' '),
                     static_cast<int>(share * 100));
}

}  // namespace

std::string ProgressText(std::string_view label, const ProgressState& state) {
  std::string out = SanitizeForTerminal(label, kLabelBytes) + ' ';
  double share = 0;
  if (state.total > 0) {
    share = static_cast<double>(std::min(state.done, state.total)) /
            static_cast<double>(state.total);
    out += Bar(share);
  }
  out += Counted(state.events, "event");
  const double seconds = Seconds(state.elapsed);
  if (seconds <= 0) return out;
  const double rate = static_cast<double>(state.events) / seconds;
  out += fmt::format(", {}/s", Grouped(static_cast<uint64_t>(rate)));
  if (share > 0) {
    const double left = seconds * (1 - share) / share;
    // Rounded up: "0s left" is for the end.
    out +=
        fmt::format(", {} left", TimeLeft(static_cast<uint64_t>(left + 0.999)));
  }
  return out;
}

ProgressLine::ProgressLine(const Invocation& run, std::string label,
                           uint64_t total)
    : run_(run),
      label_(std::move(label)),
      total_(total),
      begin_(run.environment.now()),
      drawn_(begin_) {}

void ProgressLine::Show(std::string_view label, uint64_t done, uint64_t total,
                        uint64_t events) {
  const Instant now = run_.environment.now();
  if (now < drawn_ + kRedraw) return;
  drawn_ = now;
  run_.console.Progress(
      ProgressText(label, {done, total, events, now - begin_}));
}

std::function<void(uint64_t events)> ProgressLine::Counter() {
  return [this](uint64_t events) { Show(label_, events, total_, events); };
}

}  // namespace plog

#include "cli/event_delivery.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <thread>

#include "checker/formats/report_json.h"
#include "cli/event_spool.h"
#include "cli/shell_command.h"
#include "cli/text_table.h"

namespace plog {
namespace {

using std::chrono::milliseconds;

constexpr uint64_t kDefaultSeconds = 60;
constexpr uint64_t kMostSeconds = 24 * 60 * 60;
// Before the second and the third attempt.
constexpr std::array<milliseconds, 2> kPauses = {milliseconds{100},
                                                 milliseconds{500}};
// So many refused in a row: it is the command, not the events.
constexpr size_t kRefusals = 3;

std::string Joined(const std::vector<std::string>& events) {
  std::string text;
  for (const std::string& event : events) text += event;
  return text;
}

}  // namespace

void EventDelivery::Declare(OptionSet* options) {
  options->Text("--exec", "COMMAND",
                "run this in a shell for every violation that counts, its "
                "event (a line of jsonl) on stdin",
                &each_);
  options->Text("--exec-batch", "COMMAND",
                "the same once, with all events on stdin", &batch_);
  options->Number("--exec-timeout", "SECONDS",
                  "kill a command that runs longer (default 60)", &timeout_);
  options->Text("--spool", "FILE",
                "where events wait that the command did not take (default: "
                "LEDGER.spool.jsonl)",
                &spool_);
}

Status EventDelivery::Prepare(const Invocation& run) {
  if (each_ && batch_) {
    return Fail(ErrorKind::kUsage,
                "--exec and --exec-batch exclude each other");
  }
  if (!wanted()) {
    if (!spool_ && !timeout_) return {};
    return Fail(ErrorKind::kUsage,
                fmt::format("{} needs --exec or --exec-batch",
                            spool_ ? "--spool" : "--exec-timeout"));
  }
  if (timeout_ && (*timeout_ == 0 || *timeout_ > kMostSeconds)) {
    return Fail(ErrorKind::kUsage,
                fmt::format("--exec-timeout is 1 to {}", kMostSeconds));
  }
  if (spool_) {
    spool_path_ = *spool_;
    return {};
  }
  const auto ledger = run.LedgerPath();
  if (!ledger) return tl::make_unexpected(ledger.error());
  spool_path_ = *ledger + ".spool.jsonl";
  return {};
}

std::vector<std::string> EventDelivery::inputs() const {
  if (!wanted()) return {};
  return {spool_path_};
}

Status EventDelivery::Offer(const std::string& text, Console* console) const {
  const std::string& command = each_ ? *each_ : *batch_;
  const std::chrono::seconds limit(timeout_.value_or(kDefaultSeconds));
  Status taken = RunShellCommand(command, text, limit);
  for (const milliseconds pause : kPauses) {
    if (taken) return taken;
    console->Detail(
        fmt::format("--exec: {}; trying again", taken.error().message));
    std::this_thread::sleep_for(pause);
    taken = RunShellCommand(command, text, limit);
  }
  return taken;
}

std::vector<std::string> EventDelivery::OfferEach(
    const std::vector<std::string>& events, Console* console) const {
  std::vector<std::string> refused;
  size_t in_a_row = 0;
  size_t next = 0;
  for (; next < events.size() && in_a_row < kRefusals; ++next) {
    const Status taken = Offer(events[next], console);
    if (taken) {
      in_a_row = 0;
      continue;
    }
    ++in_a_row;
    if (refused.empty()) console->Warn("--exec: " + taken.error().message);
    refused.push_back(events[next]);
  }
  std::vector<std::string> left(
      events.begin() + static_cast<std::ptrdiff_t>(next), events.end());
  left.insert(left.end(), refused.begin(), refused.end());
  return left;
}

Result<ExitStatus> EventDelivery::Deliver(const Report& report,
                                          const ViolationFilter& filter,
                                          Console* console) const {
  if (!wanted()) return ExitStatus::kDone;
  auto spool = EventSpool::Open(spool_path_);
  if (!spool) return tl::make_unexpected(spool.error());
  const size_t waiting = spool->events().size();
  if (Status kept = spool->Append(OpenViolationEvents(report, filter)); !kept) {
    return tl::make_unexpected(kept.error());
  }
  const std::vector<std::string> events = spool->events();
  if (events.empty()) return ExitStatus::kDone;
  std::vector<std::string> left;
  if (each_) {
    left = OfferEach(events, console);
  } else if (const Status taken = Offer(Joined(events), console); !taken) {
    console->Warn("--exec-batch: " + taken.error().message);
    left = events;
  }
  if (Status kept = spool->Replace(left); !kept) {
    return tl::make_unexpected(kept.error());
  }
  console->Summary(fmt::format(
      "{} of {} delivered; {} had been waiting", events.size() - left.size(),
      Counted(events.size(), "violation event"), waiting));
  if (left.empty()) return ExitStatus::kDone;
  console->Fail({ErrorKind::kIo,
                 fmt::format("{} not delivered: kept in {}",
                             Counted(left.size(), "event"), spool_path_),
                 "the next run with the same --spool delivers them first"});
  return ExitStatus::kIncomplete;
}

}  // namespace plog

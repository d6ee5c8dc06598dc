#ifndef PLOG_CLI_EVENT_DELIVERY_H_
#define PLOG_CLI_EVENT_DELIVERY_H_

#include <optional>
#include <string>
#include <vector>

#include "checker/formats/violation_filter.h"
#include "cli/exit_status.h"
#include "cli/invocation.h"

namespace plog {

// `--exec`: hands the violation events of a run to a command of the user's.
//
// Nothing is lost: events go into the spool before the command is tried, and
// leave it only when the command has taken them (exit status 0). So an event
// may come twice, if a run is killed in between; its fingerprint tells. What
// waits in the spool goes first in the next run. Events that the command
// refused go behind those that it was never offered: one that it can never
// take does not keep the others back.
class EventDelivery {
 public:
  void Declare(OptionSet* options);
  Status Prepare(const Invocation& run);
  bool wanted() const { return each_ || batch_; }
  std::vector<std::string> inputs() const;  // the spool

  // `kIncomplete`, with a message on stderr, if events are left in the spool.
  Result<ExitStatus> Deliver(const Report& report,
                             const ViolationFilter& filter,
                             Console* console) const;

 private:
  Status Offer(const std::string& text, Console* console) const;
  std::vector<std::string> OfferEach(const std::vector<std::string>& events,
                                     Console* console) const;

  std::optional<std::string> each_;
  std::optional<std::string> batch_;
  std::optional<std::string> spool_;
  std::optional<uint64_t> timeout_;
  std::string spool_path_;
};

}  // namespace plog

#endif  // PLOG_CLI_EVENT_DELIVERY_H_

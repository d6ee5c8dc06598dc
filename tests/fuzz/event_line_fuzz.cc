// One line of input: parsed or refused; what is accepted has one canonical form
// per profile, which reads back as the same event.

#include "ledger/audit/presented_event.h"
#include "ledger/event/line_parser.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plog;
  const std::string_view line = AsText(data, size);
  EventLineParser parser;
  ParsedEvent event;
  if (const auto reject = parser.Parse(line, &event)) {
    Require(reject->column >= 1 && reject->column <= size + 1);
    Require(!reject->message.empty() && !Name(reject->code).empty());
    return 0;
  }
  const auto shown = ReadPresentedEvent(line);
  Require(shown.has_value() == event.link.has_value());
  ContentParser content_parser;
  EventContent read_back;
  ParsedEvent again;
  for (const HashProfile& profile : HashProfiles()) {
    std::string content;
    AppendContent(event.event, line, profile, &content);
    Require(!content_parser.Parse(content, &read_back));
    Require(read_back.agent_id() == event.event.agent_id());
    const std::string input = ContentAsInput(read_back, content);
    Require(!parser.Parse(input, &again));
    std::string second;
    AppendContent(again.event, input, profile, &second);
    Require(second == content);
  }
  return 0;
}

// AWS CloudTrail: {"Records": […]} as the service delivers it, or one record
// per line. A record tells call and result in one event.

#include <fmt/format.h>

#include "ledger/base/instant.h"
#include "ledger/importers/document_importer.h"
#include "ledger/importers/head_inspection.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "cloudtrail";

class CloudTrailImporter : public DocumentImporter {
 public:
  explicit CloudTrailImporter(const SourceInfo& source)
      : DocumentImporter(kFormat, source, {"Records"}) {}

 protected:
  void Record(JsonView record, const Context& context) override {
    const std::string_view name = TextOf(record, "eventName");
    const std::string_view service = TextOf(record, "eventSource");
    if (name.empty() || service.empty()) {
      const bool envelope =
          context.member.empty() && record.Find("Records").valid();
      if (!envelope) out().Unknown("a value without eventSource and eventName");
      return;
    }
    const std::string_view time = TextOf(record, "eventTime");
    // Another tool has been at it; what zone it means is not written there.
    if (!time.empty() && !ParseRfc3339(time)) {
      return out().Refuse(
          {RejectCode::kBadTimestamp, 1,
           fmt::format("eventTime `{}` is not as CloudTrail wrote it: no zone "
                       "(a mapping can say that UTC is meant, see --map)",
                       time)});
    }
    out().Emit(Event(record, name, service));
  }

 private:
  static ImportedEvent Event(JsonView record, std::string_view name,
                             std::string_view service) {
    const JsonView identity = record.Find("userIdentity");
    ImportedEvent event;
    event.action_type = action::kToolCall;
    event.action_name = fmt::format("{}:{}", service, name);
    event.agent_id = FirstTextOf(
        identity, {"arn", "principalId", "invokedBy", "accountId", "type"});
    event.session_id = FirstTextOf(identity, {"accessKeyId", "arn"});
    event.timestamp = TextOf(record, "eventTime");
    event.original_id = TextOf(record, "eventID");
    event.input = Payload::Of(record.Find("requestParameters"));
    // Present even if null: the record is complete, no result follows.
    const JsonView response = record.Find("responseElements");
    event.output =
        response.present()
            ? Payload::Of(response)
            : Payload::Members({{"errorCode", record.Find("errorCode")}});
    const std::string_view code = TextOf(record, "errorCode");
    event.status = code.empty() ? "success" : "error";
    if (!code.empty()) {
      const std::string_view message = TextOf(record, "errorMessage");
      event.error_message = message.empty()
                                ? std::string(code)
                                : fmt::format("{}: {}", code, message);
    }
    Describe(record, identity, &event);
    return event;
  }

  static void Describe(JsonView record, JsonView identity,
                       ImportedEvent* event) {
    event->Label("region", TextOf(record, "awsRegion"));
    event->Label("account", TextOf(record, "recipientAccountId"));
    event->Label("identity_type", TextOf(identity, "type"));
    event->Label("event_type", TextOf(record, "eventType"));
    event->Label("event_version", ScalarText(record.Find("eventVersion")));
    event->Meta("source_ip", TextOf(record, "sourceIPAddress"));
    event->Meta("user_agent", TextOf(record, "userAgent"));
    event->Meta("request_id", TextOf(record, "requestID"));
    event->Meta("read_only", record.Find("readOnly"));
    event->Meta("user_identity", identity);
    event->call_id = TextOf(record, "eventID");
  }
};

std::optional<std::string> Detect(const InputHead& head) {
  const InputHead first = FirstObject(head);
  if (first.HasName("eventSource") && first.HasName("eventName")) {
    return "a record with eventSource and eventName";
  }
  if (first.HasName("Records") &&
      head.bytes.find("\"eventSource\"") != std::string_view::npos) {
    return "an object with Records that have eventSource";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kCloudTrailFormat;
const InputFormat kCloudTrailFormat = {
    .name = kFormat,
    .summary = "AWS CloudTrail records",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<CloudTrailImporter>(source);
    }};

}  // namespace plog

#include "cli/signed_report.h"

#include "checker/attest/dsse.h"
#include "checker/formats/report_json.h"
#include "cli/output.h"

namespace plog {

Result<Opened> OpenSignedReport(const std::string& report,
                                const std::string& signature,
                                std::span<const VerifierKey> keys) {
  auto json = ReadWholeFile(report, kMaxReportBytes);
  if (!json) return tl::make_unexpected(json.error());
  const auto envelope = ReadWholeFile(signature, kMaxEnvelopeBytes);
  if (!envelope) return tl::make_unexpected(envelope.error());
  Opened opened;
  const auto inside = OpenEnvelope(*envelope, kInTotoPayloadType, keys);
  if (!inside) {
    opened.fault = inside.error().message;
    return opened;
  }
  if (Status same = CheckStatement(inside->payload, *json); !same) {
    opened.fault = same.error().message;
    return opened;
  }
  opened.report.statement = *ReadTestResult(inside->payload);
  opened.report.key_name = inside->key_name;
  opened.report.json = std::move(*json);
  return opened;
}

}  // namespace plog

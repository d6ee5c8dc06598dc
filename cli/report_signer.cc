#include "cli/report_signer.h"

#include <fmt/format.h>

#include <filesystem>

#include "checker/attest/dsse.h"
#include "checker/attest/statement.h"
#include "checker/formats/report_json.h"
#include "cli/output.h"

namespace plog {

std::string SignaturePath(const std::string& report) {
  return report + ".dsse.json";
}

void ReportSigner::Declare(OptionSet* options) {
  options->Text("--sign", "KEY",
                "sign every JSON report file with this private key, in "
                "REPORT.dsse.json beside it",
                &key_file_);
  options->Text("--key-name", "NAME", "the key's name, where the file has none",
                &key_name_);
  options->Text("--previous", "REPORT",
                "the signed JSON report before this one; the signature names "
                "its digest",
                &previous_file_);
}

std::vector<std::string> ReportSigner::inputs() const {
  std::vector<std::string> paths;
  if (key_file_) paths.push_back(*key_file_);
  if (previous_file_) {
    paths.push_back(*previous_file_);
    paths.push_back(SignaturePath(*previous_file_));
  }
  return paths;
}

Status ReportSigner::Prepare(const std::vector<std::string>& reports,
                             const std::vector<std::string>& inputs) {
  if (!key_file_) {
    if (!previous_file_ && !key_name_) return {};
    return Fail(ErrorKind::kUsage,
                fmt::format("{} is about signing a report",
                            previous_file_ ? "--previous" : "--key-name"),
                "--sign KEY signs it");
  }
  if (reports.empty()) {
    return Fail(ErrorKind::kUsage, "--sign: no JSON report goes to a file",
                "-o report.json writes one");
  }
  for (const std::string& report : reports) {
    Status fine = RefuseOverwriting(SignaturePath(report), inputs);
    if (!fine) return fine;
  }
  auto key = SigningKey::Read(*key_file_, key_name_.value_or(std::string()));
  if (!key) return tl::make_unexpected(key.error());
  key_.emplace(std::move(*key));
  if (!previous_file_) return {};
  const auto text = ReadWholeFile(*previous_file_, kMaxReportBytes);
  if (!text) return tl::make_unexpected(text.error());
  if (const auto report = ReadReport(*text); !report) {
    return Fail(ErrorKind::kUsage,
                fmt::format("--previous {}: {}", *previous_file_,
                            report.error().message));
  }
  previous_ = Sha256Of(*text);
  return {};
}

Status ReportSigner::Sign(const std::vector<WrittenReport>& files,
                          const Report& report) const {
  if (!key_) return {};
  for (const WrittenReport& file : files) {
    StatementInput input;
    input.report_name = std::filesystem::path(file.path).filename().string();
    input.report_digest = file.digest;
    input.previous = previous_;
    const std::string envelope = SignEnvelope(
        kInTotoPayloadType, TestResultStatement(report, input), *key_);
    Status written = WriteFileAtomically(SignaturePath(file.path), envelope);
    if (!written) return written;
  }
  return {};
}

}  // namespace plog

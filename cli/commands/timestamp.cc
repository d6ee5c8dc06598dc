#include "ledger/anchor/timestamp.h"

#include <fmt/format.h>

#include "cli/anchor_options.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "ledger/base/text.h"
#include "ledger/crypto/uuid.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

constexpr size_t kNonceBytes = 8;
constexpr size_t kMaxResponse = size_t{1} << 20;
constexpr size_t kMaxCertificates = size_t{4} << 20;

// The response lives beside the note unless it is named.
std::string BesideNote(const std::string& note) { return note + ".tsr"; }

Result<Digest> DigestOfNote(const std::string& path) {
  const auto note = ReadNote(path);
  if (!note) return tl::make_unexpected(note.error());
  if (note->empty()) {
    return Fail(ErrorKind::kInput, fmt::format("{} is empty", path));
  }
  return Sha256Of(*note);
}

class TimestampRequestCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("NOTE", "the checkpoint", &note_, true);
    options->Text("-o,--output", "PATH",
                  "write the request here, not to stdout", &output_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (output_) {
      Status fine = RefuseOverwriting(*output_, {*note_});
      if (!fine) return tl::make_unexpected(fine.error());
    }
    const auto digest = DigestOfNote(*note_);
    if (!digest) return tl::make_unexpected(digest.error());
    const std::string request =
        TimestampRequest(*digest, RandomBytes(kNonceBytes));
    if (!output_ || *output_ == "-") {
      run.console.Out(request);
      return ExitStatus::kDone;
    }
    if (Status written = WriteFileAtomically(*output_, request); !written) {
      return tl::make_unexpected(written.error());
    }
    run.console.Summary(
        fmt::format("{} asks about SHA-256 {}", *output_, ToHex(*digest)));
    return ExitStatus::kDone;
  }

 private:
  std::optional<std::string> note_;
  std::optional<std::string> output_;
};

class TimestampAttachCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("NOTE", "the checkpoint", &note_, true);
    options->Operand("RESPONSE", "what the authority answered", &response_,
                     true);
    options->Text("--request", "FILE", "the request that it must answer",
                  &request_);
    options->Text("-o,--output", "PATH", "keep it here (default: NOTE.tsr)",
                  &output_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const std::string target = output_.value_or(BesideNote(*note_));
    if (Status fine = RefuseOverwriting(target, {*note_}); !fine) {
      return tl::make_unexpected(fine.error());
    }
    const auto digest = DigestOfNote(*note_);
    if (!digest) return tl::make_unexpected(digest.error());
    const auto response = ReadWholeFile(*response_, kMaxResponse);
    if (!response) return tl::make_unexpected(response.error());
    const auto stamp = ReadTimestamp(*response, *digest);
    if (!stamp) return Refused(stamp.error());
    if (Status matches = Match(*response); !matches) {
      return Refused(matches.error());
    }
    if (Status kept = WriteFileAtomically(target, *response); !kept) {
      return tl::make_unexpected(kept.error());
    }
    run.console.Summary(fmt::format(
        "{}: stamped {}; `plog timestamp verify` checks who says so", target,
        FormatRfc3339(stamp->time)));
    return ExitStatus::kDone;
  }

 private:
  Status Match(const std::string& response) const {
    if (!request_) return {};
    const auto request = ReadWholeFile(*request_, kMaxResponse);
    if (!request) return tl::make_unexpected(request.error());
    return MatchTimestamp(response, *request);
  }

  tl::unexpected<Error> Refused(const Error& error) const {
    return Fail(error.kind, fmt::format("{}: {}", *response_, error.message));
  }

  std::optional<std::string> note_;
  std::optional<std::string> response_;
  std::optional<std::string> request_;
  std::optional<std::string> output_;
};

class TimestampVerifyCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("NOTE", "the checkpoint", &note_, true);
    options->Operand("RESPONSE", "the time-stamp (default: NOTE.tsr)",
                     &response_, false);
    options->Text("--ca", "FILE",
                  "certificates, in PEM, of the authorities that you trust",
                  &ca_);
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (!ca_) {
      return Fail(ErrorKind::kUsage, "--ca is missing",
                  "a time-stamp cannot vouch for itself");
    }
    const auto digest = DigestOfNote(*note_);
    if (!digest) return tl::make_unexpected(digest.error());
    const std::string path = response_.value_or(BesideNote(*note_));
    const auto response = ReadWholeFile(path, kMaxResponse);
    if (!response) return tl::make_unexpected(response.error());
    const auto ca = ReadWholeFile(*ca_, kMaxCertificates);
    if (!ca) return tl::make_unexpected(ca.error());
    const auto stamp = VerifyTimestamp(*response, *digest, *ca);
    if (!stamp) {
      const bool usage = stamp.error().kind == ErrorKind::kUsage;
      return Fail(stamp.error().kind, fmt::format("{}: {}", usage ? *ca_ : path,
                                                  stamp.error().message));
    }
    Print(run, *stamp);
    return ExitStatus::kDone;
  }

 private:
  void Print(const Invocation& run, const Timestamp& stamp) const {
    const std::string time = FormatRfc3339(stamp.time);
    run.console.Summary(fmt::format("{} existed at {}", *note_, time));
    if (run.ResolveFormat(format_) == "text") {
      run.console.Out(
          fmt::format("time       {}\nauthority  {}\nserial     {}\n", time,
                      SanitizeForTerminal(stamp.authority), stamp.serial));
      return;
    }
    std::string out;
    JsonWriter writer(&out, 2);
    writer.BeginObject();
    writer.Member("time", time);
    writer.Member("authority", stamp.authority);
    writer.Member("serial", stamp.serial);
    writer.EndObject();
    run.console.Out(out + '\n');
  }

  std::optional<std::string> note_;
  std::optional<std::string> response_;
  std::optional<std::string> ca_;
  std::string format_ = "auto";
};

}  // namespace

std::unique_ptr<Command> MakeTimestampRequest() {
  return std::make_unique<TimestampRequestCommand>();
}
std::unique_ptr<Command> MakeTimestampAttach() {
  return std::make_unique<TimestampAttachCommand>();
}
std::unique_ptr<Command> MakeTimestampVerify() {
  return std::make_unique<TimestampVerifyCommand>();
}

}  // namespace plog

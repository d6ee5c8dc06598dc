#include "ledger/ingest/input_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ledger/ingest/json_text_scanner.h"

namespace plog {

extern const InputFormat kJsonLinesFormat;
extern const InputFormat kJsonArrayFormat;
extern const InputFormat kPlogExportFormat;
extern const InputFormat kClaudeCodeFormat;
extern const InputFormat kClaudeCodeHooksFormat;
extern const InputFormat kOtlpFormat;
extern const InputFormat kOtlpPlainFormat;
extern const InputFormat kJaegerFormat;
extern const InputFormat kCodexFormat;
extern const InputFormat kMcpFormat;
extern const InputFormat kOpenaiChatFormat;
extern const InputFormat kInspectFormat;
extern const InputFormat kInspectArchiveFormat;
extern const InputFormat kSweAgentFormat;
extern const InputFormat kAtifFormat;
extern const InputFormat kAgentsSdkFormat;
extern const InputFormat kLangSmithFormat;
extern const InputFormat kCloudTrailFormat;
extern const InputFormat kPiSessionFormat;
extern const InputFormat kInterceptLogFormat;
extern const InputFormat kDecisionsFormat;

namespace {

constexpr std::array kFormats = {
    &kJsonLinesFormat,
    &kJsonArrayFormat,
    &kPlogExportFormat,
    &kClaudeCodeFormat,
    &kClaudeCodeHooksFormat,
    &kOtlpFormat,
    &kOtlpPlainFormat,
    &kJaegerFormat,
    &kCodexFormat,
    &kMcpFormat,
    &kOpenaiChatFormat,
    &kInspectFormat,
    &kInspectArchiveFormat,
    &kSweAgentFormat,
    &kAtifFormat,
    &kAgentsSdkFormat,
    &kLangSmithFormat,
    &kCloudTrailFormat,
    &kPiSessionFormat,
    &kInterceptLogFormat,
    &kDecisionsFormat,
};

constexpr std::string_view kWhiteSpace = " \t\r\n";

std::string_view FirstLine(std::string_view bytes) {
  const size_t begin = bytes.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return {};
  const size_t end = bytes.find('\n', begin);
  return bytes.substr(begin, end == std::string_view::npos ? end : end - begin);
}

// Member names at depth 1 of the object that `bytes` begins with.
std::vector<std::string> TopLevelNames(std::string_view bytes) {
  std::vector<std::string> names;
  JsonTextScanner scanner;
  size_t string_begin = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const bool was_in_string = scanner.in_string();
    scanner.Next(bytes[i]);
    if (!was_in_string && scanner.in_string()) string_begin = i + 1;
    if (scanner.depth() == 0) break;
    const bool closed = was_in_string && !scanner.in_string();
    if (!closed || scanner.depth() != 1) continue;
    const size_t after = bytes.find_first_not_of(kWhiteSpace, i + 1);
    if (after != std::string_view::npos && bytes[after] == ':') {
      names.emplace_back(bytes.substr(string_begin, i - string_begin));
    }
  }
  return names;
}

}  // namespace

InputHead::InputHead(std::string_view head, bool all)
    : bytes(head.substr(0, kBytes)),
      whole(all && head.size() <= kBytes),
      first_line(FirstLine(bytes)) {
  JsonParser parser;
  if (!first_line.empty() &&
      !parser.Parse(first_line, JsonLimits{}, &document_)) {
    first = document_.root();
  }
  const size_t begin = bytes.find_first_not_of(kWhiteSpace);
  if (begin != std::string_view::npos && bytes[begin] == '{') {
    top_level_names = TopLevelNames(bytes.substr(begin));
  }
}

bool InputHead::HasName(std::string_view name) const {
  return std::find(top_level_names.begin(), top_level_names.end(), name) !=
         top_level_names.end();
}

std::span<const InputFormat* const> InputFormats() { return kFormats; }

const InputFormat* FindInputFormat(std::string_view name) {
  for (const InputFormat* format : kFormats) {
    if (format->name == name) return format;
  }
  return nullptr;
}

Result<DetectedFormat> DetectInputFormat(const InputHead& head,
                                         std::string_view source_name) {
  std::vector<DetectedFormat> claims;
  for (const InputFormat* format : kFormats) {
    if (auto reason = format->detect(head)) {
      claims.push_back({format, std::move(*reason), true});
    }
  }
  if (claims.size() > 1) {
    return Fail(
        ErrorKind::kUsage,
        fmt::format("{}: could be {} ({}) or {} ({})", source_name,
                    claims[0].format->name, claims[0].reason,
                    claims[1].format->name, claims[1].reason),
        fmt::format("say which with --format {}", claims[0].format->name));
  }
  if (claims.size() == 1) return claims.front();
  if (head.first_line.starts_with('[')) {
    return DetectedFormat{&kJsonArrayFormat,
                          "it begins with a bracket; no other format fits",
                          false};
  }
  return DetectedFormat{&kJsonLinesFormat, "no other format fits", false};
}

}  // namespace plog

#include "rules/values/regex.h"

#include <fmt/format.h>
#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>

#include "rules/values/literal_sieve.h"

namespace plog {
namespace {

constexpr size_t kMaxPatternBytes = 4096;
constexpr int64_t kMaxProgramBytes = int64_t{8} << 20;

re2::StringPiece Piece(std::string_view text) {
  return {text.data(), text.size()};
}

RE2::Options MakeOptions() {
  RE2::Options options;
  options.set_max_mem(kMaxProgramBytes);
  options.set_log_errors(false);  // they are diagnostics, not log lines
  return options;
}

std::string_view LongestAscii(std::string_view text) {
  std::string_view longest;
  while (!text.empty()) {
    const auto end = std::find_if(text.begin(), text.end(), [](char c) {
      return static_cast<uint8_t>(c) >= 0x80;
    });
    const auto size = static_cast<size_t>(end - text.begin());
    if (size > longest.size()) longest = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return longest;
}

}  // namespace

struct Regex::Impl {
  Impl(std::string_view text, const RE2::Options& options)
      : pattern(text), program(Piece(text), options) {}
  std::string pattern;
  RE2 program;
};

Regex::Regex() = default;
Regex::~Regex() = default;

std::shared_ptr<const Regex> Regex::Compile(std::string_view pattern,
                                            Fault* fault) {
  if (pattern.size() > kMaxPatternBytes) {
    *fault = {
        fmt::format("the pattern is longer than {} bytes", kMaxPatternBytes),
        {}};
    return nullptr;
  }
  auto impl = std::make_unique<Impl>(pattern, MakeOptions());
  if (!impl->program.ok()) {
    *fault = {impl->program.error(), impl->program.error_arg()};
    return nullptr;
  }
  // The constructor is private, so that no Regex is without a program.
  struct Constructible : Regex {};
  auto regex = std::make_shared<Constructible>();
  regex->impl_ = std::move(impl);
  return regex;
}

std::optional<Regex::Match> Regex::Find(std::string_view text) const {
  re2::StringPiece found;
  if (!impl_->program.Match(Piece(text), 0, text.size(), RE2::UNANCHORED,
                            &found, 1)) {
    return std::nullopt;
  }
  // An empty text has no data pointer to measure from.
  if (found.data() == nullptr) return Match{};
  return Match{static_cast<size_t>(found.data() - text.data()), found.size()};
}

bool Regex::Contains(std::string_view text) const {
  return RE2::PartialMatch(Piece(text), impl_->program);
}

const std::string& Regex::pattern() const { return impl_->pattern; }

std::vector<std::string> Regex::RequiredLiterals() const {
  re2::FilteredRE2 filter(static_cast<int>(LiteralSieve::kMinBytes));
  int number = 0;
  if (filter.Add(pattern(), MakeOptions(), &number) != RE2::NoError) return {};
  std::vector<std::string> literals;
  filter.Compile(&literals);
  std::vector<int> without;  // that may match in a text without any
  filter.AllPotentials({}, &without);
  if (!without.empty()) return {};
  for (std::string& literal : literals) {
    // RE2 tells letters beyond ASCII in lower case, whatever the text has.
    literal = std::string(LongestAscii(literal));
    if (literal.size() < LiteralSieve::kMinBytes) return {};
  }
  return literals;
}

std::string RegexEngineVersion() { return PLOG_RE2_VERSION; }

}  // namespace plog

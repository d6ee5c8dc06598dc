#ifndef PLOG_RULES_VALUES_REGEX_H_
#define PLOG_RULES_VALUES_REGEX_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plog {

// A regular expression in RE2 syntax; matching takes linear time. Immutable
// and thread-safe.
class Regex {
 public:
  struct Fault {
    std::string message;   // RE2's words
    std::string fragment;  // the offending piece, to place the caret
  };
  // At most 4 KiB of pattern and 8 MiB of program.
  static std::shared_ptr<const Regex> Compile(std::string_view pattern,
                                              Fault* fault);
  ~Regex();

  struct Match {
    size_t offset = 0;  // bytes
    size_t size = 0;
  };
  // The first match, unanchored.
  std::optional<Match> Find(std::string_view text) const;
  bool Contains(std::string_view text) const;
  const std::string& pattern() const;
  // Literals (of LiteralSieve) of which every text that it matches in holds at
  // least one; empty if none are known.
  std::vector<std::string> RequiredLiterals() const;

 private:
  Regex();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Version of the RE2 library that plog was built with: its ABI version,
// "9.0.0".
std::string RegexEngineVersion();

}  // namespace plog

#endif  // PLOG_RULES_VALUES_REGEX_H_

#ifndef PLOG_CLI_OPTION_SET_H_
#define PLOG_CLI_OPTION_SET_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/result.h"

namespace plog {

// The options and operands of one command, declared once. The same declaration
// parses the command line, prints the help, feeds the completions and is what
// the manual is tested against.
class OptionSet {
 public:
  struct Option {
    std::string names;  // "-f,--file"; an operand has none
    std::string value;  // "FILE"; empty for a flag
    std::string doc;
    std::string group;
    bool repeatable = false;
    bool required = false;
    std::vector<std::string> choices;
    // Takes the values given, in order; an error sentence if one is wrong.
    std::function<std::optional<std::string>(const std::vector<std::string>&)>
        store;

    bool operand() const { return names.empty(); }
    std::string long_name() const;  // "--file"
  };

  // The heading of the options declared from here on.
  void Group(std::string title) { group_ = std::move(title); }

  void Flag(std::string names, std::string doc, bool* target);
  void Text(std::string names, std::string value, std::string doc,
            std::optional<std::string>* target);
  void Texts(std::string names, std::string value, std::string doc,
             std::vector<std::string>* target);
  // Decimal only: "010", "0x10" and "1e3" are errors.
  void Number(std::string names, std::string value, std::string doc,
              std::optional<uint64_t>* target);
  // RFC 3339, or a date, which is its midnight in UTC.
  void Time(std::string names, std::string doc, std::optional<Instant>* target);
  // `k=v`, repeatable.
  void Labels(std::string names, std::string doc,
              std::vector<std::pair<std::string, std::string>>* target);
  // One of `choices`; `target` holds the default and is left alone if the
  // option is not given.
  void Choice(std::string names, std::string doc,
              std::vector<std::string> choices, std::string* target);
  // An operand; at most one may be repeatable, and it comes last.
  void Operand(std::string value, std::string doc,
               std::optional<std::string>* target, bool required);
  void Operands(std::string value, std::string doc,
                std::vector<std::string>* target, bool required);

  const std::vector<Option>& options() const { return options_; }

 private:
  Option* Add(std::string names, std::string value, std::string doc);

  std::vector<Option> options_;
  std::string group_;
};

// What the configuration says about an option, and where it says so.
struct ConfiguredValue {
  std::vector<std::string> values;  // "true" or "false" for a flag
  std::string origin;               // "PLOG_DB", "/etc/plog/config.yaml:3"
};
// By name without dashes: "fail-on".
using ConfiguredValues = std::map<std::string, ConfiguredValue, std::less<>>;

// Reads `arguments` (after the command's name) into the targets, and what is
// configured into those that the arguments leave alone. Errors are of kind
// kUsage and carry "did you mean".
Status ParseOptions(const OptionSet& set,
                    const std::vector<std::string>& arguments,
                    const ConfiguredValues& configured = {});

// A decimal number without sign, leading zero or exponent.
std::optional<uint64_t> ParseDecimal(std::string_view text);
// RFC 3339 or YYYY-MM-DD.
std::optional<Instant> ParseTimeArgument(std::string_view text);
// " (did you mean `x`?)" as a hint sentence, or empty.
std::string DidYouMean(std::string_view word,
                       const std::vector<std::string>& candidates);

}  // namespace plog

#endif  // PLOG_CLI_OPTION_SET_H_

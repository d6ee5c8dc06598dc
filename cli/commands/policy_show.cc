#include <fmt/format.h>

#include <algorithm>

#include "cli/commands/commands.h"
#include "cli/policy_files.h"

namespace plog {
namespace {

// The lines first..last of `text`, from 1.
std::string Lines(std::string_view text, size_t first, size_t last) {
  std::string out;
  for (size_t line = 1, at = 0; at < text.size() && line <= last; ++line) {
    const size_t end = std::min(text.find('\n', at), text.size() - 1);
    if (line >= first) out += text.substr(at, end - at + 1);
    at = end + 1;
  }
  return out;
}

std::string_view TextOf(const PolicySet& set, const std::string& file) {
  for (const PolicySource& source : set.sources) {
    if (source.name == file) return source.text;
  }
  return {};
}

// The policy's own lines: up to the next policy or the next key at the margin,
// without the blank lines and comments that lead over to it.
std::string PolicyText(std::string_view text, const std::vector<Policy>& all,
                       const Policy& policy) {
  size_t last = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  for (const Policy& other : all) {
    if (other.file != policy.file || other.line <= policy.line) continue;
    last = std::min(last, other.line - 1);
  }
  for (size_t line = policy.line + 1; line <= last; ++line) {
    const std::string one = Lines(text, line, line);
    if (one.find_first_of(" #\n") != 0) last = line - 1;
  }
  const auto closes = [&](size_t line) {
    const std::string one = Lines(text, line, line);
    const size_t start = one.find_first_not_of(' ');
    return start == std::string::npos || one[start] == '\n' ||
           one[start] == '#';
  };
  while (last > policy.line && closes(last)) --last;
  return "policies:\n" + Lines(text, policy.line, last);
}

class PolicyShowCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("NAME",
                     "a built-in policy, a pack, or a policy of a pack; `plog "
                     "policy list` names them",
                     &name_, true);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    if (const auto pack = PolicyPackSource(*name_)) {
      run.console.Out(pack->text);
      return ExitStatus::kDone;
    }
    PolicyOptions everything;
    everything.with_builtins = true;
    everything.packs = PolicyPackNames();
    const auto set = LoadPolicies(everything, false, &run.console);
    if (!set) return tl::make_unexpected(set.error());
    std::vector<std::string> names = everything.packs;
    for (const Policy& policy : set->policies) {
      if (policy.name == *name_) {
        run.console.Out(
            PolicyText(TextOf(*set, policy.file), set->policies, policy));
        return ExitStatus::kDone;
      }
      names.push_back(policy.name);
    }
    std::string hint = DidYouMean(*name_, names);
    if (hint.empty()) {
      hint = fmt::format("there are: {}", fmt::join(names, ", "));
    }
    return Fail(ErrorKind::kUsage,
                fmt::format("no built-in policy `{}`", *name_),
                std::move(hint));
  }

 private:
  std::optional<std::string> name_;
};

}  // namespace

std::unique_ptr<Command> MakePolicyShow() {
  return std::make_unique<PolicyShowCommand>();
}

}  // namespace plog

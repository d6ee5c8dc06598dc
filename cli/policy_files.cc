#include "cli/policy_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "cli/output.h"
#include "cli/text_table.h"
#include "rules/policy/lint.h"
#include "rules/types/fields.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

// More than the compiler accepts, so that the refusal is its own, with a code
// and beside the mistakes of other files.
constexpr size_t kReadLimit = size_t{64} << 20;

bool IsPolicyFile(const fs::directory_entry& entry) {
  const fs::path extension = entry.path().extension();
  std::error_code fault;
  return (extension == ".yaml" || extension == ".yml") &&
         entry.is_regular_file(fault);
}

Status ExpandFolder(const std::string& folder,
                    std::vector<std::string>* paths) {
  std::error_code fault;
  std::vector<std::string> found;
  for (fs::directory_iterator it(folder, fault), end; !fault && it != end;
       it.increment(fault)) {
    if (IsPolicyFile(*it)) found.push_back(it->path().string());
  }
  if (fault) {
    return Fail(KindOfReadFault(fault.value(), ErrorKind::kUsage),
                fmt::format("cannot read {}: {}", folder, fault.message()));
  }
  if (found.empty()) {
    return Fail(ErrorKind::kUsage,
                fmt::format("{} holds no policy file", folder),
                "policy files end in .yaml or .yml");
  }
  std::sort(found.begin(), found.end());
  paths->insert(paths->end(), found.begin(), found.end());
  return {};
}

std::string_view SourceText(const std::vector<PolicySource>& sources,
                            const std::string& file) {
  for (const PolicySource& source : sources) {
    if (source.name == file) return source.text;
  }
  return {};
}

void PrintDiagnostics(const std::vector<PolicySource>& sources,
                      const Diagnostics& diagnostics, bool lint,
                      Console* console) {
  std::map<std::string, SourceLines> lines;
  for (const Diagnostic& one : diagnostics.Sorted()) {
    const auto codes = DiagnosticCodes();
    const bool error = std::any_of(
        codes.begin(), codes.end(),
        [&](const auto& row) { return row.code == one.code && row.error; });
    if (!error && !lint) continue;
    const auto source =
        lines.try_emplace(one.file, SourceText(sources, one.file)).first;
    std::string text = FormatDiagnostic(one, source->second);
    if (text.empty() || text.back() != '\n') text += '\n';
    console->Err(text);
  }
}

// A pack that is named twice is used once.
Status AddPacks(const std::vector<std::string>& names,
                std::vector<PolicySource>* sources) {
  for (const std::string& name : names) {
    auto pack = PolicyPackSource(name);
    if (!pack) {
      std::string hint = DidYouMean(name, PolicyPackNames());
      if (hint.empty()) {
        hint = fmt::format("there are: {}", fmt::join(PolicyPackNames(), ", "));
      }
      return Fail(ErrorKind::kUsage, fmt::format("no policy pack `{}`", name),
                  std::move(hint));
    }
    if (SourceText(*sources, pack->name).empty()) {
      sources->push_back(std::move(*pack));
    }
  }
  return {};
}

Status RequireNoErrors(const Diagnostics& diagnostics) {
  if (!diagnostics.has_errors()) return {};
  return Fail(ErrorKind::kUsage,
              fmt::format("{} in the policies; nothing was evaluated",
                          Counted(diagnostics.errors(), "mistake")));
}

std::vector<std::string> NamesOf(const std::vector<Policy>& policies) {
  std::vector<std::string> names;
  names.reserve(policies.size());
  for (const Policy& policy : policies) names.push_back(policy.name);
  return names;
}

Status RequireMatch(std::string_view flag, const std::string& glob,
                    const std::vector<Policy>& policies) {
  if (const auto fault = CheckGlob(glob)) {
    return Fail(ErrorKind::kUsage,
                fmt::format("{} {}: {}", flag, glob, *fault));
  }
  const bool any = std::any_of(
      policies.begin(), policies.end(),
      [&](const Policy& policy) { return GlobMatches(glob, policy.name); });
  if (any) return {};
  std::string hint = DidYouMean(glob, NamesOf(policies));
  if (hint.empty()) {
    hint = fmt::format("there are: {}", fmt::join(NamesOf(policies), ", "));
  }
  return Fail(ErrorKind::kUsage,
              fmt::format("{} {}: no policy has that name", flag, glob),
              std::move(hint));
}

bool MatchesAny(const std::vector<std::string>& globs,
                const std::string& name) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const auto& glob) { return GlobMatches(glob, name); });
}

}  // namespace

void PolicyOptions::DeclareFiles(OptionSet* options) {
  options->Texts("-f,--file", "FILE",
                 "policies to use instead of the built-in ones; a folder "
                 "stands for its *.yaml and *.yml files",
                 &files);
  options->Texts("--pack", "NAME",
                 "a shipped pack of policies instead of the built-in ones; "
                 "`plog policy list` names the packs",
                 &packs);
  options->Flag("--with-builtins",
                "with --file or --pack: the built-in policies too",
                &with_builtins);
}

void PolicyOptions::DeclareChoice(OptionSet* options) {
  options->Texts("--policy", "NAME",
                 "only policies of this name; a glob such as 'no-*'", &names);
  options->Texts("--warn", "NAME", "this policy only warns", &warn);
}

Result<std::vector<std::string>> PolicyPaths(const PolicyOptions& options) {
  std::vector<std::string> paths;
  for (const std::string& path : options.files) {
    std::error_code fault;
    if (!fs::is_directory(path, fault)) {
      paths.push_back(path);
    } else if (Status expanded = ExpandFolder(path, &paths); !expanded) {
      return tl::make_unexpected(expanded.error());
    }
  }
  return paths;
}

Result<PolicySet> LoadPolicies(const PolicyOptions& options, bool lint,
                               Console* console) {
  const auto paths = PolicyPaths(options);
  if (!paths) return tl::make_unexpected(paths.error());
  std::vector<PolicySource> sources;
  if (options.uses_builtins()) sources.push_back(BuiltinPolicySource());
  if (Status packed = AddPacks(options.packs, &sources); !packed) {
    return tl::make_unexpected(packed.error());
  }
  for (const std::string& path : *paths) {
    auto text = ReadSettingsFile(path, kReadLimit);
    if (!text) return tl::make_unexpected(text.error());
    sources.push_back({path == "-" ? "<stdin>" : path, std::move(*text)});
  }
  Diagnostics diagnostics;
  PolicySet set = CompilePolicies(std::move(sources), &diagnostics);
  PrintDiagnostics(set.sources, diagnostics, lint, console);
  if (Status sound = RequireNoErrors(diagnostics); !sound) {
    return tl::make_unexpected(sound.error());
  }
  return set;
}

size_t PrintLint(const PolicySet& set, Console* console) {
  // Compiled again, so that all hints come in one order.
  Diagnostics diagnostics;
  LintPolicies(CompilePolicies(set.sources, &diagnostics), &diagnostics);
  PrintDiagnostics(set.sources, diagnostics, true, console);
  return diagnostics.Sorted().size();
}

Result<std::vector<PolicyTest>> LoadTests(const std::string& path,
                                          const std::vector<Policy>& policies,
                                          Console* console) {
  auto text = ReadSettingsFile(path, kReadLimit);
  if (!text) return tl::make_unexpected(text.error());
  const std::vector<PolicySource> sources = {{path, std::move(*text)}};
  Diagnostics diagnostics;
  auto tests = CompileTests(sources.front(), policies, &diagnostics);
  PrintDiagnostics(sources, diagnostics, true, console);
  if (Status sound = RequireNoErrors(diagnostics); !sound) {
    return tl::make_unexpected(sound.error());
  }
  return tests;
}

Status ChoosePolicies(const PolicyOptions& options,
                      std::vector<Policy>* policies) {
  for (const std::string& glob : options.names) {
    if (Status found = RequireMatch("--policy", glob, *policies); !found) {
      return found;
    }
  }
  for (const std::string& glob : options.warn) {
    if (Status found = RequireMatch("--warn", glob, *policies); !found) {
      return found;
    }
  }
  for (Policy& policy : *policies) {
    if (!MatchesAny(options.warn, policy.name)) continue;
    for (Rule& rule : policy.rules) rule.severity = Severity::kWarn;
  }
  if (!options.names.empty()) {
    std::erase_if(*policies, [&](const Policy& policy) {
      return !MatchesAny(options.names, policy.name);
    });
  }
  return {};
}

}  // namespace plog

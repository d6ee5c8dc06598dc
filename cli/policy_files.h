#ifndef PLOG_CLI_POLICY_FILES_H_
#define PLOG_CLI_POLICY_FILES_H_

#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/option_set.h"
#include "rules/policy/policy.h"

namespace plog {

// Which policies a run uses, as the flags of check, test, lint and list say.
struct PolicyOptions {
  std::vector<std::string> files;  // files, or folders of *.yaml and *.yml
  std::vector<std::string> packs;  // names of shipped packs
  bool with_builtins = false;
  std::vector<std::string> names;  // globs; empty: all
  std::vector<std::string> warn;   // names lowered to warn

  // Whether the built-in policies are among them.
  bool uses_builtins() const {
    return with_builtins || (files.empty() && packs.empty());
  }
  void DeclareFiles(OptionSet* options);
  void DeclareChoice(OptionSet* options);
};

// Reads and compiles the policies: built-in ones where they are asked for or
// nothing else is, then packs, then files. Prints every mistake of every file,
// and hints where `lint` asks for them. An error of kind kUsage if there is any
// mistake.
Result<PolicySet> LoadPolicies(const PolicyOptions& options, bool lint,
                               Console* console);

// Prints every hint about policies that were compiled without a mistake, in the
// order of the files; returns how many there are.
size_t PrintLint(const PolicySet& set, Console* console);

// Tests from a file of their own (`--tests FILE`) for compiled policies.
Result<std::vector<PolicyTest>> LoadTests(const std::string& path,
                                          const std::vector<Policy>& policies,
                                          Console* console);

// Applies --policy and --warn. A name that selects nothing is an error.
Status ChoosePolicies(const PolicyOptions& options,
                      std::vector<Policy>* policies);

// The files that `options` names, folders expanded.
Result<std::vector<std::string>> PolicyPaths(const PolicyOptions& options);

}  // namespace plog

#endif  // PLOG_CLI_POLICY_FILES_H_

#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "rules/types/rule_type.h"

namespace plog {
namespace {

constexpr std::string_view kList = "list of ";

// Prints the fields of a rule type from its one declaration.
class FieldLister final : public FieldVisitor {
 public:
  void Visit(FieldSpec spec, std::optional<Matcher>*) override {
    Add(spec, "matcher");
  }
  void Visit(FieldSpec spec, std::optional<Duration>*) override {
    Add(spec, "duration");
  }
  void Visit(FieldSpec spec, std::optional<uint64_t>*) override {
    Add(spec, "integer");
  }
  void Visit(FieldSpec spec, std::optional<NumberLiteral>*) override {
    Add(spec, "number");
  }
  void Visit(FieldSpec spec, std::optional<FieldPath>*) override {
    Add(spec, "field");
  }
  void Visit(FieldSpec spec, std::vector<FieldPair>*) override {
    Add(spec, fmt::format("{}fields", kList));
  }
  void Visit(FieldSpec spec, std::vector<FieldComparison>*) override {
    Add(spec, "comparisons");
  }
  void Visit(FieldSpec spec,
             std::optional<std::vector<std::string>>*) override {
    Add(spec, fmt::format("{}names", kList));
  }
  void Visit(FieldSpec spec, std::shared_ptr<const Regex>*) override {
    Add(spec, "regex");
  }
  void Visit(FieldSpec spec, bool*) override { Add(spec, "true|false"); }
  void Visit(FieldSpec spec, std::optional<HoursWindow>*) override {
    Add(spec, "[start, end]");
  }
  void Visit(FieldSpec spec, std::optional<DaySet>*) override {
    Add(spec, fmt::format("{}days", kList));
  }
  void Visit(FieldSpec spec, std::shared_ptr<const TimeZone>*) override {
    Add(spec, "IANA zone");
  }
  void Visit(FieldSpec spec, std::span<const std::string_view> choices,
             std::optional<size_t>*) override {
    Add(spec, fmt::format("{}", fmt::join(choices, "|")));
  }

  const std::string& text() const { return text_; }

 private:
  void Add(const FieldSpec& spec, const std::string& kind) {
    text_ += fmt::format("  {:<15} {:<16} {}{}\n", spec.name, kind, spec.doc,
                         spec.required ? " (required)" : "");
  }
  std::string text_;
};

std::string Describe(const RuleType& type) {
  FieldLister fields;
  type.make()->Declare(fields);
  return fmt::format("{}: {}\n\n{}\n{}", type.name, type.summary,
                     fields.text().empty() ? "  (no fields)\n" : fields.text(),
                     type.example);
}

class PolicyTypesCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("TYPE", "only this rule type", &name_, false);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    std::vector<std::string> names;
    for (const RuleType& type : RuleTypes()) names.emplace_back(type.name);
    if (name_ && FindRuleType(*name_) == nullptr) {
      std::string hint = DidYouMean(*name_, names);
      if (hint.empty()) {
        hint = fmt::format("there are: {}", fmt::join(names, ", "));
      }
      return Fail(ErrorKind::kUsage, fmt::format("no rule type `{}`", *name_),
                  std::move(hint));
    }
    std::string separator;
    for (const RuleType& type : RuleTypes()) {
      if (name_ && type.name != *name_) continue;
      run.console.Out(separator + Describe(type));
      separator = "\n";
    }
    return ExitStatus::kDone;
  }

 private:
  std::optional<std::string> name_;
};

}  // namespace

std::unique_ptr<Command> MakePolicyTypes() {
  return std::make_unique<PolicyTypesCommand>();
}

}  // namespace plog

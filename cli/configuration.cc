#include "cli/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/output.h"
#include "cli/text_table.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_reader.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

using Kind = Setting::Kind;
constexpr bool kPath = true;

constexpr Setting kSettings[] = {
    {"db", "PLOG_DB", Kind::kText, kPath},
    {"jobs", "PLOG_JOBS", Kind::kText},
    {"quiet", "PLOG_QUIET", Kind::kFlag},
    {"verbose", "PLOG_VERBOSE", Kind::kFlag},
    {"color", "PLOG_COLOR", Kind::kText},
    {"no-progress", "PLOG_NO_PROGRESS", Kind::kFlag},
    {"file", "PLOG_FILE", Kind::kList, kPath},
    {"with-builtins", "PLOG_WITH_BUILTINS", Kind::kFlag},
    {"warn", "PLOG_WARN", Kind::kList},
    {"fail-on", "PLOG_FAIL_ON", Kind::kText, false, "policy check"},
    {"waivers", "PLOG_WAIVERS", Kind::kText, kPath},
    {"baseline", "PLOG_BASELINE", Kind::kText, kPath},
    {"state", "PLOG_STATE", Kind::kText, kPath},
    {"max-violations", "PLOG_MAX_VIOLATIONS", Kind::kText, false,
     "policy check"},
    {"memory", "PLOG_MEMORY", Kind::kText},
    {"max-findings", "PLOG_MAX_FINDINGS", Kind::kText},
    {"max-line", "PLOG_MAX_LINE", Kind::kText},
    {"max-bytes", "PLOG_MAX_BYTES", Kind::kText},
};

constexpr std::string_view kSystemFile = "/etc/plog/config.yaml";

std::optional<std::string> ProjectFile() {
  std::error_code fault;
  const fs::path start = fs::current_path(fault);
  if (fault) return std::nullopt;
  std::optional<std::string> nearest;
  for (fs::path folder = start;; folder = folder.parent_path()) {
    const fs::path file = folder / "plog.yaml";
    if (!nearest && fs::exists(file, fault)) nearest = file.string();
    if (fs::exists(folder / ".git", fault)) return nearest;
    if (folder == folder.root_path()) break;
  }
  const fs::path here = start / "plog.yaml";
  if (!fs::exists(here, fault)) return std::nullopt;
  return here.string();
}

std::optional<std::string> UserFile(const Environment& environment) {
  std::string path;
  if (const auto config = environment.get("XDG_CONFIG_HOME")) {
    path = *config + "/plog/config.yaml";
  } else if (const auto home = environment.get("HOME")) {
    path = *home + "/.config/plog/config.yaml";
  }
  std::error_code fault;
  if (path.empty() || !fs::exists(path, fault)) return std::nullopt;
  return path;
}

class ConfigurationReader {
 public:
  ConfigurationReader(const Environment& environment, Console* console)
      : environment_(environment), console_(console) {}

  Result<ConfiguredValues> Read() {
    for (const Setting& setting : kSettings) {
      if (Status taken = TakeVariable(setting); !taken) {
        return tl::make_unexpected(taken.error());
      }
    }
    std::error_code fault;
    for (const auto& file : {ProjectFile(), UserFile(environment_),
                             fs::exists(kSystemFile, fault)
                                 ? std::optional(std::string(kSystemFile))
                                 : std::nullopt}) {
      if (!file) continue;
      if (Status taken = TakeFile(*file); !taken) {
        return tl::make_unexpected(taken.error());
      }
    }
    return std::move(values_);
  }

 private:
  // The strongest source comes first, so a name that is there already stays.
  void Set(const Setting& setting, std::vector<std::string> values,
           std::string origin) {
    values_.emplace(std::string(setting.name),
                    ConfiguredValue{std::move(values), std::move(origin)});
  }

  Status TakeVariable(const Setting& setting) {
    const auto value = environment_.get(std::string(setting.variable));
    if (!value) return {};
    if (setting.kind == Kind::kFlag) {
      const bool on = *value == "1" || *value == "true";
      if (!on && *value != "0" && *value != "false") {
        return Fail(ErrorKind::kUsage,
                    fmt::format("{}: `{}` is none of 1, true, 0, false",
                                setting.variable, *value));
      }
      Set(setting, {on ? "true" : "false"}, std::string(setting.variable));
      return {};
    }
    Set(setting,
        setting.kind == Kind::kList ? Split(*value) : std::vector{*value},
        std::string(setting.variable));
    return {};
  }

  // A list in a variable is separated as in PATH.
  static std::vector<std::string> Split(const std::string& text) {
    std::vector<std::string> parts;
    for (size_t at = 0; at <= text.size();) {
      const size_t end = std::min(text.find(':', at), text.size());
      if (end > at) parts.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return parts;
  }

  Status TakeFile(const std::string& path) {
    const auto text = ReadSettingsFile(path, kMaxPolicyBytes);
    if (!text) return tl::make_unexpected(text.error());
    Diagnostics diagnostics;
    const SourceText source(path, *text, &diagnostics);
    const YamlNode root = ReadYaml(source);
    if (ExpectMapping(source, root, "the configuration")) {
      TakeMembers(source, root);
    }
    for (const Diagnostic& one : diagnostics.Sorted()) {
      console_->Err(FormatDiagnostic(one, *text));
    }
    if (!diagnostics.has_errors()) return {};
    const bool is_policy = root.Find("policies") != nullptr;
    return Fail(ErrorKind::kUsage,
                fmt::format("{} in the configuration; nothing was evaluated",
                            Counted(diagnostics.errors(), "mistake")),
                is_policy ? "plog.yaml is the name of plog's own settings: "
                            "give a file of policies another name"
                          : "");
  }

  void TakeMembers(const SourceText& source, const YamlNode& root) {
    std::vector<std::string_view> names;
    for (const Setting& setting : kSettings) {
      names.push_back(setting.name);
      const YamlNode* value = root.Find(setting.name);
      if (value != nullptr) TakeMember(source, setting, *value);
    }
    RefuseUnknownKeys(source, root, "the configuration", names);
  }

  void TakeMember(const SourceText& source, const Setting& setting,
                  const YamlNode& node) {
    const std::string what = fmt::format("`{}`", setting.name);
    std::vector<std::string> values;
    if (setting.kind == Kind::kFlag) {
      const auto on = ExpectBool(source, node, what);
      if (!on) return;
      values = {*on ? "true" : "false"};
    } else if (node.is(YamlNode::Kind::kScalar) && !node.text.empty()) {
      values = {node.text};  // "4" and 4 are the same to an option
    } else if (setting.kind == Kind::kList) {
      values = ExpectTexts(source, node, what);
    } else {
      WrongType(source, node, what, "a text");
      return;
    }
    if (setting.path) {
      for (std::string& path : values) path = Resolved(path, source.name());
    }
    Set(setting, std::move(values),
        fmt::format("{}:{}", source.name(), node.place.line));
  }

  std::string Resolved(const std::string& path, const std::string& file) const {
    if (path.rfind("~/", 0) == 0) {
      const auto home = environment_.get("HOME");
      if (home) return *home + path.substr(1);
    }
    return (fs::path(file).parent_path() / path).lexically_normal().string();
  }

  const Environment& environment_;
  Console* console_;
  ConfiguredValues values_;
};

}  // namespace

std::span<const Setting> Settings() { return kSettings; }

Result<ConfiguredValues> ReadConfiguration(const Environment& environment,
                                           Console* console) {
  return ConfigurationReader(environment, console).Read();
}

void KeepSettingsFor(std::string_view command, ConfiguredValues* values) {
  for (const Setting& setting : kSettings) {
    if (!setting.command.empty() && setting.command != command) {
      values->erase(std::string(setting.name));
    }
  }
}

}  // namespace plog

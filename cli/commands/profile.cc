#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/text_table.h"
#include "cli/verify_report.h"
#include "ledger/crypto/uuid.h"
#include "ledger/ingest/ingestor.h"
#include "ledger/ingest/profile_detection.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

// The events of a file are kept while it is looked at.
constexpr uint64_t kMaxDetectBytes = uint64_t{1} << 30;

std::string StateOf(const AgentRow& agent) {
  if (agent.kind == ChainKind::kSealed) return "no hashes of its own";
  if (agent.hash_profile.empty()) return "no profile verifies two thirds";
  return agent.profile_settled ? "settled" : "as far as the events go";
}

std::string ProfilesText(const std::vector<AgentRow>& agents) {
  TextTable table(
      {"agent", "chain", ">events", "profile", "equivalent", "state"});
  for (const AgentRow& agent : agents) {
    table.Row({agent.agent_id, std::string(KindName(agent.kind)),
               Grouped(agent.events),
               agent.hash_profile.empty() ? "?" : agent.hash_profile,
               fmt::format("{}", fmt::join(agent.equivalent_profiles, ", ")),
               StateOf(agent)});
  }
  return table.Render();
}

std::string ProfilesJson(const std::vector<AgentRow>& agents) {
  std::string out;
  JsonWriter writer(&out, 2);
  writer.BeginArray();
  for (const AgentRow& agent : agents) {
    writer.BeginObject();
    writer.Member("agent_id", agent.agent_id);
    writer.Member("kind", KindName(agent.kind));
    writer.Member("events", agent.events);
    writer.Name("hash_profile");
    if (agent.hash_profile.empty()) {
      writer.Null();
    } else {
      writer.String(agent.hash_profile);
    }
    writer.Name("equivalent_profiles");
    writer.BeginArray();
    for (const std::string& name : agent.equivalent_profiles) {
      writer.String(name);
    }
    writer.EndArray();
    writer.EndObject();
  }
  writer.EndArray();
  return out + '\n';
}

class ProfileDetectCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operands("FILE", "look at these events instead of the ledger's",
                      &files_, false);
    options->Choice("--format", "auto is text on a terminal, JSON otherwise",
                    {"auto", "text", "json"}, &format_);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto agents = files_.empty() ? OfLedger(run) : OfFiles(run);
    if (!agents) return tl::make_unexpected(agents.error());
    if (agents->empty()) {
      return Fail(ErrorKind::kNothing, "there is no event to look at");
    }
    run.console.Out(run.ResolveFormat(format_) == "text"
                        ? ProfilesText(*agents)
                        : ProfilesJson(*agents));
    size_t unknown = 0;
    for (const AgentRow& agent : *agents) unknown += agent.hash_profile.empty();
    if (unknown == 0) return ExitStatus::kDone;
    return Fail(ErrorKind::kInput,
                fmt::format("{} of {} under no known profile", unknown,
                            Counted(agents->size(), "chain")),
                "`plog profile set AGENT PROFILE` names it, where it is known");
  }

 private:
  static Result<std::vector<AgentRow>> OfLedger(const Invocation& run) {
    const auto reader = run.OpenLedger();
    if (!reader) return tl::make_unexpected(reader.error());
    return (*reader)->Agents();
  }

  // Through the pipeline of `plog ingest`, into a ledger that is forgotten.
  Result<std::vector<AgentRow>> OfFiles(const Invocation& run) const {
    const auto writer = LedgerWriter::OpenScratch(run.TemporaryFolder());
    IngestOptions options;
    options.bytes.max_bytes = kMaxDetectBytes;
    options.now = run.environment.now;
    options.random_uuid = RandomUuid;
    Ingestor ingestor(writer.get(), options);
    for (const std::string& file : files_) {
      if (Status read = ingestor.Ingest(file); !read) {
        return tl::make_unexpected(read.error());
      }
    }
    if (const uint64_t rejected = ingestor.summary().rejected; rejected > 0) {
      run.console.Warn(fmt::format("{} rejected and not looked at",
                                   Counted(rejected, "event")));
    }
    return writer->reader().Agents();
  }

  std::vector<std::string> files_;
  std::string format_ = "auto";
};

Result<const HashProfile*> ProfileNamed(const std::string& name) {
  if (const HashProfile* profile = FindHashProfile(name)) return profile;
  std::vector<std::string> names;
  for (const HashProfile& one : HashProfiles()) names.emplace_back(one.name);
  std::string hint = DidYouMean(name, names);
  if (hint.empty()) {
    hint = fmt::format("it is one of: {}", fmt::join(names, ", "));
  }
  return Fail(ErrorKind::kUsage, fmt::format("no hash profile `{}`", name),
              std::move(hint));
}

class ProfileSetCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("AGENT", "the agent whose chain was recorded", &agent_,
                     true);
    options->Operand("PROFILE", "the profile that its producer used", &profile_,
                     true);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto profile = ProfileNamed(*profile_);
    if (!profile) return tl::make_unexpected(profile.error());
    // A writer would create the ledger that is not there.
    if (const auto reader = run.OpenLedger(); !reader) {
      return tl::make_unexpected(reader.error());
    }
    const auto path = run.LedgerPath();
    if (!path) return tl::make_unexpected(path.error());
    const auto writer = LedgerWriter::Open(*path);
    if (!writer) return tl::make_unexpected(writer.error());
    if (Status set = Set(writer->get(), **profile); !set) {
      return tl::make_unexpected(set.error());
    }
    run.console.Summary(fmt::format("the chain of {} is now read as {}",
                                    *agent_, (*profile)->name));
    return ExitStatus::kDone;
  }

 private:
  Status Set(LedgerWriter* writer, const HashProfile& profile) const {
    const auto agent = writer->FindAgent(*agent_);
    if (!agent) return tl::make_unexpected(agent.error());
    if (!*agent) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("the ledger has no agent `{}`", *agent_),
                  "`plog agents` lists them");
    }
    if (Status begun = writer->Begin(); !begun) return begun;
    if (Status named = NameChainProfile(writer, **agent, profile); !named) {
      return named;
    }
    return writer->Commit();
  }

  std::optional<std::string> agent_;
  std::optional<std::string> profile_;
};

}  // namespace

std::unique_ptr<Command> MakeProfileDetect() {
  return std::make_unique<ProfileDetectCommand>();
}

std::unique_ptr<Command> MakeProfileSet() {
  return std::make_unique<ProfileSetCommand>();
}

}  // namespace plog

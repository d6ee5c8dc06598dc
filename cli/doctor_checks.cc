#include "cli/doctor_checks.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "cli/text_table.h"
#include "ledger/base/versions.h"
#include "rules/values/regex.h"
#include "rules/values/time_zone.h"

namespace plog {
namespace {

using State = DoctorCheck::State;

// Local times on both sides of transitions that are facts of the past or fixed
// by law: the ordinary hour, half an hour, a skipped day, an offset of odd
// minutes, and one beyond 2037, where many libraries stop applying DST.
struct KnownLocalTime {
  std::string_view zone;
  std::string_view utc;
  std::string_view local;
};
constexpr KnownLocalTime kKnown[] = {
    {"Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29 01:59:59"},
    {"Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29 03:00:00"},
    {"Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25 02:00:00"},
    {"America/New_York", "2026-03-08T06:59:59Z", "2026-03-08 01:59:59"},
    {"America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00:00"},
    {"America/New_York", "2026-11-01T06:00:00Z", "2026-11-01 01:00:00"},
    {"Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05 01:59:59"},
    {"Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05 01:30:00"},
    {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29 23:59:59"},
    {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31 00:00:00"},
    {"Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01 05:45:00"},
    {"Europe/Berlin", "2050-07-01T00:00:00Z", "2050-07-01 02:00:00"},
};

std::string LocalText(const KnownLocalTime& known) {
  const auto zone = TimeZone::Find(known.zone);
  const auto utc = ParseRfc3339(known.utc);
  if (!zone || !utc) return "unknown";
  const LocalTime t = zone->ToLocal(*utc);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.year, t.month,
                     t.day_of_month, t.minute / 60, t.minute % 60, t.second);
}

DoctorCheck CheckTimeZones() {
  DoctorCheck check{"time zones", State::kFine, ""};
  for (const KnownLocalTime& known : kKnown) {
    const std::string local = LocalText(known);
    if (local == known.local) continue;
    check.state = State::kBad;
    check.finding = fmt::format(
        "{} in {} is {}, but the tz database says {}; is the "
        "package tzdata installed?",
        known.utc, known.zone, known.local, local);
    return check;
  }
  check.finding = fmt::format("tz database {}: {} known local times are right",
                              TimeZoneDataVersion(), std::size(kKnown));
  return check;
}

DoctorCheck CheckFile(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) {
    return {"ledger", State::kBad, fmt::format("{} cannot be examined", path)};
  }
  DoctorCheck check{
      "ledger", State::kFine,
      fmt::format(
          "{}, {} KiB", path,
          Grouped(static_cast<uint64_t>((file.st_size + 1023) / 1024)))};
  if ((file.st_mode & 0077) != 0) {
    check.state = State::kNote;
    check.finding +=
        fmt::format("; others may read it (mode {:04o})", file.st_mode & 07777);
  }
  return check;
}

DoctorCheck CheckDamage(const LedgerReader& reader) {
  const auto damage = reader.DamageReport();
  if (!damage) return {"database", State::kBad, damage.error().message};
  if (!damage->empty()) return {"database", State::kBad, *damage};
  return {"database", State::kFine, "SQLite finds no damage"};
}

DoctorCheck CheckTree(const LedgerReader& reader) {
  const auto frontier = reader.TreeFrontier();
  if (!frontier) return {"tree", State::kBad, frontier.error().message};
  const uint64_t events = reader.event_count();
  if (frontier->size != events) {
    return {"tree", State::kBad,
            fmt::format("it has {} leaves for {}", Grouped(frontier->size),
                        Counted(events, "event"))};
  }
  return {
      "tree", State::kFine,
      fmt::format("{}; `plog verify` recomputes it", Counted(events, "event"))};
}

DoctorCheck CheckChains(const LedgerReader& reader) {
  const auto agents = reader.Agents();
  if (!agents) return {"chains", State::kBad, agents.error().message};
  uint64_t unknown = 0;
  for (const AgentRow& agent : *agents) unknown += agent.hash_profile.empty();
  DoctorCheck check{"chains", State::kFine, Counted(agents->size(), "agent")};
  if (unknown > 0) {
    check.state = State::kNote;
    check.finding += fmt::format(
        "; {} under no known hash profile (`plog "
        "profile detect`)",
        Grouped(unknown));
  }
  return check;
}

DoctorCheck CheckSources(const LedgerReader& reader) {
  const auto sources = reader.Sources();
  if (!sources) return {"sources", State::kBad, sources.error().message};
  const auto rejected = reader.Rejects();
  if (!rejected) return {"sources", State::kBad, rejected.error().message};
  const uint64_t rejects = rejected->size();
  uint64_t rewritten = 0;
  for (const SourceRow& source : *sources) {
    rewritten += source.rewritten;
  }
  DoctorCheck check{
      "sources", State::kFine,
      fmt::format("{}, {} rejected", Counted(sources->size(), "source"),
                  Grouped(rejects))};
  if (rewritten > 0) {
    check.finding += fmt::format(", {} rewritten since", Grouped(rewritten));
  }
  if (rejects + rewritten > 0) check.state = State::kNote;
  return check;
}

}  // namespace

std::vector<DoctorCheck> CheckInstallation() {
  return {{"plog", State::kFine, PlogVersion()},
          {"SQLite", State::kFine, SqliteVersion()},
          {"OpenSSL", State::kFine, OpenSslVersion()},
          {"RE2", State::kFine, RegexEngineVersion()},
          CheckTimeZones()};
}

std::vector<DoctorCheck> CheckLedgerHealth(const std::string& path,
                                           const LedgerReader& reader) {
  return {CheckFile(path), CheckDamage(reader), CheckTree(reader),
          CheckChains(reader), CheckSources(reader)};
}

}  // namespace plog

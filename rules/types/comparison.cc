#include "rules/types/comparison.h"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "ledger/crypto/sha256.h"
#include "ledger/json/canonical.h"
#include "ledger/json/hash_profile.h"

namespace plog {
namespace {

using Kind = Extractor::Kind;

struct OpRow {
  std::string_view name;
  Kind x;
  Kind y;
  bool (*holds)(const KeyValue& x, const KeyValue& y);
};

bool Same(const KeyValue& x, const KeyValue& y) {
  return x.high == y.high && x.low == y.low;
}

// An ordered key is a number or a time; `high` of a time has this bit.
constexpr uint64_t kTimeBit = uint64_t{1} << 63;
constexpr int64_t kSecondsOffset = int64_t{1} << 40;  // below every time

// -1, 0, 1; nullopt for a number and a time.
std::optional<int> Order(const KeyValue& x, const KeyValue& y) {
  if (((x.high ^ y.high) & kTimeBit) != 0) return std::nullopt;
  if ((x.high & kTimeBit) == 0) {
    const auto a = std::bit_cast<double>(x.low);
    const auto b = std::bit_cast<double>(y.low);
    if (a == b) return 0;
    return a < b ? -1 : 1;
  }
  const auto a = std::pair(x.high, x.low);
  const auto b = std::pair(y.high, y.low);
  if (a == b) return 0;
  return a < b ? -1 : 1;
}

constexpr std::array<OpRow, 8> kOps = {{
    {"eq", Kind::kIdentity, Kind::kIdentity, Same},
    {"ne", Kind::kIdentity, Kind::kIdentity,
     [](const KeyValue& x, const KeyValue& y) { return !Same(x, y); }},
    {"lt", Kind::kOrdered, Kind::kOrdered,
     [](const KeyValue& x, const KeyValue& y) { return Order(x, y) == -1; }},
    {"lte", Kind::kOrdered, Kind::kOrdered,
     [](const KeyValue& x, const KeyValue& y) {
       return Order(x, y) == -1 || Order(x, y) == 0;
     }},
    {"gt", Kind::kOrdered, Kind::kOrdered,
     [](const KeyValue& x, const KeyValue& y) { return Order(x, y) == 1; }},
    {"gte", Kind::kOrdered, Kind::kOrdered,
     [](const KeyValue& x, const KeyValue& y) {
       return Order(x, y) == 1 || Order(x, y) == 0;
     }},
    {"digest_of", Kind::kDigest, Kind::kDigestOf, Same},
    {"not_digest_of", Kind::kDigest, Kind::kDigestOf,
     [](const KeyValue& x, const KeyValue& y) { return !Same(x, y); }},
}};

const OpRow& RowOf(const FieldComparison& comparison) {
  return kOps[static_cast<size_t>(comparison.op)];
}

constexpr std::array<std::string_view, kOps.size()> kNames = [] {
  std::array<std::string_view, kOps.size()> names;
  for (size_t i = 0; i < kOps.size(); ++i) names[i] = kOps[i].name;
  return names;
}();

KeyValue FirstHalfOf(const Digest& digest) {
  KeyValue key{true, 0, 0};
  std::memcpy(&key.high, digest.data(), sizeof(key.high));
  std::memcpy(&key.low, digest.data() + sizeof(key.high), sizeof(key.low));
  return key;
}

KeyValue KeyOf(Kind kind, JsonView value) {
  if (kind == Kind::kDigest) return DigestKey(value);
  return kind == Kind::kOrdered ? OrderedKey(value) : DigestOfKey(value);
}

}  // namespace

std::span<const std::string_view> ComparisonNames() { return kNames; }

KeyValue OrderedKey(JsonView value) {
  if (value.is_number()) {
    return {true, 0, std::bit_cast<uint64_t>(value.AsDouble())};
  }
  if (!value.is_string()) return {};
  const auto time = ParseRfc3339(value.AsString());
  if (!time) return {};
  return {true,
          kTimeBit | static_cast<uint64_t>(time->seconds + kSecondsOffset),
          static_cast<uint64_t>(time->nanos)};
}

KeyValue DigestKey(JsonView value) {
  if (!value.is_string()) return {};
  std::string_view text = value.AsString();
  constexpr std::string_view kPrefix = "sha256:";
  if (text.starts_with(kPrefix)) text.remove_prefix(kPrefix.size());
  const auto digest = DigestFromHex(text);
  return digest ? FirstHalfOf(*digest) : KeyValue();
}

KeyValue DigestOfKey(JsonView value) {
  if (!value.present()) return {};
  std::string text;
  AppendCanonical(value, NativeProfile(), &text);
  return FirstHalfOf(Sha256Of(text));
}

bool Holds(const FieldComparison& comparison, const EventContent& x,
           const EventContent& y) {
  const JsonView x_value = comparison.x.Resolve(x);
  const JsonView y_value = comparison.y.Resolve(y);
  if (!x_value.present() || !y_value.present()) return false;
  if (comparison.op == ComparisonOp::kEq) return JsonEquals(x_value, y_value);
  if (comparison.op == ComparisonOp::kNe) return !JsonEquals(x_value, y_value);
  const OpRow& row = RowOf(comparison);
  const KeyValue x_key = KeyOf(row.x, x_value);
  const KeyValue y_key = KeyOf(row.y, y_value);
  return x_key.present && y_key.present && row.holds(x_key, y_key);
}

void Comparisons::AddExtractors(uint32_t x_guard, uint32_t y_guard,
                                std::vector<Extractor>* extractors) const {
  for (const FieldComparison& one : list_) {
    extractors->push_back({one.x, RowOf(one).x, x_guard});
    extractors->push_back({one.y, RowOf(one).y, y_guard});
  }
}

Comparisons::Values Comparisons::Read(const ScopeEvent& event,
                                      size_t side) const {
  Values values(list_.size());
  if (event.keys.empty()) return values;
  for (size_t i = 0; i < list_.size(); ++i) {
    values[i] = event.keys[first_key_ + 2 * i + side];
  }
  return values;
}

bool Comparisons::Hold(const Values& x, const Values& y) const {
  for (size_t i = 0; i < list_.size(); ++i) {
    if (!x[i].present || !y[i].present) return false;
    if (!RowOf(list_[i]).holds(x[i], y[i])) return false;
  }
  return true;
}

void Comparisons::Check(const std::vector<FieldComparison>& list,
                        RuleFaults* faults) {
  for (const FieldComparison& one : list) {
    if (!one.x.has_wildcard() && !one.y.has_wildcard()) continue;
    faults->Add("compare", "wildcard-path",
                "a field of `compare` cannot hold `*`: it must stand for one "
                "value");
  }
}

}  // namespace plog

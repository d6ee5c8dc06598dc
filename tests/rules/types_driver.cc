#include "tests/rules/types_driver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <set>
#include <sstream>

namespace plog {
namespace {

class FieldSetter final : public FieldVisitor {
 public:
  explicit FieldSetter(const Fields& fields) : fields_(fields) {}
  ~FieldSetter() override {
    for (const auto& [name, value] : fields_) {
      EXPECT_TRUE(used_.count(name) != 0) << "not a field: " << name;
    }
  }

  void Visit(FieldSpec spec, std::optional<Matcher>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::optional<Duration>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::optional<uint64_t>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::optional<NumberLiteral>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::optional<FieldPath>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::vector<FieldPair>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::vector<FieldComparison>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec,
             std::optional<std::vector<std::string>>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::shared_ptr<const Regex>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, bool* value) override { Set(spec, value); }
  void Visit(FieldSpec spec, std::optional<HoursWindow>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::optional<DaySet>* value) override {
    if (const auto* days = Get<Days>(spec)) *value = days->set;
  }
  void Visit(FieldSpec spec, std::shared_ptr<const TimeZone>* value) override {
    Set(spec, value);
  }
  void Visit(FieldSpec spec, std::span<const std::string_view> choices,
             std::optional<size_t>* index) override {
    const auto* choice = Get<Choice>(spec);
    if (choice == nullptr) return;
    const auto found = std::find(choices.begin(), choices.end(), choice->name);
    ASSERT_NE(found, choices.end()) << choice->name;
    *index = static_cast<size_t>(found - choices.begin());
  }

 private:
  template <class T>
  const T* Get(const FieldSpec& spec) {
    EXPECT_FALSE(spec.doc.empty()) << spec.name;
    const auto found = fields_.find(std::string(spec.name));
    if (found == fields_.end()) return nullptr;
    used_.insert(found->first);
    EXPECT_TRUE(std::holds_alternative<T>(found->second)) << spec.name;
    return std::get_if<T>(&found->second);
  }
  template <class T>
  void Set(const FieldSpec& spec, T* value) {
    if (const auto* given = Get<T>(spec)) *value = *given;
  }
  template <class T>
  void Set(const FieldSpec& spec, std::optional<T>* value) {
    if (const auto* given = Get<T>(spec)) *value = *given;
  }

  const Fields& fields_;
  std::set<std::string> used_;
};

class FaultList final : public RuleFaults {
 public:
  void Add(std::string_view field, std::string_view code, std::string message,
           std::string) override {
    EXPECT_FALSE(message.empty());
    list.push_back(std::string(field) + ": " + std::string(code));
  }
  std::vector<std::string> list;
};

class Collector final : public FindingSink {
 public:
  void Add(Finding finding) override {
    outcome.findings.push_back({Position(finding.trigger),
                                Position(finding.offending), finding.variant,
                                finding.count, finding.amount});
  }
  void Activation(bool selected, uint64_t count) override {
    if (selected) outcome.activations += count;
  }
  void Fulfilled(bool selected, uint64_t count) override {
    if (selected) outcome.fulfilled += count;
  }
  void Pending(bool selected, uint64_t count) override {
    if (selected) outcome.pending += count;
  }
  void NotEvaluated(bool selected, uint64_t count) override {
    if (selected) outcome.not_evaluated += count;
  }
  PlainOutcome outcome;

 private:
  static int Position(const std::optional<uint32_t>& ordinal) {
    return ordinal ? static_cast<int>(*ordinal) : -1;
  }
};

// Role letters in the order of predicates: X, Y, then `until`; the counting
// types use M(atch) for their first.
uint32_t RoleBits(const PlainEvent& event) {
  uint32_t bits = 0;
  if (event.Is('X') || event.Is('M')) bits |= 1;
  if (event.Is('Y')) bits |= 2;
  if (event.Is('U')) bits |= 4;
  return bits;
}

std::vector<KeyValue> KeysOf(const std::vector<Extractor>& extractors,
                             const PlainEvent& event) {
  std::vector<KeyValue> keys(extractors.size());
  bool applies = false;
  for (size_t i = 0; i < extractors.size(); ++i) {
    if ((extractors[i].guard & RoleBits(event)) == 0) continue;
    applies = true;
    const auto found = event.fields.find(extractors[i].path.text());
    if (found == event.fields.end()) continue;
    keys[i] = {true, 7, std::bit_cast<uint64_t>(found->second)};
  }
  if (!applies) keys.clear();
  return keys;
}

}  // namespace

std::unique_ptr<RuleBody> MakeBody(std::string_view type,
                                   const Fields& fields) {
  auto body = FindRuleType(type)->make();
  FieldSetter setter(fields);
  body->Declare(setter);
  return body;
}

std::vector<std::string> FaultsOf(std::string_view type, const Fields& fields,
                                  std::optional<Scope> scope) {
  FaultList faults;
  MakeBody(type, fields)->Check(scope, &faults);
  return faults.list;
}

FieldPath PathOf(std::string_view text) {
  FieldPath path;
  const auto fault = FieldPath::Parse(text, &path);
  EXPECT_FALSE(fault.has_value()) << text;
  return path;
}

NumberLiteral NumberOf(std::string_view text) {
  return ParseNumberLiteral(text).value();
}

std::shared_ptr<const Regex> RegexOf(std::string_view pattern) {
  Regex::Fault fault;
  auto regex = Regex::Compile(pattern, &fault);
  EXPECT_TRUE(regex) << fault.message;
  return regex;
}

std::vector<FieldPair> PairsOf(const PlainPairs& pairs) {
  std::vector<FieldPair> list;
  for (const auto& [x, y] : pairs) list.push_back({PathOf(x), PathOf(y)});
  return list;
}

PlainOutcome RunMonitor(const RuleBody& body, Monitor* monitor,
                        const Timeline& timeline, int64_t as_of) {
  Collector sink;
  const std::vector<Extractor> extractors = body.Extractors();
  monitor->Reset();
  for (size_t i = 0; i < timeline.size(); ++i) {
    const PlainEvent& event = timeline[i];
    const std::vector<KeyValue> keys = KeysOf(extractors, event);
    monitor->Observe({static_cast<uint32_t>(i), event.selected,
                      Instant{event.at, 0}, RoleBits(event), keys},
                     &sink);
  }
  monitor->Finish(Instant{as_of, 0}, &sink);
  std::sort(sink.outcome.findings.begin(), sink.outcome.findings.end());
  return sink.outcome;
}

PlainOutcome RunBody(const RuleBody& body, const Timeline& timeline,
                     int64_t as_of) {
  return RunMonitor(body, body.NewMonitor().get(), timeline, as_of);
}

DrivenEvent::DrivenEvent(std::string_view json) {
  const auto fault = parser_.Parse(json, &content_);
  EXPECT_FALSE(fault.has_value()) << *fault << ": " << json;
}

uint32_t DrivenEvent::RolesIn(const RuleBody& body) const {
  uint32_t roles = 0;
  const auto predicates = body.Predicates();
  for (size_t i = 0; i < predicates.size(); ++i) {
    if (predicates[i]->Holds(content_)) roles |= 1U << i;
  }
  return roles;
}

PlainOutcome DrivenEvent::JudgedBy(const RuleBody& body) const {
  Collector sink;
  const auto monitor = body.NewMonitor();
  monitor->Reset();
  monitor->Observe({0, true, Instant(), RolesIn(body), {}}, &sink);
  monitor->Finish(Instant(), &sink);
  return sink.outcome;
}

}  // namespace plog

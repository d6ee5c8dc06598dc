// The types that judge every event by itself, from JSON to prose.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/rules/types_driver.h"

namespace plog {
namespace {

using Names = std::vector<std::string>;

// "pass", "-" (does not concern the rule), "not evaluated", or the variants of
// the findings.
std::string Judged(const RuleBody& body, std::string_view json) {
  const PlainOutcome outcome = DrivenEvent(json).JudgedBy(body);
  if (outcome.not_evaluated > 0) return "not evaluated";
  if (outcome.activations == 0) return "-";
  if (outcome.findings.empty()) return outcome.fulfilled == 1 ? "pass" : "?";
  std::string variants;
  for (const PlainFinding& finding : outcome.findings) {
    EXPECT_EQ(finding.trigger, 0);
    EXPECT_EQ(finding.offending, 0);
    variants += std::to_string(finding.variant);
  }
  return variants;
}

std::string Named(std::string_view name) {
  return fmt::format(R"({{"action_name":"{}","agent_id":"a"}})", name);
}

TEST(Boundary, DeniesBeforeItAllows) {
  const auto body =
      MakeBody("boundary", {{"allow_actions", Names{"read_*", "search"}},
                            {"deny_actions", Names{"read_secret"}}});
  const std::vector<std::pair<std::string, std::string>> rows = {
      {Named("search"), "pass"},    {Named("searches"), "1"},
      {Named("read_file"), "pass"}, {Named("read_secret"), "0"},
      {Named("READ_file"), "1"},    {Named(""), "1"},
      {R"({"agent_id":"a"})", "-"}, {R"({"action_name":null})", "-"}};
  for (const auto& [json, verdict] : rows) {
    EXPECT_EQ(Judged(*body, json), verdict) << json;
  }
  const auto only_deny = MakeBody("boundary", {{"deny_actions", Names{"rm"}}});
  EXPECT_EQ(Judged(*only_deny, Named("ls")), "pass");
  EXPECT_EQ(Judged(*only_deny, Named("rm")), "0");
  EXPECT_EQ(FaultsOf("boundary", {}), (Names{"type: boundary-without-when",
                                             "allow_actions: missing-field"}));
}

TEST(Limit, ComparesWithTheDecimalAsWritten) {
  const auto body = MakeBody("limit", {{"for_field", PathOf("metadata.x")},
                                       {"max", NumberOf("0.3")},
                                       {"min", NumberOf("-1")}});
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"0.3", "pass"},
      {"0.30000000000000004", "0"},
      {"-1", "pass"},
      {"-1.5", "1"},
      {"null", "not evaluated"},
      {"\"5\"", "not evaluated"},
      {"true", "not evaluated"}};
  for (const auto& [value, verdict] : rows) {
    EXPECT_EQ(Judged(*body, R"({"metadata":{"x":)" + value + "}}"), verdict)
        << value;
  }
  EXPECT_EQ(Judged(*body, "{}"), "not evaluated");
  const auto any = MakeBody(
      "limit", {{"for_field", PathOf("metadata.x.*")}, {"max", NumberOf("5")}});
  EXPECT_EQ(Judged(*any, R"({"metadata":{"x":[1,"a",9]}})"), "0");
  EXPECT_EQ(Judged(*any, R"({"metadata":{"x":[1,"a"]}})"), "pass");
  EXPECT_EQ(Judged(*any, R"({"metadata":{"x":[]}})"), "not evaluated");
  EXPECT_EQ(FaultsOf("limit", {}), Names{"max: missing-field"});
}

TEST(Pattern, SearchesDecodedStringsNamesAndCanonicalText) {
  const struct {
    const char* pattern;
    const char* output;
    const char* verdict;
  } rows[] = {
      {"^secret$", R"("secret")", "0"},
      {"^secret$", R"("a secret")", "pass"},
      {"a\"b", R"("a\"b")", "0"},
      {"42", "42", "0"},
      {"^1e\\+21$", "1e21", "0"},
      {"^1$", "1.0", "0"},
      {"true", "true", "0"},
      {"x", "null", "not evaluated"},
      {"^secret$", R"({"a":{"b":["x","secret"]}})", "0"},
      {"^secret$", R"({"a":{"secret":1}})", "0"},
      // Canonical text: names sorted, no white space.
      {R"("a":1,"b":2)", R"({"b": 2, "a": 1})", "0"},
      // An escape hides the quote in canonical text, not in the string.
      {"say \"hi\"", R"({"a":"say \"hi\""})", "0"},
      {R"(say \\"hi)", R"({"a":"say \"hi\""})", "0"},
      {"^\n$", R"({"a":"\n"})", "0"},
      {"null", R"([null])", "0"},
      {"zebra", R"({"a":[1,2,{"b":null}]})", "pass"},
      {"é", R"({"a":"é"})", "0"},
  };
  for (const auto& row : rows) {
    const auto body =
        MakeBody("pattern", {{"for_field", PathOf("action_output")},
                             {"deny_pattern", RegexOf(row.pattern)}});
    EXPECT_EQ(
        Judged(*body, fmt::format(R"({{"action_output":{}}})", row.output)),
        row.verdict)
        << row.pattern << " in " << row.output;
  }
}

TEST(Pattern, DemandsAMatchOfWhatIsThereOrRequired) {
  Fields fields = {{"for_field", PathOf("action_input.to")},
                   {"match_pattern", RegexOf("@example\\.org$")},
                   {"deny_pattern", RegexOf("^root")}};
  const auto optional = MakeBody("pattern", fields);
  fields["required"] = true;
  const auto required = MakeBody("pattern", fields);
  const struct {
    const char* json;
    const char* optional;
    const char* required;
  } rows[] = {
      {R"({"action_input":{"to":"a@example.org"}})", "pass", "pass"},
      {R"({"action_input":{"to":"a@example.com"}})", "1", "1"},
      {R"({"action_input":{"to":"root@example.org"}})", "0", "0"},
      {R"({"action_input":{"to":"root@example.com"}})", "01", "01"},
      {R"({"action_input":{"to":null}})", "not evaluated", "2"},
      {R"({"action_input":{}})", "not evaluated", "2"},
      {"{}", "not evaluated", "2"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Judged(*optional, row.json), row.optional) << row.json;
    EXPECT_EQ(Judged(*required, row.json), row.required) << row.json;
  }
}

TEST(Pattern, TakesOneMatchAmongAWildcardsValues) {
  const auto body =
      MakeBody("pattern", {{"for_field", PathOf("action_input.items.*.sku")},
                           {"match_pattern", RegexOf("^A")}});
  EXPECT_EQ(
      Judged(*body, R"({"action_input":{"items":[{"sku":"B"},{"sku":"A"}]}})"),
      "pass");
  EXPECT_EQ(Judged(*body, R"({"action_input":{"items":[{"sku":"B"}]}})"), "1");
  EXPECT_EQ(Judged(*body, R"({"action_input":{"items":[]}})"), "not evaluated");
}

TEST(Pattern, RefusesIncompleteRules) {
  EXPECT_EQ(FaultsOf("pattern", {}), Names{"deny_pattern: missing-field"});
  EXPECT_EQ(
      FaultsOf("pattern", {{"deny_pattern", RegexOf("a")}, {"required", true}}),
      Names{"required: conflicting-fields"});
}

std::string Detail(const char* pattern, const char* output,
                   const DescribeOptions& options = {}) {
  const auto body = MakeBody("pattern", {{"for_field", PathOf("action_output")},
                                         {"deny_pattern", RegexOf(pattern)}});
  const DrivenEvent event(
      fmt::format(R"({{"action_name":"read","action_output":{}}})", output));
  const DescribedEvent described = event.At(5);
  return body->Describe(Finding(), &described, &described, options).detail;
}

TEST(Pattern, NamesThePlaceAndNeverTheMatch) {
  EXPECT_EQ(Detail("\\d{3}-\\d\\d", R"({"rows":["x",{"a/b":"né 123-45"}]})"),
            "Match at byte 4, length 6, of /action_output/rows/1/a~1b of read "
            "at sequence 5");
  EXPECT_EQ(Detail("\\d{3}-\\d\\d", R"({"rows":{"id 123-45":1}})"),
            "Match at byte 3, length 6, of the name of a member of "
            "/action_output/rows of read at sequence 5");
  EXPECT_EQ(Detail("\"b\":2", R"({"b":2,"a":1})"),
            "Match at byte 7, length 5, of the JSON text of /action_output of "
            "read at sequence 5");
}

TEST(Pattern, TellsEqualMatchesApartByAKeyedDigest) {
  DescribeOptions options;
  options.match_key = "key";
  const auto digest = [&](const char* output) {
    const std::string detail = Detail("[a-z]+", output, options);
    return detail.substr(detail.find("digest "));
  };
  EXPECT_EQ(digest(R"("one")"), digest(R"([1,"one"])"));
  EXPECT_NE(digest(R"("one")"), digest(R"("two")"));
  EXPECT_EQ(digest(R"("one")").size(), digest(R"("eleven")").size());
  options.show_matches = true;
  const std::string shown = Detail("[a-z]+", R"("one")", options);
  EXPECT_NE(shown.find(": \"one\""), std::string::npos) << shown;
}

std::string AtTime(const char* time) {
  return fmt::format(R"({{"timestamp":"{}"}})", time);
}

TEST(Temporal, JudgesLocalTimeOfTheTimestamp) {
  const Days weekdays{0b0111110};
  const Days friday{0b0100000};
  const HoursWindow office{540, 1020};
  const HoursWindow night{1320, 360};
  const auto new_york = TimeZone::Find("America/New_York");
  const auto in_office =
      MakeBody("temporal",
               {{"hours", office}, {"days", weekdays}, {"timezone", new_york}});
  const auto friday_night =
      MakeBody("temporal", {{"hours", night}, {"days", friday}});
  const auto whole_day =
      MakeBody("temporal", {{"hours", HoursWindow{0, 1440}}});
  const auto fridays = MakeBody("temporal", {{"days", friday}});
  const struct {
    const RuleBody& body;
    const char* time;
    const char* verdict;
  } rows[] = {
      {*in_office, "2026-02-17T14:00:00Z", "pass"},  // Tuesday 09:00
      {*in_office, "2026-02-17T13:59:59.999999999Z", "0"},
      {*in_office, "2026-02-17T21:59:59.999999999Z", "pass"},
      {*in_office, "2026-02-17T22:00:00Z", "0"},     // 17:00 is outside
      {*in_office, "2026-07-14T13:00:00Z", "pass"},  // summer time
      {*in_office, "2026-02-15T15:00:00Z", "0"},     // Sunday
      {*in_office, "2038-07-01T13:00:00Z", "pass"},
      {*in_office, "2026-02-17T09:00:00-05:00", "pass"},
      {*friday_night, "2026-02-20T22:00:00Z", "pass"},  // Friday
      {*friday_night, "2026-02-20T21:59:59Z", "0"},
      {*friday_night, "2026-02-21T05:59:59Z", "pass"},  // began on Friday
      {*friday_night, "2026-02-21T06:00:00Z", "0"},
      {*friday_night, "2026-02-20T03:00:00Z", "0"},  // began on Thursday
      {*friday_night, "2026-02-21T22:00:00Z", "0"},
      {*whole_day, "2026-02-20T00:00:00Z", "pass"},
      {*whole_day, "2026-02-20T23:59:60Z", "pass"},
      {*fridays, "2026-02-20T23:59:59Z", "pass"},
      {*fridays, "2026-02-21T00:00:00Z", "0"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Judged(row.body, AtTime(row.time)), row.verdict) << row.time;
  }
  EXPECT_EQ(Judged(*fridays, "{}"), "not evaluated");
  EXPECT_EQ(FaultsOf("temporal", {}), Names{"hours: missing-field"});
}

TEST(Predicates, OfDifferentRulesHaveDifferentText) {
  const std::vector<Fields> patterns = {
      {{"for_field", PathOf("action_output")}, {"deny_pattern", RegexOf("a")}},
      {{"for_field", PathOf("action_output")}, {"deny_pattern", RegexOf("b")}},
      {{"for_field", PathOf("action_input")}, {"deny_pattern", RegexOf("a")}},
      {{"for_field", PathOf("action_input")}, {"match_pattern", RegexOf("a")}}};
  std::map<std::string, size_t> seen;
  for (const Fields& fields : patterns) {
    for (const size_t role : {size_t{2}, size_t{3}}) {
      const std::string text =
          MakeBody("pattern", fields)->Predicates()[role]->Text();
      if (text.find("never") == std::string::npos) ++seen[text];
    }
  }
  EXPECT_EQ(seen.size(), patterns.size());
  const auto text = [](Names allow, Names deny) {
    return MakeBody("boundary",
                    {{"allow_actions", allow}, {"deny_actions", deny}})
        ->Predicates()[3]
        ->Text();
  };
  EXPECT_NE(text({"a", "b"}, {}), text({"a"}, {"b"}));
  EXPECT_NE(text({"a,b"}, {}), text({"a", "b"}, {}));
}

}  // namespace
}  // namespace plog

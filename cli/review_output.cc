#include "cli/review_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "checker/formats/escape.h"
#include "checker/formats/html_style.h"
#include "cli/text_table.h"
#include "ledger/anchor/base64.h"
#include "ledger/crypto/sha256.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

// A table of the review, for all that is printed for people.
struct Sheet {
  std::string title;
  std::vector<std::string> heads;  // '>' in front: flush right
  std::vector<std::vector<std::string>> rows;
};

std::string_view NumberClass(std::string_view head) {
  return head.starts_with('>') ? R"( class="n")" : "";
}

constexpr size_t kMostRows = 20;  // of a tally; JSON has all

using Rows = std::vector<std::pair<std::string, uint64_t>>;

Rows MostFirst(const std::map<std::string, uint64_t>& counts) {
  Rows rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return a.second > b.second;
  });
  return rows;
}

void AddTally(std::string_view what, const Tally& tally,
              std::vector<Sheet>* sheets) {
  const std::pair<std::string_view, Rows> parts[] = {
      {"rule", MostFirst(tally.by_rule)},
      {"tool", MostFirst(tally.by_tool)},
      {"agent", MostFirst(tally.by_agent)},
      {"week", Rows(tally.by_week.begin(), tally.by_week.end())}};
  if (tally.total == 0) return;
  for (const auto& [by, rows] : parts) {
    Sheet sheet{fmt::format("{}: {}, by {}", what, Grouped(tally.total), by),
                {std::string(by), ">number"},
                {}};
    for (const auto& [name, count] : rows) {
      if (sheet.rows.size() == kMostRows && by != "week") {
        sheet.rows.push_back(
            {fmt::format("({} more)", rows.size() - kMostRows), ""});
        break;
      }
      sheet.rows.push_back({name, Grouped(count)});
    }
    sheets->push_back(std::move(sheet));
  }
}

// One row per limit; those that no studied value would change are only counted.
void AddLimits(const Review& review, std::vector<Sheet>* sheets) {
  Sheet sheet{"Violations under other limits",
              {"policy", "rule", "limit", ">value"},
              {}};
  for (const unsigned percent : kStudiedPercents) {
    sheet.heads.push_back(percent == 100 ? ">as it is"
                                         : fmt::format(">{} %", percent));
  }
  uint64_t unmoved = 0;
  for (const LimitStudy& study : review.limits) {
    const auto now =
        std::find_if(study.points.begin(), study.points.end(),
                     [](const auto& point) { return point.percent == 100; });
    if (std::all_of(study.points.begin(), study.points.end(),
                    [&](const auto& point) {
                      return point.violations == now->violations;
                    })) {
      ++unmoved;
      continue;
    }
    std::vector<std::string> row = {study.policy, study.rule, study.limit,
                                    now->value};
    for (const unsigned percent : kStudiedPercents) {
      const auto point =
          std::find_if(study.points.begin(), study.points.end(),
                       [&](const auto& p) { return p.percent == percent; });
      row.push_back(point == study.points.end() ? ""
                                                : Grouped(point->violations));
    }
    sheet.rows.push_back(std::move(row));
  }
  if (unmoved > 0) {
    sheet.title +=
        fmt::format(" ({} more that none of these changes)", unmoved);
  }
  sheets->push_back(std::move(sheet));
}

std::vector<Sheet> SheetsOf(const Review& review) {
  std::vector<Sheet> sheets;
  AddTally("Denied", review.denied, &sheets);
  AddTally("Escalated", review.escalated, &sheets);
  AddTally("Violated", review.violated, &sheets);
  Sheet fired{"Rules that fire, most first",
              {"policy", "rule", ">violations", ">judged"},
              {}};
  Sheet never{"Rules that never fired", {"policy", "rule", ">judged"}, {}};
  for (const RuleActivity& rule : review.rules) {
    if (rule.violations > 0) {
      fired.rows.push_back({rule.policy, rule.rule, Grouped(rule.violations),
                            Grouped(rule.activations)});
    } else {
      never.rows.push_back({rule.policy, rule.rule, Grouped(rule.activations)});
    }
  }
  sheets.push_back(std::move(fired));
  sheets.push_back(std::move(never));
  AddLimits(review, &sheets);
  std::erase_if(sheets, [](const Sheet& sheet) { return sheet.rows.empty(); });
  return sheets;
}

std::string Heading(const Review& review) {
  return fmt::format(
      "Review as of {}: {} events, {} denied, {} escalated, {} "
      "violations",
      review.as_of, Grouped(review.events), Grouped(review.denied.total),
      Grouped(review.escalated.total), Grouped(review.violated.total));
}

void WriteTally(std::string_view name, const Tally& tally, JsonWriter* writer) {
  writer->Name(name);
  writer->BeginObject();
  writer->Member("total", tally.total);
  const std::pair<std::string_view, const std::map<std::string, uint64_t>*>
      parts[] = {{"by_rule", &tally.by_rule},
                 {"by_tool", &tally.by_tool},
                 {"by_agent", &tally.by_agent},
                 {"by_week", &tally.by_week}};
  for (const auto& [by, counts] : parts) {
    writer->Name(by);
    writer->BeginArray();
    for (const auto& [what, count] : *counts) {
      writer->BeginObject();
      writer->Member("name", what);
      writer->Member("number", count);
      writer->EndObject();
    }
    writer->EndArray();
  }
  writer->EndObject();
}

void WriteLimits(const Review& review, JsonWriter* writer) {
  writer->Name("limits");
  writer->BeginArray();
  for (const LimitStudy& study : review.limits) {
    writer->BeginObject();
    writer->Member("policy", study.policy);
    writer->Member("rule", study.rule);
    writer->Member("limit", study.limit);
    writer->Name("points");
    writer->BeginArray();
    for (const LimitStudy::Point& point : study.points) {
      writer->BeginObject();
      writer->Member("percent", uint64_t{point.percent});
      writer->Member("value", point.value);
      writer->Member("violations", point.violations);
      writer->EndObject();
    }
    writer->EndArray();
    writer->EndObject();
  }
  writer->EndArray();
}

}  // namespace

std::string ReviewText(const Review& review) {
  std::string out = Heading(review) + "\n";
  for (const Sheet& sheet : SheetsOf(review)) {
    TextTable table(sheet.heads);
    for (const auto& row : sheet.rows) table.Row(row);
    out += "\n" + sheet.title + "\n" + table.Render();
  }
  return out;
}

std::string ReviewJson(const Review& review) {
  std::string out;
  JsonWriter writer(&out, 1);
  writer.BeginObject();
  writer.Member("schema_version", "1.0");
  writer.Member("as_of", review.as_of);
  writer.Member("events", review.events);
  WriteTally("denied", review.denied, &writer);
  WriteTally("escalated", review.escalated, &writer);
  WriteTally("violated", review.violated, &writer);
  writer.Name("rules");
  writer.BeginArray();
  for (const RuleActivity& rule : review.rules) {
    writer.BeginObject();
    writer.Member("policy", rule.policy);
    writer.Member("rule", rule.rule);
    writer.Member("violations", rule.violations);
    writer.Member("judged", rule.activations);
    writer.EndObject();
  }
  writer.EndArray();
  WriteLimits(review, &writer);
  writer.EndObject();
  return out + "\n";
}

std::string ReviewHtml(const Review& review) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
      "'none'; style-src 'sha256-{}'; base-uri 'none'; form-action "
      "'none'\">\n<title>plog review</title>\n<style>{}</style></head>\n"
      "<body><main>\n<h1>{}</h1>\n",
      ToBase64(AsBytes(Sha256Of(kHtmlStyle))), kHtmlStyle,
      MarkupText(Heading(review)));
  for (const Sheet& sheet : SheetsOf(review)) {
    out += fmt::format("<h2>{}</h2>\n<div class=\"scroll\"><table><thead><tr>",
                       MarkupText(sheet.title));
    for (const std::string& head : sheet.heads) {
      out += fmt::format("<th scope=\"col\"{}>{}</th>", NumberClass(head),
                         head.substr(head.starts_with('>') ? 1 : 0));
    }
    out += "</tr></thead><tbody>\n";
    for (const auto& row : sheet.rows) {
      out += "<tr>";
      for (size_t i = 0; i < row.size(); ++i) {
        out += fmt::format("<td{}>{}</td>", NumberClass(sheet.heads[i]),
                           MarkupText(row[i]));
      }
      out += "</tr>\n";
    }
    out += "</tbody></table></div>\n";
  }
  return out + "</main></body></html>\n";
}

}  // namespace plog

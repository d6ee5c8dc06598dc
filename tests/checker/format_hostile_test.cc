// Text of the log must stay text in every format. Judged on the raw bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "checker/formats/format.h"
#include "checker/formats/prose.h"
#include "ledger/base/text.h"
#include "ledger/json/json.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

using std::string_literals::operator""s;

const std::vector<std::string>& HostileTexts() {
  static const std::vector<std::string> texts = {
      "\x1b[2J\x1b]52;c;aGk=\x07OK",
      "\r\nVERIFIED\r",
      "\xe2\x80\xae evil \xe2\x81\xa6 \xe2\x80\x8b \xe2\x80\xa8",
      "\xc2\x9b 31m \xc2\x85",
      "=cmd|'/C calc'!A0",
      " +1+1",
      "@SUM(1)",
      "-2+3",
      "\t=1",
      "</script><script>alert(1)</script>",
      "\" onload=\"alert(1)' x='",
      "]]><x/>",
      "<!-- -->&amp;&#1;",
      "::error file=a::pwned",
      "\n::set-output name=a::b",
      "##[add-path]/tmp",
      "100%0A::error::x%25",
      "a,b:c",
      "[x](javascript:alert(1)) ![y](http://e.example/) `code` | # h",
      "\0nul\0"s,
      "\xff\xfe broken \xc0\xaf \xed\xa0\x80",
      "\xef\xbf\xbe\xef\xbf\xbf",
      "\xc2\xa0 blank at both ends \xc2\xa0",
      "",
      std::string(10000, 'A') + "</td>",
      "{0} {{ }} \\ \\\\",
  };
  return texts;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string Write(const ReportFormat& format, const Report& report) {
  std::string out;
  format.write(report, {}, &out);
  return out;
}

bool IsJson(const std::string& text) {
  JsonDocument document;
  return !JsonParser().Parse(text, {}, &document);
}

bool OnlyShowsCharacters(const std::string& out, bool carriage_returns) {
  for (size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if (c == '\r' && carriage_returns) {
      if (i + 1 == out.size() || out[i + 1] != '\n') return false;
    } else if ((c < 0x20 && c != '\n') || c == 0x7f) {
      return false;
    }
  }
  return true;
}

class EveryFormat : public testing::TestWithParam<ReportFormat> {};

TEST_P(EveryFormat, LetsNothingInvisibleThrough) {
  constexpr std::string_view kForbidden[] = {
      "\xc2\x9b",     "\xc2\x85",     "\xe2\x80\xae", "\xe2\x81\xa6",
      "\xe2\x80\x8b", "\xe2\x80\xa8", "\xed\xa0\x80"};
  for (const std::string& text : HostileTexts()) {
    const std::string out = Write(GetParam(), HostileReport(text));
    EXPECT_TRUE(IsValidUtf8(out)) << text;
    EXPECT_TRUE(OnlyShowsCharacters(out, GetParam().name == "csv")) << text;
    for (const std::string_view bytes : kForbidden) {
      EXPECT_EQ(out.find(bytes), std::string::npos) << text;
    }
    ASSERT_FALSE(out.empty());
    EXPECT_EQ(out.back(), '\n') << "log shippers drop an unterminated line";
  }
}

TEST_P(EveryFormat, GivesTheSameBytesTwice) {
  EXPECT_EQ(Write(GetParam(), RichReport()), Write(GetParam(), RichReport()));
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat,
                         testing::ValuesIn(ReportFormats().begin(),
                                           ReportFormats().end()),
                         [](const testing::TestParamInfo<ReportFormat>& test) {
                           return std::string(test.param.name);
                         });

// Applies `check` to what `format` makes of every hostile text.
void ForHostile(std::string_view format,
                const std::function<void(const std::string&)>& check) {
  for (const std::string& text : HostileTexts()) {
    SCOPED_TRACE(SanitizeForTerminal(text, 60));
    check(Write(*FindReportFormat(format), HostileReport(text)));
  }
}

TEST(FormatHostile, MarkupStaysText) {
  for (const std::string_view format : {"html", "junit", "markdown"}) {
    ForHostile(format, [format](const std::string& out) {
      EXPECT_EQ(out.find("<script"), std::string::npos);
      EXPECT_EQ(out.find("</script"), std::string::npos);
      EXPECT_EQ(out.find("]]>"), std::string::npos);
      EXPECT_EQ(out.find("<x/>"), std::string::npos);
      if (format == "markdown") return;  // has no attributes
      EXPECT_EQ(out.find("\" onload"), std::string::npos);
    });
  }
}

TEST(FormatHostile, HtmlHasTheStrictPolicyAndNothingRemote) {
  ForHostile("html", [](const std::string& out) {
    EXPECT_NE(out.find("default-src 'none'"), std::string::npos);
    for (const std::string_view part : {" src=", " href=", "url(", "@import",
                                        "<a ", "<img", "<link", "style=\""}) {
      EXPECT_EQ(out.find(part), std::string::npos) << part;
    }
  });
}

TEST(FormatHostile, MarkdownHasNoLinkImageOrCode) {
  ForHostile("markdown", [](const std::string& out) {
    EXPECT_EQ(out.find("](javascript"), std::string::npos);
    EXPECT_EQ(out.find("![y]"), std::string::npos);
    EXPECT_EQ(out.find(" `code"), std::string::npos);
  });
}

// Splits strictly: every cell quoted or a plain number.
std::vector<std::string> Cells(const std::string& row) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : row) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

TEST(FormatHostile, CsvCellsAreNeverFormulas) {
  ForHostile("csv", [](const std::string& out) {
    const std::vector<std::string> rows = Lines(out);
    const size_t columns = Cells(rows.front()).size();
    for (const std::string& row : rows) {
      const std::vector<std::string> cells = Cells(row);
      ASSERT_EQ(cells.size(), columns) << row;
      for (const std::string& cell : cells) {
        const bool number =
            !cell.empty() && std::all_of(cell.begin(), cell.end(), [](char c) {
              return c >= '0' && c <= '9';
            });
        ASSERT_TRUE(number || cell.front() == '"') << cell;
        const size_t first = cell.find_first_not_of("\" ");
        if (number || first == std::string::npos) continue;
        EXPECT_EQ(std::string("=+-@").find(cell[first]), std::string::npos)
            << cell;
      }
    }
  });
}

TEST(FormatHostile, GithubLinesAreOurCommandsOnly) {
  ForHostile("github", [](const std::string& out) {
    for (const std::string& line : Lines(out)) {
      EXPECT_TRUE(line.starts_with("::error ") ||
                  line.starts_with("::warning ") ||
                  line.starts_with("::notice "))
          << line;
      EXPECT_EQ(line.find("##["), std::string::npos) << line;
      // A literal per cent sign must not decode to a line break.
      EXPECT_EQ(line.find("%0A"), std::string::npos) << line;
      // Nothing of the log may end the properties early.
      const size_t message = line.find("::", 2);
      ASSERT_NE(message, std::string::npos);
      EXPECT_NE(line.substr(0, message).find("title="), std::string::npos);
    }
  });
}

TEST(FormatHostile, TextEndsWithTheVerdictAloneOnItsLine) {
  ForHostile("text", [](const std::string& out) {
    const std::vector<std::string> lines = Lines(out);
    EXPECT_TRUE(lines.back().starts_with("ERROR: 7 violations"))
        << lines.back();
    for (const std::string& line : lines) {
      const size_t first = line.find_first_not_of(' ');
      if (first == std::string::npos) continue;
      EXPECT_NE(line.compare(first, 2, "::"), 0) << line;
      EXPECT_EQ(line.find("##["), std::string::npos) << line;
    }
  });
}

TEST(FormatHostile, JsonStaysOneValuePerDocumentOrLine) {
  for (const std::string_view format : {"json", "results", "sarif", "oscal"}) {
    ForHostile(format,
               [](const std::string& out) { EXPECT_TRUE(IsJson(out)); });
  }
  for (const std::string_view format : {"jsonl", "ocsf"}) {
    ForHostile(format, [](const std::string& out) {
      for (const std::string& line : Lines(out)) EXPECT_TRUE(IsJson(line));
    });
  }
}

}  // namespace
}  // namespace plog

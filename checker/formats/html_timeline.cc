#include "checker/formats/html_timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "checker/formats/escape.h"
#include "checker/formats/prose.h"
#include "ledger/base/instant.h"
#include "ledger/base/text.h"

namespace plog {
namespace {

// Geometry in user units; the page scales the drawing.
constexpr int kWidth = 960;
constexpr int kLeft = 230;   // of the time axis
constexpr int kRight = 780;  // room for a label behind the last mark
constexpr int kRowHeight = 26;
constexpr int kTop = 8;

struct Mark {
  enum class Shape { kTrigger, kOffending, kMissing };
  Shape shape = Shape::kTrigger;
  std::optional<Instant> time;  // nullopt: no limit, drawn at the end
  std::string label;
};

struct Row {
  const Violation* violation = nullptr;
  std::vector<Mark> marks;
};

struct Session {
  std::string title;
  std::vector<Row> rows;
  size_t hidden = 0;
};

std::optional<Instant> Parse(const std::optional<std::string>& time) {
  return time ? ParseRfc3339(*time) : std::nullopt;
}

Row RowOf(const Violation& violation) {
  Row row;
  row.violation = &violation;
  // Where a rule is about one event, that event is the offender.
  const bool one_event = violation.offending_event &&
                         violation.offending_event == violation.trigger_event;
  for (const Evidence& evidence : violation.evidence) {
    if (one_event && !row.marks.empty()) break;
    const bool offending = one_event || evidence.role == "offending";
    Mark mark;
    mark.shape = offending ? Mark::Shape::kOffending : Mark::Shape::kTrigger;
    mark.time = Parse(evidence.time);
    if (!mark.time) mark.time = Parse(violation.timestamp);
    mark.label = evidence.action.value_or("") + " " + evidence.id;
    if (mark.time) row.marks.push_back(std::move(mark));
  }
  if (violation.expected_event && !violation.offending_event) {
    row.marks.push_back({Mark::Shape::kMissing, Parse(violation.expected_by),
                         "missing " + *violation.expected_event});
  }
  return row;
}

// In the order of the report; a session is not repeated for every policy.
std::vector<Session> Sessions(const Report& report, size_t* hidden) {
  std::vector<Session> sessions;
  std::map<std::string, size_t> position;
  for (const PolicyResult* result : WorstFirst(report)) {
    for (const Violation& violation : result->violations) {
      if (!violation.session_id && !violation.agent_id) continue;
      const std::string title = violation.session_id
                                    ? "session " + *violation.session_id
                                    : "agent " + *violation.agent_id;
      Row row = RowOf(violation);
      if (row.marks.empty()) continue;
      const auto [found, is_new] = position.emplace(title, sessions.size());
      if (is_new) sessions.push_back({title, {}, 0});
      Session& session = sessions[found->second];
      if (session.rows.size() < kMaxTimelineRows) {
        session.rows.push_back(std::move(row));
      } else {
        ++session.hidden;
      }
    }
  }
  *hidden =
      sessions.size() > kMaxTimelines ? sessions.size() - kMaxTimelines : 0;
  if (*hidden > 0) sessions.resize(kMaxTimelines);
  return sessions;
}

std::string Cut(const std::string& text, size_t characters) {
  const std::string shown = SanitizeForTerminal(text, kMaxShownBytes);
  size_t count = 0;
  for (size_t i = 0; i < shown.size(); ++i) {
    if ((static_cast<unsigned char>(shown[i]) & 0xc0) == 0x80) continue;
    if (count++ == characters) return shown.substr(0, i) + "…";
  }
  return shown;
}

class Drawing {
 public:
  Drawing(const Session& session, size_t number, std::string* out)
      : session_(session), number_(number), out_(out) {
    for (const Row& row : session.rows) {
      for (const Mark& mark : row.marks) Widen(mark.time);
    }
  }

  void Write() {
    const int height =
        kTop + kRowHeight * (static_cast<int>(session_.rows.size()) + 1);
    Print("<figure><figcaption>{}</figcaption><div class=\"scroll\">",
          MarkupText(session_.title));
    Print(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" "
        "aria-labelledby=\"t{}\"><title id=\"t{}\">Timeline of {}: {}"
        "</title>\n",
        kWidth, height, number_, number_, MarkupText(session_.title),
        Counted(session_.rows.size(), "violation"));
    for (size_t i = 0; i < session_.rows.size(); ++i) {
      WriteRow(session_.rows[i],
               kTop + kRowHeight * static_cast<int>(i) + kRowHeight / 2);
    }
    WriteAxis(height - kRowHeight);
    *out_ += "</svg></div>";
    if (session_.hidden > 0) {
      Print("<p class=\"dim\">{} not drawn</p>",
            Counted(session_.hidden, "more violation"));
    }
    *out_ += "</figure>\n";
  }

 private:
  template <class... T>
  void Print(fmt::format_string<T...> format, T&&... arguments) {
    fmt::format_to(std::back_inserter(*out_), format,
                   std::forward<T>(arguments)...);
  }

  void Widen(const std::optional<Instant>& time) {
    if (!time) return;
    first_ = first_ ? std::min(*first_, *time) : *time;
    last_ = last_ ? std::max(*last_, *time) : *time;
  }

  // Integers only: the picture is the same on every machine.
  int X(const std::optional<Instant>& time) const {
    if (!time || !first_) return kRight;
    const int64_t span = Milliseconds(*last_ - *first_);
    if (span <= 0) return kLeft;
    const int64_t at = Milliseconds(*time - *first_);
    return kLeft + static_cast<int>(at * (kRight - kLeft) / span);
  }

  static int64_t Milliseconds(const Duration& duration) {
    return duration.seconds * 1000 + duration.nanos / 1000000;
  }

  void WriteRow(const Row& row, int y) {
    Print("<text x=\"4\" y=\"{}\">{}</text>", y + 4,
          MarkupText(Cut(row.violation->rule, 30)));
    int left = kRight;
    int right = kLeft;
    for (const Mark& mark : row.marks) {
      left = std::min(left, X(mark.time));
      right = std::max(right, X(mark.time));
    }
    Print("<line class=\"span\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
          left, y, right, y);
    for (const Mark& mark : row.marks) WriteMark(mark, y);
    *out_ += '\n';
  }

  void WriteMark(const Mark& mark, int y) {
    const int x = X(mark.time);
    const std::string time = mark.time ? FormatRfc3339(*mark.time) : "no limit";
    const std::string title =
        MarkupText(fmt::format("{} ({})", mark.label, time));
    switch (mark.shape) {
      case Mark::Shape::kTrigger:
        Print(
            "<circle class=\"trigger\" cx=\"{}\" cy=\"{}\" r=\"6\">"
            "<title>trigger: {}</title></circle>",
            x, y, title);
        break;
      case Mark::Shape::kOffending:
        Print(
            "<path class=\"offending\" d=\"M{} {}l7 7 -7 7 -7 -7z\">"
            "<title>offending: {}</title></path>",
            x, y - 7, title);
        break;
      case Mark::Shape::kMissing:
        Print(
            "<circle class=\"missing\" cx=\"{}\" cy=\"{}\" r=\"7\">"
            "<title>{}</title></circle><text x=\"{}\" y=\"{}\">{}</text>",
            x, y, title, x + 12, y + 4, MarkupText(Cut(mark.label, 18)));
        break;
    }
  }

  void WriteAxis(int y) {
    Print("<line class=\"axis\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
          kLeft, y, kRight, y);
    if (!first_) return;
    Print("<text x=\"{}\" y=\"{}\">{}</text>", kLeft, y + 18,
          FormatRfc3339(*first_));
    if (*last_ == *first_) return;
    Print("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>", kRight,
          y + 18, FormatRfc3339(*last_));
  }

  const Session& session_;
  size_t number_;
  std::string* out_;
  std::optional<Instant> first_;
  std::optional<Instant> last_;
};

}  // namespace

void AppendTimelines(const Report& report, std::string* out) {
  size_t hidden = 0;
  const std::vector<Session> sessions = Sessions(report, &hidden);
  if (sessions.empty()) return;
  *out +=
      "<section><h2>Timelines</h2>\n<p class=\"dim\">Circle: trigger. Filled "
      "diamond: offending event. Dashed circle: what was expected and did not "
      "come.</p>\n";
  for (size_t i = 0; i < sessions.size(); ++i) {
    Drawing(sessions[i], i, out).Write();
  }
  if (hidden > 0) {
    *out +=
        fmt::format("<p>{} not drawn.</p>\n", Counted(hidden, "more session"));
  }
  *out += "</section>\n";
}

}  // namespace plog

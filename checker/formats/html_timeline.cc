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
constexpr int kLeft = 250;   // of the time axis
constexpr int kRight = 770;  // room for a label behind the last mark
constexpr int kBeyond = 24;  // from the axis to what has no limit
constexpr int kRowHeight = 26;
constexpr int kTop = 8;

struct Mark {
  enum class Shape { kTrigger, kOffending, kMissing };
  Shape shape = Shape::kTrigger;
  std::optional<Instant> time;  // nullopt: no limit, drawn beyond the axis
  std::string label;
  // Of what is missing: on which side of the trigger it was due, if on one.
  std::optional<PartnerOrder> order = {};
  bool is_before() const { return order == PartnerOrder::kBefore; }
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

std::optional<Instant> Parse(const std::optional<SharedText>& time) {
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
    mark.label =
        fmt::format("{} {}", evidence.action.value_or(""), evidence.id);
    if (mark.time) row.marks.push_back(std::move(mark));
  }
  if (violation.expected_event && !violation.offending_event) {
    Mark missing{Mark::Shape::kMissing, std::nullopt,
                 fmt::format("missing {}", *violation.expected_event),
                 violation.expected_order};
    missing.time = Parse(missing.is_before() ? violation.expected_from
                                             : violation.expected_by);
    row.marks.push_back(std::move(missing));
  }
  return row;
}

// In the order of the report; a session is not repeated for every policy.
class SessionList {
 public:
  void Add(const Violation& violation) {
    if (!violation.session_id && !violation.agent_id) return;
    const std::string title =
        violation.session_id ? fmt::format("session {}", *violation.session_id)
                             : fmt::format("agent {}", *violation.agent_id);
    Row row = RowOf(violation);
    if (row.marks.empty()) return;
    const auto [found, is_new] = position_.emplace(title, position_.size());
    if (found->second >= kMaxTimelines) return;
    if (is_new) sessions_.push_back({title, {}, 0});
    Session& session = sessions_[found->second];
    if (session.rows.size() < kMaxTimelineRows) {
      session.rows.push_back(std::move(row));
    } else {
      ++session.hidden;
    }
  }

  // Many sessions get fewer rows each.
  std::vector<Session> Take() {
    const size_t share = kMaxRows / std::max<size_t>(sessions_.size(), 1);
    const size_t most = std::clamp<size_t>(share, 1, kMaxTimelineRows);
    for (Session& session : sessions_) {
      if (session.rows.size() <= most) continue;
      session.hidden += session.rows.size() - most;
      session.rows.resize(most);
    }
    return std::move(sessions_);
  }

  size_t hidden() const {
    return position_.size() - std::min(position_.size(), kMaxTimelines);
  }

 private:
  std::vector<Session> sessions_;
  std::map<std::string, size_t> position_;
};

std::string Cut(std::string_view text, size_t characters) {
  std::string shown = SanitizeForTerminal(text, kMaxShownBytes);
  size_t count = 0;
  for (size_t i = 0; i < shown.size(); ++i) {
    if ((static_cast<unsigned char>(shown[i]) & 0xc0) == 0x80) continue;
    if (count++ == characters) return shown.substr(0, i) + "…";
  }
  return shown;
}

class Drawing {
 public:
  Drawing(const Session& session, std::string* out)
      : session_(session), out_(out) {
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
        "aria-label=\"Timeline of {}: {}\">\n",
        kWidth, height, MarkupText(session_.title),
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
  int X(const Mark& mark) const {
    if (!mark.time)
      return mark.is_before() ? kLeft - kBeyond : kRight + kBeyond;
    const int64_t span = Milliseconds(*last_ - *first_);
    if (span <= 0) return kLeft;
    const int64_t at = Milliseconds(*mark.time - *first_);
    return kLeft + static_cast<int>(at * (kRight - kLeft) / span);
  }

  static int64_t Milliseconds(const Duration& duration) {
    return duration.seconds * 1000 + duration.nanos / 1000000;
  }

  void WriteRow(const Row& row, int y) {
    Print("<text x=\"4\" y=\"{}\">{}</text>", y + 4,
          MarkupText(Cut(row.violation->rule, 30)));
    int left = kWidth;
    int right = 0;
    bool open = false;
    for (const Mark& mark : row.marks) {
      open = open || !mark.time;
      left = std::min(left, X(mark));
      right = std::max(right, X(mark));
    }
    if (left < right) {
      Print("<line class=\"span{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            open ? " open" : "", left, y, right, y);
    }
    for (const Mark& mark : row.marks) WriteMark(mark, y);
    // The name of what is missing stands behind the row, whichever side the
    // missing mark is on: nothing is drawn there.
    for (const Mark& mark : row.marks) {
      if (mark.shape != Mark::Shape::kMissing) continue;
      Print("<text x=\"{}\" y=\"{}\">{}</text>", right + 12, y + 4,
            MarkupText(Cut(mark.label, 20)));
    }
    *out_ += '\n';
  }

  static std::string Due(const Mark& mark) {
    if (!mark.order) return "nowhere in its scope";
    const std::string due =
        fmt::format("due {} the trigger", Name(*mark.order));
    if (!mark.time) return due + ", without limit";
    return fmt::format("{}, {} {}", due, mark.is_before() ? "from" : "until",
                       FormatRfc3339(*mark.time));
  }

  void WriteMark(const Mark& mark, int y) {
    const int x = X(mark);
    const std::string time = mark.shape == Mark::Shape::kMissing
                                 ? Due(mark)
                                 : FormatRfc3339(*mark.time);
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
            "<title>{}</title></circle>",
            x, y, title);
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
  std::string* out_;
  std::optional<Instant> first_;
  std::optional<Instant> last_;
};

void DrawAll(const std::vector<Session>& sessions, std::string* out) {
  size_t next = 0;
  const auto draw_until = [&](size_t end) {
    while (next < std::min(end, sessions.size())) {
      Drawing(sessions[next++], out).Write();
    }
  };
  draw_until(kOpenTimelines);
  while (next < sessions.size()) {
    const size_t end = std::min(next + kFoldedTimelines, sessions.size());
    *out +=
        fmt::format("<details><summary>Timelines {} to {} of {}</summary>\n",
                    next + 1, end, sessions.size());
    draw_until(end);
    *out += "</details>\n";
  }
}

}  // namespace

void AppendTimelines(const Report& report, std::string* out) {
  SessionList list;
  for (const PolicyResult* result : WorstFirst(report)) {
    for (const Violation& violation : result->violations) list.Add(violation);
  }
  const size_t hidden = list.hidden();
  const std::vector<Session> sessions = list.Take();
  if (sessions.empty()) return;
  *out +=
      "<section><h2>Timelines</h2>\n<p class=\"dim\">Circle: trigger. Filled "
      "diamond: offending event. Dashed circle: what was expected and did not "
      "come, at the end of the time it had for it; beyond the axis where it "
      "had no limit.</p>\n";
  DrawAll(sessions, out);
  if (hidden > 0) {
    *out += fmt::format("<p>{} not drawn: a page holds {} timelines.</p>\n",
                        Counted(hidden, "more session"), kMaxTimelines);
  }
  *out += "</section>\n";
}

}  // namespace plog

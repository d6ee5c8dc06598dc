#include "checker/formats/junit_writer.h"

#include <fmt/format.h>

#include <iterator>

#include "checker/formats/escape.h"

namespace plog {
namespace {

// Names are xs:token and must not be empty.
std::string NameText(std::string_view name) {
  return name.empty() ? "-" : MarkupText(name);
}

std::string Text(const JunitWriter::Lines& lines) {
  std::string out;
  for (const std::string& line : lines) out += MarkupText(line) + '\n';
  return out;
}

}  // namespace

JunitWriter::JunitWriter(const Instant& time, std::string* out)
    : time_(FormatRfc3339({time.seconds, 0}).substr(0, 19)), out_(out) {}

void JunitWriter::Begin() {
  *out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
}

void JunitWriter::End() { *out_ += "</testsuites>\n"; }

void JunitWriter::OpenSuite(std::string_view name, const JunitCounts& counts) {
  fmt::format_to(
      std::back_inserter(*out_),
      "  <testsuite name=\"{}\" package=\"plog\" id=\"{}\" timestamp=\"{}\" "
      "hostname=\"localhost\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
      "skipped=\"{}\" time=\"0\">\n    <properties>\n",
      NameText(name), next_id_++, time_, counts.tests, counts.failures,
      counts.errors, counts.skipped);
}

void JunitWriter::Property(std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(*out_),
                 "      <property name=\"{}\" value=\"{}\"/>\n", name,
                 MarkupText(value));
}

void JunitWriter::CloseProperties() { *out_ += "    </properties>\n"; }

void JunitWriter::CloseSuite(const Lines& output) {
  fmt::format_to(std::back_inserter(*out_),
                 "    <system-out>{}</system-out>\n    <system-err/>\n"
                 "  </testsuite>\n",
                 Text(output));
}

void JunitWriter::OpenCase(const Case& what) {
  fmt::format_to(std::back_inserter(*out_),
                 "    <testcase name=\"{}\" classname=\"plog{}{}\" time=\"0\"",
                 NameText(what.name), what.group.empty() ? "" : ".",
                 MarkupText(what.group));
}

void JunitWriter::Passed(const Case& what) {
  OpenCase(what);
  *out_ += "/>\n";
}

void JunitWriter::Skipped(const Case& what, std::string_view message) {
  OpenCase(what);
  fmt::format_to(std::back_inserter(*out_),
                 "><skipped message=\"{}\"/></testcase>\n",
                 MarkupText(message));
}

void JunitWriter::Failed(const Case& what, std::string_view type,
                         std::string_view message, const Lines& lines) {
  Fault("failure", what, type, message, lines);
}

void JunitWriter::Broken(const Case& what, std::string_view type,
                         std::string_view message, const Lines& lines) {
  Fault("error", what, type, message, lines);
}

void JunitWriter::Fault(std::string_view element, const Case& what,
                        std::string_view type, std::string_view message,
                        const Lines& lines) {
  OpenCase(what);
  fmt::format_to(std::back_inserter(*out_),
                 ">\n      <{0} message=\"{1}\" type=\"{2}\">{3}</{0}>\n"
                 "    </testcase>\n",
                 element, MarkupText(message), NameText(type), Text(lines));
}

}  // namespace plog

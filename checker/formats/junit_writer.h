#ifndef PLOG_CHECKER_FORMATS_JUNIT_WRITER_H_
#define PLOG_CHECKER_FORMATS_JUNIT_WRITER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"

namespace plog {

struct JunitCounts {
  size_t tests = 0;
  size_t failures = 0;
  size_t errors = 0;
  size_t skipped = 0;
};

// The frame of a JUnit XML file as the schema of Apache Ant's task describes
// it: suites with their properties, cases with at most one child each, no `Z`
// in a timestamp. All text may be hostile: it is escaped here, and a line of it
// stays one line.
//
//   Begin  (OpenSuite Property* CloseProperties case* CloseSuite)*  End
//
// where a case is one of Passed, Skipped, Failed and Broken.
class JunitWriter {
 public:
  // `time` stands in every suite; `out` must outlive the writer.
  JunitWriter(const Instant& time, std::string* out);

  void Begin();
  void OpenSuite(std::string_view name, const JunitCounts& counts);
  void Property(std::string_view name, std::string_view value);
  void CloseProperties();

  struct Case {
    std::string_view name;
    std::string_view group;  // "plog.<group>", or "plog" if it is empty
  };
  void Passed(const Case& what);
  void Skipped(const Case& what, std::string_view message);
  // `lines` are what a reader of the case opens.
  using Lines = std::vector<std::string>;
  void Failed(const Case& what, std::string_view type, std::string_view message,
              const Lines& lines);
  // Could not be judged: an `error`.
  void Broken(const Case& what, std::string_view type, std::string_view message,
              const Lines& lines);

  void CloseSuite(const Lines& output);
  void End();

 private:
  void OpenCase(const Case& what);
  void Fault(std::string_view element, const Case& what, std::string_view type,
             std::string_view message, const Lines& lines);

  std::string time_;
  std::string* out_;
  size_t next_id_ = 0;
};

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_JUNIT_WRITER_H_

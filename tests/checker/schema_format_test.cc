// Reports against the official schemas and our own. The validators are outside
// the project: without them the tests are skipped.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "checker/formats/format.h"
#include "checker/formats/report_json.h"
#include "checker/testing/junit_tests.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

const std::string kValidator =
    std::string(PLOG_SOURCE_DIR) + "/../shared/schemas/validate.py";

// Draft-07 by python3-jsonschema; 3 if that is missing, as validate.py does.
constexpr std::string_view kOwnValidator = R"py(
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(3)
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
errors = list(jsonschema.Draft7Validator(schema).iter_errors(
    json.load(open(sys.argv[2]))))
for e in errors[:5]:
    print(list(e.path), e.message[:300])
sys.exit(1 if errors else 0)
)py";

class SchemaTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("plog_schema_" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Save(const std::string& name, std::string_view text) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  static int Run(const std::string& command) {
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string SaveReport(std::string_view format, const Report& report) {
    std::string out;
    FindReportFormat(format)->write(report, {}, &out);
    return Save("report." + std::string(format), out);
  }

  // A valid report of every kind, clean and hostile.
  void ExpectValid(std::string_view format,
                   const std::function<int(const std::string&)>& validate) {
    const std::string bidi = "\x1b[2J \xe2\x80\xae=1,]]></a>&\r\n\xff{0}[x](y)";
    for (const Report& report :
         {RichReport(), EmptyReport(), HostileReport(bidi), HostileReport(""),
          HostileReport("\xc2\xa0"), HostileReport("\xef\xbf\xbe")}) {
      const int status = validate(SaveReport(format, report));
      if (status == 3) GTEST_SKIP() << "a needed tool is missing";
      EXPECT_EQ(status, 0);
    }
  }

  void ExpectOfficiallyValid(const std::string& format) {
    if (!fs::exists(kValidator)) GTEST_SKIP() << kValidator << " is missing";
    ExpectValid(format, [&](const std::string& path) {
      return Run("/usr/bin/python3 " + kValidator + " " + format + " " + path +
                 " >&2");
    });
  }

  fs::path folder_;
};

TEST_F(SchemaTest, SarifIsValid) { ExpectOfficiallyValid("sarif"); }
TEST_F(SchemaTest, JunitIsValid) { ExpectOfficiallyValid("junit"); }
TEST_F(SchemaTest, OscalIsValid) { ExpectOfficiallyValid("oscal"); }

TEST_F(SchemaTest, JunitOfPolicyTestsIsValid) {
  if (!fs::exists(kValidator)) GTEST_SKIP() << kValidator << " is missing";
  for (const std::string text : {"plain", "", "\x1b]]><x/>\n\"\xff"}) {
    TestReport tests;
    tests.files = {"empty.yaml", text};
    tests.outcomes.resize(3, {text, text, 3, {}, {}, {}});
    tests.outcomes[1].missing = {text, text};
    tests.outcomes[2].fault = text;
    tests.coverage = {{text, text, false, false}};
    std::string xml;
    WriteTestJunit(tests, {}, 80, &xml);
    const int status = Run("/usr/bin/python3 " + kValidator + " junit " +
                           Save("tests.junit", xml) + " >&2");
    if (status == 3) GTEST_SKIP() << "a needed tool is missing";
    EXPECT_EQ(status, 0) << xml;
  }
}

TEST_F(SchemaTest, OwnReportIsValid) {
  const std::string script = Save("validate.py", kOwnValidator);
  const std::string schema = Save("schema.json", ReportSchema());
  ExpectValid("json", [&](const std::string& path) {
    return Run("/usr/bin/python3 " + script + " " + schema + " " + path +
               " >&2");
  });
}

TEST_F(SchemaTest, OwnSchemaRefusesWhatItDoesNotKnow) {
  const std::string script = Save("validate.py", kOwnValidator);
  const std::string schema = Save("schema.json", ReportSchema());
  const std::string report = Save("report.json", R"({"schema_version":"1.0"})");
  const int status = Run("/usr/bin/python3 " + script + " " + schema + " " +
                         report + " >/dev/null");
  if (status == 3) GTEST_SKIP() << "python3-jsonschema is missing";
  EXPECT_EQ(status, 1);
}

}  // namespace
}  // namespace plog

// What each format makes of one report, byte for byte. A change of a format
// shows as a change of its file: PLOG_UPDATE_GOLDEN=1 rewrites them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "checker/formats/format.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

class Golden : public testing::TestWithParam<ReportFormat> {};

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST_P(Golden, IsUnchanged) {
  const std::string path = std::string(PLOG_SOURCE_DIR) +
                           "/testdata/golden/report." +
                           std::string(GetParam().name);
  std::string out;
  GetParam().write(RichReport(), {}, &out);
  if (std::getenv("PLOG_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << out;
  }
  EXPECT_EQ(out, ReadFile(path));
}

INSTANTIATE_TEST_SUITE_P(Formats, Golden,
                         testing::ValuesIn(ReportFormats().begin(),
                                           ReportFormats().end()),
                         [](const testing::TestParamInfo<ReportFormat>& test) {
                           return std::string(test.param.name);
                         });

}  // namespace
}  // namespace plog

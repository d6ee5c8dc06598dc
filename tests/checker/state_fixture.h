#ifndef PLOG_TESTS_CHECKER_STATE_FIXTURE_H_
#define PLOG_TESTS_CHECKER_STATE_FIXTURE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/check.h"
#include "checker/formats/report_json.h"
#include "checker/formats/writers.h"
#include "checker/state/state_store.h"

namespace plog {

// A state in memory. What a run wrote replaces the old one with Keep.
class MemoryState final : public StateStore {
 public:
  std::optional<std::string> bytes;

  Result<std::optional<uint64_t>> Open() override {
    at_ = 0;
    if (!bytes) return std::nullopt;
    return bytes->size() + claimed_more;
  }
  Result<size_t> Read(char* to, size_t size) override {
    const size_t piece = std::min(size, bytes->size() - at_);
    std::copy_n(bytes->data() + at_, piece, to);
    at_ += piece;
    return piece;
  }
  void Begin() override { next_ = ""; }
  void Write(std::string_view more) override { *next_ += more; }
  void Keep() {
    if (next_) bytes = std::move(next_);
    next_.reset();
  }
  bool written() const { return next_.has_value(); }

  uint64_t claimed_more = 0;  // bytes that Open promises and Read lacks

 private:
  size_t at_ = 0;
  std::optional<std::string> next_;
};

// The report in JSON, without what may differ between a full run and an
// increment.
inline std::string ComparableJson(Report report) {
  report.state.reset();
  std::string text;
  WriteJson(report, {}, &text);
  return text;
}

inline Report MustCheck(const LedgerReader& reader,
                        const std::vector<Policy>& policies,
                        const CheckOptions& options) {
  auto report = CheckPolicies(reader, policies, options);
  if (report) return std::move(*report);
  ADD_FAILURE() << report.error().message;
  return {};
}

}  // namespace plog

#endif  // PLOG_TESTS_CHECKER_STATE_FIXTURE_H_

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
    if (!bytes) return std::nullopt;
    return bytes->size() + claimed_more;
  }
  Result<size_t> ReadAt(uint64_t offset, char* to, size_t size) override {
    const uint64_t at = std::min<uint64_t>(offset, bytes->size());
    const size_t piece = std::min<uint64_t>(size, bytes->size() - at);
    std::copy_n(bytes->data() + at, piece, to);
    return piece;
  }
  void Begin() override {
    next_ = "";
    seal_.clear();
    kept_ = 0;
  }
  bool Continue(uint64_t size) override {
    if (!can_continue) return false;
    Begin();
    next_ = bytes->substr(0, size);
    kept_ = size;
    return true;
  }
  void Discard() override { next_.reset(); }
  void Write(std::string_view more) override { *next_ += more; }
  void Seal(uint64_t offset, std::string_view seal) override {
    seal_at_ = offset;
    seal_ = seal;
  }
  void Keep() {
    if (next_) bytes = next_->replace(seal_at_, seal_.size(), seal_);
    next_.reset();
  }
  // What is there if the run is interrupted after so many bytes of what it
  // writes, the seal being the last of them.
  std::string Interrupted(size_t written) const {
    std::string torn = *bytes;
    const size_t added = next_->size() - kept_;
    torn.resize(std::max(torn.size(), kept_ + std::min(written, added)));
    torn.replace(kept_, std::min(written, added), *next_, kept_,
                 std::min(written, added));
    if (written <= added) return torn;
    const size_t sealed = std::min(written - added, seal_.size());
    return torn.replace(seal_at_, sealed, seal_, 0, sealed);
  }
  size_t written_bytes() const { return next_->size() - kept_ + seal_.size(); }
  // Whether the state that was written goes on behind the old one.
  bool continues() const { return kept_ > 0; }
  bool written() const { return next_.has_value(); }

  bool can_continue = true;
  uint64_t claimed_more = 0;  // bytes that Open promises and Read lacks

 private:
  std::optional<std::string> next_;
  uint64_t seal_at_ = 0;
  std::string seal_;
  uint64_t kept_ = 0;
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

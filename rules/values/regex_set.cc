#include "rules/values/regex_set.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <iterator>
#include <utility>

namespace plog {
namespace {

// The automaton of all together may be larger than that of each; beyond this
// it is not built, or given up while matching.
constexpr int64_t kMaxSetBytes = int64_t{64} << 20;

}  // namespace

struct RegexSet::Impl {
  RE2::Set set;
};

RegexSet::RegexSet(std::vector<std::shared_ptr<const Regex>> regexes)
    : regexes_(std::move(regexes)) {
  Sieve();
  if (regexes_.size() < 2) return;
  RE2::Options options;
  options.set_max_mem(kMaxSetBytes);
  options.set_log_errors(false);
  auto impl = std::make_unique<Impl>(Impl{{options, RE2::UNANCHORED}});
  for (const auto& regex : regexes_) {
    if (impl->set.Add(regex->pattern(), nullptr) < 0) return;
  }
  if (impl->set.Compile()) impl_ = std::move(impl);
}

RegexSet::~RegexSet() = default;
RegexSet::RegexSet(RegexSet&&) noexcept = default;

void RegexSet::Sieve() {
  std::vector<std::string> literals;
  for (const auto& regex : regexes_) {
    std::vector<std::string> required = regex->RequiredLiterals();
    if (required.empty()) return;
    std::move(required.begin(), required.end(), std::back_inserter(literals));
  }
  if (!literals.empty()) sieve_.emplace(literals);
}

void RegexSet::Find(std::string_view text, std::vector<uint8_t>* found) const {
  if (sieve_ && !sieve_->MayHoldAny(text)) return;
  if (impl_ == nullptr) return FindEach(text, found);
  std::vector<int> matches;
  RE2::Set::ErrorInfo error{};
  const bool any =
      impl_->set.Match({text.data(), text.size()}, &matches, &error);
  if (!any && error.kind != RE2::Set::kNoError) return FindEach(text, found);
  for (const int match : matches) (*found)[static_cast<size_t>(match)] = 1;
}

void RegexSet::FindEach(std::string_view text,
                        std::vector<uint8_t>* found) const {
  for (size_t i = 0; i < regexes_.size(); ++i) {
    if ((*found)[i] == 0 && regexes_[i]->Contains(text)) (*found)[i] = 1;
  }
}

}  // namespace plog

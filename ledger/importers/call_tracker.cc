#include "ledger/importers/call_tracker.h"

#include <algorithm>
#include <utility>

namespace plog {

void CallTracker::Open(const std::string& key, OpenCall call) {
  if (size_ >= kMaxOpen) DropOldest();
  const uint64_t number = ++opened_;
  open_[key].push_back({number, std::move(call)});
  by_age_.emplace_back(number, key);
  ++size_;
  if (by_age_.size() > 2 * kMaxOpen) ForgetClosedAges();
}

std::optional<OpenCall> CallTracker::Close(const std::string& key) {
  const auto found = open_.find(key);
  if (found == open_.end()) return std::nullopt;
  OpenCall call = std::move(found->second.back().call);
  found->second.pop_back();
  if (found->second.empty()) open_.erase(found);
  ++closed_;
  --size_;
  return call;
}

const OpenCall* CallTracker::Find(const std::string& key) const {
  const auto found = open_.find(key);
  return found == open_.end() ? nullptr : &found->second.back().call;
}

void CallTracker::Clear() {
  open_.clear();
  by_age_.clear();
  size_ = 0;
}

// Closed calls leave their age behind; it must not pile up.
void CallTracker::ForgetClosedAges() {
  std::erase_if(by_age_, [this](const auto& age) {
    const auto found = open_.find(age.second);
    return found == open_.end() ||
           std::none_of(found->second.begin(), found->second.end(),
                        [&age](const Entry& entry) {
                          return entry.number == age.first;
                        });
  });
}

void CallTracker::DropOldest() {
  while (!by_age_.empty()) {
    const auto [number, key] = std::move(by_age_.front());
    by_age_.pop_front();
    const auto found = open_.find(key);
    if (found == open_.end()) continue;
    std::vector<Entry>& calls = found->second;
    const auto oldest = std::find_if(
        calls.begin(), calls.end(),
        [age = number](const Entry& entry) { return entry.number == age; });
    if (oldest == calls.end()) continue;
    calls.erase(oldest);
    if (calls.empty()) open_.erase(found);
    --size_;
    return;
  }
}

bool RecentTexts::Add(std::string_view text) {
  if (!texts_.emplace(text).second) return false;
  order_.emplace_back(text);
  if (order_.size() > capacity_) {
    texts_.erase(order_.front());
    order_.pop_front();
  }
  return true;
}

}  // namespace plog

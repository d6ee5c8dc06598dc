#ifndef PLOG_LEDGER_BASE_SHARED_TEXT_H_
#define PLOG_LEDGER_BASE_SHARED_TEXT_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace plog {

// A text that never changes: copies share the bytes of the first, which are
// freed with the last of them. 8 bytes where a std::string takes 32, and the
// bytes once, however many have them. Copies may be made, read and destroyed on
// several threads; a single one is as any value.
class SharedText {
 public:
  SharedText() = default;
  // Copies the text. Implicit, as a SharedText stands where a string stood.
  // Throws std::length_error for 4 GiB or more.
  template <class Text, class = std::enable_if_t<
                            std::is_convertible_v<Text, std::string_view> &&
                            !std::is_base_of_v<SharedText, std::decay_t<Text>>>>
  SharedText(const Text& text)  // NOLINT(google-explicit-constructor)
      : held_(Hold(text)) {}
  SharedText(const SharedText& other) : held_(other.held_) {
    if (held_ != nullptr) {
      held_->holders.fetch_add(1, std::memory_order_relaxed);
    }
  }
  SharedText(SharedText&& other) noexcept
      : held_(std::exchange(other.held_, nullptr)) {}
  SharedText& operator=(SharedText other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~SharedText() {
    if (held_ != nullptr) Release();
  }

  bool empty() const { return held_ == nullptr; }
  // Valid as long as one of those that share it.
  std::string_view view() const {
    if (held_ == nullptr) return {};
    return {reinterpret_cast<const char*>(held_ + 1), held_->size};
  }
  operator std::string_view() const {  // NOLINT(google-explicit-constructor)
    return view();
  }

  friend bool operator==(const SharedText& a, const SharedText& b) {
    return a.held_ == b.held_ || a.view() == b.view();
  }
  template <class Text, class = std::enable_if_t<
                            std::is_convertible_v<Text, std::string_view> &&
                            !std::is_base_of_v<SharedText, std::decay_t<Text>>>>
  friend bool operator==(const SharedText& a, const Text& b) {
    return a.view() == std::string_view(b);
  }

 private:
  // In front of the bytes.
  struct Held {
    std::atomic<uint32_t> holders;
    uint32_t size;
  };
  static Held* Hold(std::string_view text);  // null if it is empty
  void Release();

  Held* held_ = nullptr;
};

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_SHARED_TEXT_H_

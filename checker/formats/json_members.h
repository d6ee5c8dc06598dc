#ifndef PLOG_CHECKER_FORMATS_JSON_MEMBERS_H_
#define PLOG_CHECKER_FORMATS_JSON_MEMBERS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/shared_text.h"
#include "ledger/crypto/sha256.h"
#include "ledger/json/json.h"

namespace plog {

// Takes the members of one JSON object by name, strictly: the destructor
// objects to members that nobody asked for. Remembers only the first fault of
// the whole document, in `fault` (empty: none); afterwards nothing is read.
// The document and `fault` must outlive it.
class JsonMembers {
 public:
  JsonMembers(JsonView object, std::string where, std::string* fault);
  ~JsonMembers();
  JsonMembers(const JsonMembers&) = delete;
  JsonMembers& operator=(const JsonMembers&) = delete;

  void Get(std::string_view name, std::string* out);
  void Get(std::string_view name, std::optional<std::string>* out);
  void Get(std::string_view name, SharedText* out);
  void Get(std::string_view name, std::optional<SharedText>* out);
  void Get(std::string_view name, uint64_t* out);
  void Get(std::string_view name, std::optional<uint64_t>* out);
  void Get(std::string_view name, bool* out);
  void Get(std::string_view name, Digest* out);
  void Get(std::string_view name, std::vector<std::string>* out);
  // The member may be absent (which is not the same as null).
  template <class Text>
  void GetIfPresent(std::string_view name, std::optional<Text>* out) {
    if (object_.Find(name).valid()) Get(name, &out->emplace());
  }
  // An enumeration: the one among `values` that `name_of` calls so.
  template <class E, size_t N>
  void GetNamed(std::string_view name, const std::array<E, N>& values,
                std::string_view (*name_of)(E), E* out) {
    std::string text;
    Get(name, &text);
    for (const E value : values) {
      if (name_of(value) != text) continue;
      *out = value;
      return;
    }
    Fault(name, "one of the documented words");
  }
  template <class E, size_t N>
  void GetNamedIfPresent(std::string_view name, const std::array<E, N>& values,
                         std::string_view (*name_of)(E),
                         std::optional<E>* out) {
    if (object_.Find(name).valid()) {
      GetNamed(name, values, name_of, &out->emplace());
    }
  }

  // Calls `read` with every element and its path.
  using ReadItem = std::function<void(JsonView item, const std::string& where)>;
  void Each(std::string_view name, const ReadItem& read);
  // Calls `read` with the object that the member is.
  void Object(std::string_view name, const ReadItem& read);
  // As above, but null or an absent member is skipped; true if it was read.
  bool ObjectIfPresent(std::string_view name, const ReadItem& read);

 private:
  JsonView Take(std::string_view name, JsonType type,
                std::string_view expected);
  bool TakeNull(std::string_view name);
  void Fault(std::string_view name, std::string_view expected);

  JsonView object_;
  std::string where_;
  std::string* fault_;
  size_t taken_ = 0;
};

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_JSON_MEMBERS_H_

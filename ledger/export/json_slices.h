#ifndef PLOG_LEDGER_EXPORT_JSON_SLICES_H_
#define PLOG_LEDGER_EXPORT_JSON_SLICES_H_

#include <optional>
#include <string_view>
#include <vector>

namespace plog {

// Cuts a large JSON text into the values it consists of, without parsing them:
// whoever uses a slice parses it strictly, and one value after the other needs
// little memory. Slices are views of the text.

struct JsonSlice {
  std::string_view name;
  std::string_view value;
};

// The members of the object that fills `text`; nullopt if it is no object, if
// a name occurs twice, or if a name has an escape (none that plog writes has).
std::optional<std::vector<JsonSlice>> SliceObject(std::string_view text);

// Walks the elements of an array.
class ArraySlices {
 public:
  explicit ArraySlices(std::string_view text);
  // The next element, or nullopt at the end or at damage.
  std::optional<std::string_view> Next();
  // After Next gave nullopt: whether the array ended where the text ends.
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool first_ = true;
  bool ok_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_JSON_SLICES_H_

#ifndef PLOG_TESTS_LEDGER_VECTOR_FILE_H_
#define PLOG_TESTS_LEDGER_VECTOR_FILE_H_

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "ledger/json/json.h"

namespace plog {

// Published test vectors are not part of the project; they are looked for
// beside the checkout. A test that needs them skips, visibly, without them.
inline std::string VectorPath(std::string_view name) {
  return std::string(PLOG_SOURCE_DIR "/../shared/vectors/").append(name);
}

inline std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// A JSON file, its text changed by `edit` where plog's strict reader would not
// take it.
class VectorFile {
 public:
  explicit VectorFile(const std::string& path,
                      std::string (*edit)(std::string_view) = nullptr) {
    std::string text = ReadWholeFile(path);
    if (edit != nullptr) text = edit(text);
    if (auto fault = JsonParser().Parse(text, {}, &document_)) {
      throw std::runtime_error(path + ": " + fault->message);
    }
  }
  JsonView root() const { return document_.root(); }

 private:
  JsonDocument document_;
};

inline std::string TextOf(JsonView object, std::string_view member) {
  const JsonView value = object.Find(member);
  return value.is_string() ? std::string(value.AsString()) : std::string();
}

inline bool FlagOf(JsonView object, std::string_view member) {
  const JsonView value = object.Find(member);
  return value.is(JsonType::kBool) && value.AsBool();
}

inline std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(
        std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

}  // namespace plog

#endif  // PLOG_TESTS_LEDGER_VECTOR_FILE_H_

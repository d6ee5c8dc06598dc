#ifndef PLOG_LEDGER_ANCHOR_KEY_FILE_H_
#define PLOG_LEDGER_ANCHOR_KEY_FILE_H_

#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/result.h"

namespace plog {

// Text that is overwritten before its memory is given back.
class SecretText {
 public:
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(SecretText&& other) noexcept;
  ~SecretText();
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

// The files of private keys, see SigningKey for the rules.
Result<SecretText> ReadKeyFile(const std::string& path);
Status WriteKeyFile(const std::string& path, std::string text);

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_KEY_FILE_H_

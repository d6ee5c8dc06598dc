#include "cli/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "ledger/base/file_descriptor.h"
#include "ledger/base/text.h"

namespace plog {
namespace {

constexpr int kRed = 31;
constexpr int kYellow = 33;
constexpr int kPlain = 0;

size_t TerminalWidth(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) {
    return size.ws_col;
  }
  return 80;
}

}  // namespace

Console::Console(int out_fd, int err_fd, const Environment& environment)
    : out_fd_(out_fd),
      err_fd_(err_fd),
      out_terminal_(isatty(out_fd) == 1),
      err_terminal_(isatty(err_fd) == 1) {
  const auto force = environment.get("CLICOLOR_FORCE");
  force_color_ = force && *force != "0";
  no_color_ = environment.get("NO_COLOR") || environment.get("TERM") == "dumb";
  if (out_terminal_) width_ = TerminalWidth(out_fd);
  SetColor(ColorChoice::kAuto);
}

bool Console::ColorWanted(bool terminal, ColorChoice choice) const {
  if (choice != ColorChoice::kAuto) return choice == ColorChoice::kAlways;
  if (no_color_) return false;
  return force_color_ || terminal;
}

void Console::SetColor(ColorChoice choice) {
  out_color_ = ColorWanted(out_terminal_, choice);
  err_color_ = ColorWanted(err_terminal_, choice);
}

void Console::Out(std::string_view bytes) {
  if (out_errno_ != 0) return;
  ClearProgress();
  out_errno_ = WriteAll(out_fd_, bytes);
}

Status Console::out_status() const {
  if (out_errno_ == 0) return {};
  return plog::Fail(ErrorKind::kIo, fmt::format("cannot write the result: {}",
                                                std::strerror(out_errno_)));
}

void Console::Err(std::string_view text) {
  ClearProgress();
  WriteAll(err_fd_, text);
}

void Console::Line(std::string_view label, int sgr, std::string_view message) {
  const std::string text = SanitizeForTerminal(message);
  if (label.empty()) {
    Err(fmt::format("plog: {}\n", text));
  } else if (err_color_) {
    Err(fmt::format("plog: \x1b[{}m{}:\x1b[0m {}\n", sgr, label, text));
  } else {
    Err(fmt::format("plog: {}: {}\n", label, text));
  }
}

void Console::Warn(std::string_view message) {
  Line("warning", kYellow, message);
}

void Console::Fail(const Error& error) {
  Line("error", kRed, error.message);
  if (!error.hint.empty()) Line("hint", kPlain, error.hint);
}

void Console::Summary(std::string_view line) {
  if (!quiet_) Line("", kPlain, line);
}

void Console::Detail(std::string_view line) {
  if (verbose_) Line("", kPlain, line);
}

void Console::Progress(std::string_view line) {
  if (!err_terminal_ || !progress_ || quiet_) return;
  progress_shown_ = true;
  WriteAll(err_fd_, fmt::format("\r\x1b[K{}", SanitizeForTerminal(line, 200)));
}

void Console::ClearProgress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  WriteAll(err_fd_, "\r\x1b[K");
}

}  // namespace plog

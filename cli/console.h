#ifndef PLOG_CLI_CONSOLE_H_
#define PLOG_CLI_CONSOLE_H_

#include <string>
#include <string_view>

#include "cli/environment.h"
#include "ledger/base/result.h"

namespace plog {

enum class ColorChoice { kAuto, kAlways, kNever };

// The two streams of a run. stdout carries the result and nothing else; stderr
// carries warnings, errors, progress (on a terminal only) and the one-line
// summary. A failed write to stdout is remembered and decides the exit status;
// nobody is left to tell about a failed write to stderr.
class Console {
 public:
  Console(int out_fd, int err_fd, const Environment& environment);

  void SetColor(ColorChoice choice);
  void set_quiet(bool quiet) { quiet_ = quiet; }
  void set_verbose(bool verbose) { verbose_ = verbose; }
  void set_progress(bool progress) { progress_ = progress; }

  // The result, byte for byte.
  void Out(std::string_view bytes);

  // Lines on stderr, sanitised, prefixed with "plog:".
  void Warn(std::string_view message);
  void Fail(const Error& error);
  void Summary(std::string_view line);  // not with --quiet
  void Detail(std::string_view line);   // with --verbose only
  // Text that is laid out already (diagnostics): written as it is.
  void Err(std::string_view text);
  // Overwrites the progress line; nothing unless stderr is a terminal.
  void Progress(std::string_view line);

  bool out_is_terminal() const { return out_terminal_; }
  bool out_color() const { return out_color_; }
  size_t width() const { return width_; }  // of stdout; 0: no terminal
  // The first failed write to stdout, as an error; ok so far otherwise.
  Status out_status() const;

 private:
  void Line(std::string_view label, int sgr, std::string_view message);
  void ClearProgress();
  bool ColorWanted(bool terminal, ColorChoice choice) const;

  int out_fd_;
  int err_fd_;
  bool out_terminal_;
  bool err_terminal_;
  bool no_color_;     // NO_COLOR, or a terminal that cannot
  bool force_color_;  // CLICOLOR_FORCE
  bool out_color_ = false;
  bool err_color_ = false;
  bool quiet_ = false;
  bool verbose_ = false;
  bool progress_ = true;
  bool progress_shown_ = false;
  size_t width_ = 0;
  int out_errno_ = 0;
};

}  // namespace plog

#endif  // PLOG_CLI_CONSOLE_H_

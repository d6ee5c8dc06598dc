#include "cli/exit_status.h"

namespace plog {
namespace {

int Rank(ExitStatus status) {
  switch (status) {
    case ExitStatus::kDone:
      return 0;
    case ExitStatus::kFindings:
      return 1;
    case ExitStatus::kIncomplete:
      return 2;
    case ExitStatus::kUsage:
      return 3;
    case ExitStatus::kDefect:
      return 4;
  }
  return 4;
}

}  // namespace

ExitStatus StatusOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage:
      return ExitStatus::kUsage;
    case ErrorKind::kUnreadable:
    case ErrorKind::kLocked:
    case ErrorKind::kIo:
    case ErrorKind::kInput:
    case ErrorKind::kNothing:
      return ExitStatus::kIncomplete;
    case ErrorKind::kDefect:
      return ExitStatus::kDefect;
  }
  return ExitStatus::kDefect;
}

ExitStatus Worst(ExitStatus a, ExitStatus b) {
  return Rank(a) >= Rank(b) ? a : b;
}

}  // namespace plog

#ifndef PLOG_CLI_REVIEW_OUTPUT_H_
#define PLOG_CLI_REVIEW_OUTPUT_H_

#include <string>

#include "checker/review/review.h"

namespace plog {

std::string ReviewText(const Review& review);
std::string ReviewJson(const Review& review);
// One self-contained page, without scripts or remote parts.
std::string ReviewHtml(const Review& review);

}  // namespace plog

#endif  // PLOG_CLI_REVIEW_OUTPUT_H_

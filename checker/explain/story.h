#ifndef PLOG_CHECKER_EXPLAIN_STORY_H_
#define PLOG_CHECKER_EXPLAIN_STORY_H_

#include <string>
#include <vector>

#include "checker/explain/scene.h"

namespace plog {

// What a rule made of one event, in plain sentences: what the event opened,
// what closed it or why nothing did, what it closed itself, and by how much a
// partner missed the limit. Whether something was fulfilled, pending or
// violated is the monitor's own word; only the reasons are looked up here.
// Sentences may quote the log: whoever prints them sanitises them.
std::vector<std::string> TellStory(Scene* scene, size_t position);
// The same of a scope instance as a whole, for findings without an event.
std::vector<std::string> TellInstance(const Scene& scene);

// Of the two types that pair events.
std::vector<std::string> TellSequence(Scene* scene, size_t position);
std::vector<std::string> TellAbsence(Scene* scene, size_t position);

}  // namespace plog

#endif  // PLOG_CHECKER_EXPLAIN_STORY_H_

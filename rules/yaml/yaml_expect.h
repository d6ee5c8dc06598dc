#ifndef PLOG_RULES_YAML_YAML_EXPECT_H_
#define PLOG_RULES_YAML_YAML_EXPECT_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "rules/values/values.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Reads values of a wanted kind, or says what is wrong with them: nullopt (or
// false) then means "diagnosed". `what` names the value in messages, with its
// backquotes: "`within`".

bool ExpectMapping(const SourceText& source, const YamlNode& node,
                   std::string_view what);
bool ExpectList(const SourceText& source, const YamlNode& node,
                std::string_view what, std::string_view example);
std::optional<std::string> ExpectAnyText(const SourceText& source,
                                         const YamlNode& node,
                                         std::string_view what);
// A text that is not empty.
std::optional<std::string> ExpectText(const SourceText& source,
                                      const YamlNode& node,
                                      std::string_view what);
std::optional<bool> ExpectBool(const SourceText& source, const YamlNode& node,
                               std::string_view what);
std::optional<uint64_t> ExpectUnsigned(const SourceText& source,
                                       const YamlNode& node,
                                       std::string_view what);
std::optional<NumberLiteral> ExpectNumber(const SourceText& source,
                                          const YamlNode& node,
                                          std::string_view what);
std::optional<Duration> ExpectDuration(const SourceText& source,
                                       const YamlNode& node,
                                       std::string_view what);
std::optional<Instant> ExpectInstant(const SourceText& source,
                                     const YamlNode& node,
                                     std::string_view what);
std::optional<size_t> ExpectChoice(const SourceText& source,
                                   const YamlNode& node, std::string_view what,
                                   std::span<const std::string_view> choices);
std::vector<std::string> ExpectTexts(const SourceText& source,
                                     const YamlNode& node,
                                     std::string_view what);

// Reports what is there in place of `wanted` ("a list").
void WrongType(const SourceText& source, const YamlNode& node,
               std::string_view what, std::string_view wanted,
               std::string hint = {});

// Reports every member of `mapping` that `known` does not list, with the
// nearest of them or all of them as a hint.
void RefuseUnknownKeys(const SourceText& source, const YamlNode& mapping,
                       std::string_view what,
                       std::span<const std::string_view> known);

// "did you mean `within`?", or the list of `choices` if none is near.
std::string DidYouMean(std::string_view word,
                       std::span<const std::string_view> choices);

}  // namespace plog

#endif  // PLOG_RULES_YAML_YAML_EXPECT_H_

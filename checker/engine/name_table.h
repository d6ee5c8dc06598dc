#ifndef PLOG_CHECKER_ENGINE_NAME_TABLE_H_
#define PLOG_CHECKER_ENGINE_NAME_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plog {

// Distinct names, numbered in the order in which they came. A million session
// ids take some 60 bytes each, a third of what a list and a map of strings do.
class NameTable {
 public:
  NameTable() = default;
  NameTable(NameTable&&) = default;  // views stay valid
  NameTable& operator=(NameTable&&) = default;

  // The number of the name, which is new if it equals the size before.
  uint32_t Add(std::string_view name);
  void Clear();
  size_t size() const { return names_.size(); }
  // Valid as long as the table.
  std::string_view operator[](size_t number) const { return names_[number]; }

 private:
  size_t SlotOf(std::string_view name) const;
  std::string_view Keep(std::string_view name);
  void Grow();

  std::vector<std::vector<char>> blocks_;  // never grown once allocated
  std::vector<std::string_view> names_;    // into the blocks
  std::vector<uint32_t> slots_;  // hash table of numbers plus one, 0 is free
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_NAME_TABLE_H_

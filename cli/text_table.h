#ifndef PLOG_CLI_TEXT_TABLE_H_
#define PLOG_CLI_TEXT_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace plog {

// Columns of text for people. Cells are sanitised, and cut at 48 characters;
// columns whose title begins with '>' are set flush right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> titles);
  void Row(std::vector<std::string> cells);
  std::string Render() const;
  size_t rows() const { return rows_.size(); }

 private:
  std::vector<std::vector<std::string>> rows_;  // the first holds the titles
  std::vector<bool> right_;
};

// "12,345".
std::string Grouped(uint64_t number);
// "1 event", "2 events", "2 policies".
std::string Counted(uint64_t number, const std::string& singular);

}  // namespace plog

#endif  // PLOG_CLI_TEXT_TABLE_H_

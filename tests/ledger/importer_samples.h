#ifndef PLOG_TESTS_LEDGER_IMPORTER_SAMPLES_H_
#define PLOG_TESTS_LEDGER_IMPORTER_SAMPLES_H_

#include <ostream>
#include <string>
#include <vector>

namespace plog {

// A small source of a format and what becomes of it (see Imported::Sketch).
struct Mapping {
  std::string name;
  std::string format;
  std::string source;
  std::string sketch;

  // How GoogleTest names it; else it prints the bytes, pointers and all.
  friend void PrintTo(const Mapping& mapping, std::ostream* out) {
    *out << mapping.name;
  }
};

// At least one for every importer.
const std::vector<Mapping>& Mappings();

}  // namespace plog

#endif  // PLOG_TESTS_LEDGER_IMPORTER_SAMPLES_H_

# Writes OUT: a table of (file name, text) of the files POLICIES, sorted.
list(SORT POLICIES)
set(texts "")
set(rows "")
set(number 0)
foreach(path IN LISTS POLICIES)
  get_filename_component(name ${path} NAME)
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND texts "constexpr char kText${number}[] = {${bytes}};\n")
  string(APPEND rows
         "    {\"${name}\", {kText${number}, sizeof(kText${number})}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT} "#include \"rules/embedded_policies.h\"

namespace plog {
namespace {
${texts}
constexpr EmbeddedPolicy kPolicies[] = {
${rows}};
}  // namespace

std::span<const EmbeddedPolicy> EmbeddedPolicies() { return kPolicies; }

}  // namespace plog
")

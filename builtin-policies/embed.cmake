# Writes OUT: a table of (file name, text) of the files POLICIES, sorted.
list(SORT POLICIES)
set(rows "")
foreach(path IN LISTS POLICIES)
  get_filename_component(name ${path} NAME)
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${hex}")
  # Short literals: a hex escape must not run into the next character.
  string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?)"
         "\"\\1\"\n" escaped "${escaped}")
  string(APPEND rows "    {\"${name}\",\n${escaped}},\n")
endforeach()
file(WRITE ${OUT} "#include \"rules/embedded_policies.h\"

namespace plog {
namespace {
constexpr EmbeddedPolicy kPolicies[] = {
${rows}};
}  // namespace

std::span<const EmbeddedPolicy> EmbeddedPolicies() { return kPolicies; }

}  // namespace plog
")

# SPDX-License-Identifier: MIT
#
# cmake -D CATALOGUE=nl.mo -D FUNCTION=dutch_catalogue -D SOURCE=dutch_catalogue.cpp -P embed.cmake
#
# Writes a source whose function gives the catalogue's bytes.
file(READ "${CATALOGUE}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)" "\\1\n"
                     bytes "${bytes}")
file(
  WRITE "${SOURCE}"
  "// SPDX-License-Identifier: MIT
#include \"base/catalogue.hpp\"

namespace earwitness::base {

namespace {

constexpr unsigned char bytes[] = {
${bytes}
};

}  // namespace

std::span<const unsigned char> ${FUNCTION}() noexcept { return bytes; }

}  // namespace earwitness::base
")

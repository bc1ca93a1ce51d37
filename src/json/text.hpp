// SPDX-License-Identifier: MIT
//
// The two things that are hard to write right, for the module's own use: a double in its shortest form, a text with its
// escapes. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"

namespace earwitness::json {

/// `null` for an infinite one and for none.
void append_real(std::string& out, double value);

/// With its quotes. Throws NotUtf8 where the encoding is strict.
void append_quoted(std::string& out, std::string_view text, Encoding encoding);

}  // namespace earwitness::json

// SPDX-License-Identifier: MIT
//
// A function that this program has in place of a library's own, and the library's own behind it.
#pragma once

#include <string>

namespace earwitness::os {

struct NextFunction {
  void* address = nullptr;  ///< null: no library that is loaded has it
  std::string library{};    ///< the path of the one that has it
};

/// The function of that name in the libraries that were loaded after the program itself. May be called from any thread.
NextFunction find_next_function(const char* name);

}  // namespace earwitness::os

// SPDX-License-Identifier: MIT
#include "os/next_function.hpp"

#include <dlfcn.h>

namespace earwitness::os {

NextFunction find_next_function(const char* name) {
  NextFunction found;
  found.address = dlsym(RTLD_NEXT, name);
  Dl_info info{};
  if (found.address != nullptr && dladdr(found.address, &info) != 0 && info.dli_fname != nullptr) {
    found.library = info.dli_fname;
  }
  return found;
}

}  // namespace earwitness::os

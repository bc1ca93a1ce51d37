// SPDX-License-Identifier: MIT
//
// As include/earwitness/verify.hpp, over any file system.
#pragma once

#include "earwitness/verify.hpp"
#include "os/file_system.hpp"

namespace earwitness {

[[nodiscard]] Verification verify(os::FileSystem& fs, const os::Path& path, const Checker& checker = {},
                                  const VerifyOptions& options = {});

[[nodiscard]] LedgerVerification verify_ledger(os::FileSystem& fs, const os::Path& archive,
                                               const std::vector<std::string>& heads = {}, const Checker& checker = {});

}  // namespace earwitness

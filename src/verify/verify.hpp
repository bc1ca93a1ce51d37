// SPDX-License-Identifier: MIT
//
// As include/earwitness/verify.hpp, over any file system.
#pragma once

#include "earwitness/verify.hpp"
#include "os/file_system.hpp"
#include "verify/seals_beside.hpp"

namespace earwitness {

[[nodiscard]] Verification verify(os::FileSystem& fs, const os::Path& path, const Checker& checker = {},
                                  const VerifyOptions& options = {});
/// One of several in the same folder, one after the other: what lies beside them is read once, and kept in `beside`.
/// Nothing there may change in the meantime.
[[nodiscard]] Verification verify(os::FileSystem& fs, const os::Path& path, const Checker& checker,
                                  SealsBeside& beside);

[[nodiscard]] LedgerVerification verify_ledger(os::FileSystem& fs, const os::Path& archive,
                                               const std::vector<std::string>& heads = {}, const Checker& checker = {});

}  // namespace earwitness
